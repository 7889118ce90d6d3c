"""Names of people as the ID card prints them, of organisations as their licence does."""

import re
import unicodedata
from typing import Final

from anxin.kit.characters import is_storable
from anxin.kit.errors import BadInput, noted
from anxin.kit.text import line

NAME_LENGTH_MOST: Final = 50
_DOTS: Final = str.maketrans(dict.fromkeys("•．・･‧∙⋅●.", "·"))
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_AROUND_DOT: Final = re.compile(r"\s*·\s*")


class BadName(BadInput):
    """Something that cannot be a name."""


def person_name_parse(text: str) -> str:
    """A typed name in its one spelling.

    All dots people type for the separator of minority names become ``·``. Rare characters stay as they are:
    compatibility folding (NFKC) would replace some ideographs, and a name must match the bank's letter for letter.

    Raises:
        BadName: empty, too long, or with a character no name holds (digits, symbols, NUL, half a character).
    """
    _refuse_broken(text)
    name = _INVISIBLE.sub("", _narrow(text)).translate(_DOTS)
    name = _AROUND_DOT.sub("·", " ".join(name.split()))
    if not name:
        raise BadName(noted("请填写姓名。"), field="name")
    if len(name) > NAME_LENGTH_MOST:
        raise BadName(noted("姓名太长，请写在 %(most)s 个字以内。") % {"most": NAME_LENGTH_MOST}, field="name")
    strange = next((letter for letter in name if not _belongs(letter)), None)
    if strange is not None or name.startswith("·") or name.endswith("·"):
        raise BadName(noted("姓名里有不该出现的符号，请按证件上的姓名填写。"), field="name")
    return name


def org_name_parse(text: str, *, label: str, most: int) -> str:
    """A typed name of an organisation in its one spelling, so that nobody enters twice by another width.

    Full-width letters become plain, round brackets become Chinese ones, as a licence prints them.

    Raises:
        BadInput: longer than ``most`` characters.
    """
    return line(text, most=most, label=label).replace("(", "（").replace(")", "）")


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: dots, spaces, width and letter case do not count."""
    return _core(one) == _core(other)


def _core(name: str) -> str:
    return "".join(_INVISIBLE.sub("", _narrow(name)).translate(_DOTS).split()).replace("·", "").casefold()


def _refuse_broken(text: str) -> None:
    if not is_storable(text):
        raise BadName(noted("姓名里有无法识别的字符，请重新输入。"), field="name")


def _narrow(text: str) -> str:
    """Full-width Latin letters and spaces in their ordinary form; nothing else changes."""
    return "".join(
        chr(ord(letter) - 0xFEE0) if "\uff01" <= letter <= "\uff5e" and letter != "．" else letter for letter in text
    )


def _belongs(letter: str) -> bool:
    category = unicodedata.category(letter)
    private_use = category == "Co"
    return letter in "·-' " or category[0] in "LM" or private_use or _newer_ideograph(letter)


def _newer_ideograph(letter: str) -> bool:
    """Ideographs younger than this Python's Unicode table are unassigned to it, but real to their owner."""
    return 0x20000 <= ord(letter) <= 0x3FFFF
