"""Looking for a labelled value: on the line after its label, else in the cell under it.

Papers print ``姓名：张三``, ``姓 名  张三``, ``姓名张三`` or the name in the cell under it; a reader may misread
one letter of a label. The plain ways are tried first over the whole paper, then the others, each a little less
sure, so that a chance likeness never wins over a label in its proper form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anxin.documents.reading.lines import Line
from anxin.documents.types import Box

_HAN: Final = r"\u4e00-\u9fff"
_BRACKET: Final = r"(?:\s*\([^()\t]{0,5}\))?"
"""What forms print behind a label: (章), (盖章), (元)."""

_LATIN: Final = r"(?:[ /]*[A-Za-z][A-Za-z. ]{1,24})?"
"""The same label in another language behind it."""

_SEPARATED: Final = rf"{_BRACKET}(?:{_LATIN}[\s\t]*[:;.·][\s\t]*|[\s\t]+)"
_FUZZY_LENGTH: Final = 4
_NEXT_LABEL: Final = re.compile(r"(?<=[\s\t,，;；])[\u4e00-\u9fff()/]{2,14}\s*[:：]")
_LOWER_LINES: Final = 2
_FORM_WORDS: Final = re.compile(
    "姓名|性别|年龄|民族|科别|科室|日期|时间|单位|数量|金额|备注|项目|名称|规格|单价|费别|地址|住址|天气|诊断|签名|医师|药师|"
    "(?:门诊|病历|住院|检查)号|(?:就诊|开票|出生|检查)(?:日期|时间)|校验码|票据[号代]码|交款人|收款人|复核人|身份证号码?|证件号码?|"
    "联系电话|电话|交通方式|医保(?:类型|编号)|医疗机构类型|业务流水号|个人账户支付|个人现金支付|医保统筹基金支付|其他支付"
)
"""Words that papers print themselves; none of them is ever a value."""

_LABEL_LIKE: Final = re.compile(
    r"[\u4e00-\u9fff()/]*(?:号码|代码|编码|编号|日期|时间|名称|姓名|金额|单位|类型|签名|签字|签章)"
)
"""How labels end, whatever they begin with: in a grid the cell beside a label may be the next label."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands and how plainly it is labelled."""

    line: Line
    start: int
    end: int
    certainty: float

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end].strip(" \t:：,，;；")


def labelled(lines: Sequence[Line], labels: Sequence[str], value: str = r"[^\t]+") -> Iterator[Place]:
    """Places of the values of a label, the plainest first.

    Args:
        labels: wordings of the label, without spaces.
        value: the pattern of the value.
    """
    for pattern, certainty in _ways(tuple(labels), value):
        for line in lines:
            for match in pattern.finditer(line.text):
                yield from _place(line, match, certainty)
    yield from _under(lines, tuple(labels), value)


@lru_cache(maxsize=512)
def _ways(labels: tuple[str, ...], value: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    exact = "|".join(_spaced(label) for label in _longest_first(labels))
    fuzzy = "|".join(way for label in _longest_first(labels) for way in _misread(label))
    head, tail = rf"(?<![{_HAN}])", rf"(?P<value>{value})"
    ways = [
        (rf"{head}(?:{exact}){_SEPARATED}{tail}", 1.0),
        (rf"(?:{exact}){_BRACKET}\s*[:：]\s*{tail}", 0.99),
        (rf"{head}(?:{exact}){tail}", 0.97),
    ]
    if fuzzy:
        ways.append((rf"{head}(?:{fuzzy}){_SEPARATED}{tail}", 0.95))
    return tuple((re.compile(pattern), certainty) for pattern, certainty in ways)


def _longest_first(labels: Sequence[str]) -> list[str]:
    return sorted(labels, key=len, reverse=True)


def _spaced(label: str) -> str:
    """A label with any spaces between its letters."""
    return r"[\s\t]*".join(re.escape(letter) for letter in label)


def _misread(label: str) -> Iterator[str]:
    """A long label with any one letter wrong."""
    if len(label) < _FUZZY_LENGTH:
        return
    for wrong in range(len(label)):
        letters = [rf"[{_HAN}]" if index == wrong else re.escape(letter) for index, letter in enumerate(label)]
        yield r"\s*".join(letters)


def _place(line: Line, match: re.Match[str], certainty: float) -> Iterator[Place]:
    start, end = match.span("value")
    following = _NEXT_LABEL.search(line.text, start, end)
    end = following.start() if following else end
    while end > start and line.text[end - 1] in " \t":
        end -= 1
    said = re.sub(r"\s", "", line.text[start:end]).strip(":：")
    if said and not _is_label(said):
        yield Place(line, start, end, certainty)


def _is_label(said: str) -> bool:
    return bool(_FORM_WORDS.fullmatch(said) or _LABEL_LIKE.fullmatch(said))


def _under(lines: Sequence[Line], labels: tuple[str, ...], value: str) -> Iterator[Place]:
    """A label with nothing behind it has its value under it, in its column or indented on the next line."""
    names = "|".join(way for label in _longest_first(labels) for way in (_spaced(label), *_misread(label)))
    alone = re.compile(rf"(?:^|\t)(?P<label>(?:{names})){_LATIN}\s*[:：]?(?=\t|\s*$)")
    for index, line in enumerate(lines):
        for match in alone.finditer(line.text):
            box = line.box(*match.span("label"))
            last = match.end() == len(line.text.rstrip())
            for lower in lines[index + 1 : index + 1 + _LOWER_LINES]:
                found = [
                    one for one in re.finditer(value, lower.text) if _stands_under(lower, one, box.x0, box.x1, last)
                ]
                if found and lower.page is line.page:
                    yield from (Place(lower, *one.span(), 0.95) for one in found)
                    break


def label_box(lines: Sequence[Line], labels: Sequence[str]) -> Box | None:
    """Where one of the labels stands, if it was read at all."""
    for label in labels:
        for line in lines:
            if match := re.search(_spaced(label), line.text):
                return line.box(*match.span())
    return None


def _stands_under(lower: Line, match: re.Match[str], x0: float, x1: float, last: bool) -> bool:
    if (
        not match[0].strip()
        or _is_label(re.sub(r"\s", "", match[0]))
        or re.search(r"[\u4e00-\u9fff]\s*[:：]", match[0])
    ):
        return False
    box = lower.box(*_stripped(match))
    return (box.x0 < x1 and box.x1 > x0) or (last and x0 <= box.x0 < x1 + 0.15)


def _stripped(match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    return start + len(match[0]) - len(match[0].lstrip()), end - len(match[0]) + len(match[0].rstrip())
