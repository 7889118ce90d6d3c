"""Money is an integer number of fen (分). There is no float in this module and there must be none."""

import re
import unicodedata
from dataclasses import dataclass
from functools import total_ordering

from anxin.kit.errors import BadInput, noted

FEN_MAX = 10**13
"""Largest amount we accept: a hundred billion yuan, more than any fund of a city and far below a BIGINT."""

_AMOUNT = re.compile(r"(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d{1,2}))?")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SMALL_UNITS = ("", "拾", "佰", "仟")
_LARGE_UNITS = ("", "万", "亿")
_WORD_VALUES = {word: value for value, word in enumerate(_DIGITS)} | {"〇": 0, "貳": 2, "陸": 6, "两": 2}
_UNIT_VALUES = {"拾": 10, "佰": 100, "仟": 1000}


class BadAmount(BadInput):
    """A text is not an amount of money in yuan."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in fen, for arithmetic that should not be mistaken for counting."""

    fen: int

    def __post_init__(self) -> None:
        if not isinstance(self.fen, int) or isinstance(self.fen, bool):
            raise TypeError(f"money is an integer number of fen, not {type(self.fen).__name__}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)

    def __lt__(self, other: "Money") -> bool:
        return self.fen < other.fen

    def __str__(self) -> str:
        return yuan_sign(self.fen)


def yuan(fen: int) -> str:
    """``30200 -> "302.00"``: for files and machines."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def yuan_sign(fen: int) -> str:
    """``123456 -> "¥1,234.56"``: as people write it."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    if fen < 1000_00:  # most amounts: nothing to group, in half the time
        return f"{sign}¥{fen // 100}.{fen % 100:02d}"
    return f"{sign}¥{fen // 100:,}.{fen % 100:02d}"


def parse_yuan(text: str) -> int:
    """Read an amount in yuan typed by a person; return fen.

    Full-width digits, a leading ¥ and thousands commas are understood. Signs, exponents, more than two
    decimals and anything else are refused: guessing at money is worse than asking again.

    Raises:
        BadAmount: with a sentence that says how to write it.
    """
    folded = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removeprefix("￥").removesuffix("元").strip()
    found = _AMOUNT.fullmatch(folded) if folded.isascii() else None
    if not found:
        raise BadAmount(noted("金额请写成“302.00”这样的数字，最多两位小数。"))
    whole = found["yuan"].replace(",", "")
    if len(whole) > len(str(FEN_MAX)):
        raise BadAmount(noted("金额太大，请核对后再填。"))
    fen = int(whole) * 100 + int((found["cents"] or "").ljust(2, "0"))
    if fen > FEN_MAX:
        raise BadAmount(noted("金额太大，请核对后再填。"))
    return fen


def share_floor(fen: int, numerator: int, denominator: int) -> int:
    """A share of an amount, cut down to the whole fen."""
    return fen * numerator // denominator


def round_half_up(numerator: int, denominator: int) -> int:
    """A non-negative fraction rounded to a whole number, halves up (四舍五入)."""
    if numerator < 0 or denominator <= 0:
        raise ValueError("round_half_up takes a non-negative fraction")
    return (2 * numerator + denominator) // (2 * denominator)


def percent(basis_points: int) -> str:
    """``150 -> "1.5"``: a rate in hundredths of a percent, as people write it before the sign."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def in_words(fen: int) -> str:
    """An amount in financial Chinese (大写): ``30200 -> "叁佰零贰元整"``."""
    if fen < 0:
        return "负" + in_words(-fen)
    whole, cents = divmod(fen, 100)
    jiao, odd_fen = divmod(cents, 10)
    text = f"{_integer_in_words(whole)}元" if whole or not cents else ""
    if not cents:
        return text + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif whole:
        text += "零"
    return text + (_DIGITS[odd_fen] + "分" if odd_fen else "整")


def _integer_in_words(number: int) -> str:
    if number == 0:
        return "零"
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    gap = False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group_in_words(group) + _LARGE_UNITS[place]
        gap = False
    return text


def _group_in_words(group: int) -> str:
    text = ""
    zero = False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            zero = bool(text)
            continue
        text += ("零" if zero else "") + _DIGITS[digit] + _SMALL_UNITS[place]
        zero = False
    return text


def from_words(text: str) -> int:
    """Read an amount in financial Chinese; return fen.

    Raises:
        BadAmount: when the text is not such an amount.
    """
    folded = unicodedata.normalize("NFKC", text).strip().removeprefix("人民币").replace("圆", "元").replace("正", "整")
    found = re.fullmatch(r"(?:(?P<whole>[^元角分整]+)元)?零?(?:(?P<jiao>.)角)?零?(?:(?P<fen>.)分)?整?", folded)
    if not found or not any(found.groups()):
        raise BadAmount(noted("大写金额认不出来，请核对票据。"))
    try:
        whole = _integer_from_words(found["whole"] or "零")
        cents = _WORD_VALUES[found["jiao"] or "零"] * 10 + _WORD_VALUES[found["fen"] or "零"]
    except KeyError as error:
        raise BadAmount(noted("大写金额认不出来，请核对票据。")) from error
    return whole * 100 + cents


def _integer_from_words(words: str) -> int:
    total = section = digit = 0
    for word in words:
        if word in _WORD_VALUES:
            digit = _WORD_VALUES[word]
        elif word in _UNIT_VALUES:
            section += (digit or 1) * _UNIT_VALUES[word]
            digit = 0
        elif word == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        elif word == "亿":
            total = (total + section + digit) * 100_000_000
            section = digit = 0
        else:
            raise KeyError(word)
    return total + section + digit
