"""The liability certificate (事故责任认定书) and the statements that may stand in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.reading.kinds.tables import Column, Table, cells_of, hull, pieces_of, tables_of
from anxin.documents.reading.lines import Line
from anxin.documents.types import Box, Problem

_NAME: Final = r"[\u4e00-\u9fff㐀-䶿·]{2,8}?"
_PARTY: Final = re.compile(
    rf"(?:当事人\s*[一二三四甲乙丙丁]?|[甲乙丙]方|姓名|说明人|驾驶人)\s*[:：]?[\s\t]*(?P<name>{_NAME})(?=[\s\t,，;；。(]|$)"
)
_LEVEL: Final = r"{name}{gap}{{0,12}}?(?:负|承担|应负|应承担){gap}{{0,10}}?(?P<level>全部|主要|同等|次要)责任"
_NONE: Final = r"{name}{gap}{{0,12}}?(?:无责任|不负{gap}{{0,6}}责任|不承担{gap}{{0,6}}责任|无责)"
_EQUAL: Final = re.compile(r"(?:双方|各方)[^。;；]{0,8}同等责任")
_COLUMNS: Final = (
    Column("name", r"当事人(?:姓名)?|姓\s*名|驾驶人(?:姓名)?"),
    Column("number", r"身份证号码?|公民身份号码|证件号码?|身份证明号码|驾驶证号(?:码)?|驾驶证或身份证号码?"),
    Column(
        "other",
        r"交通方式|联系电话|联系方式|电\s*话|号牌(?:号码)?|车\s*牌号?|车\s*型|保险公司|性\s*别|年\s*龄|住\s*址|责\s*任",
    ),
)
_NOT_NAMES: Final = re.compile(r"基本|姓名|性别|签名|签字|陈述|证件|情况|号码|电话|责任|身份|交通|驾驶|确认|意见|联系")


@dataclass(frozen=True, slots=True)
class _Party:
    name: str
    id_number: str | None
    boxes: tuple[Box, ...]
    confidence: float


def liability_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """All fields of a liability proof."""
    fields = {"happened_at": _happened_at(sheet), "place": _place(sheet), "parties": _parties(sheet)}
    return {name: found for name, found in fields.items() if found is not None}, ()


def _happened_at(sheet: Sheet) -> Found | None:
    labels = ("事故发生时间", "事故时间", "发生时间", "时间")
    labelled = sheet.after(labels, value=v.MOMENT, parse=v.moment_of_text)
    return labelled or sheet.search(v.MOMENT, parse=v.moment_of_text, certainty=0.8)


def _place(sheet: Sheet) -> Found | None:
    return sheet.after(("事故发生地点", "事故地点", "发生地点", "地点"), value=r"[^\t]{2,80}")


def _parties(sheet: Sheet) -> Found | None:
    people = _tabled_people(sheet.lines) or _people(sheet)
    if not people:
        return None
    names = [person.name for person in people]
    told = {name: _level(name, names, sheet.text) for name in names}
    if not any(told.values()):
        told = _levels_in_cells(names, sheet.text)
    completed = _completed(told)
    rows = [{"name": one.name, "id_number": one.id_number, "level": completed[one.name]} for one in people]
    confidence = min(*(person.confidence for person in people), _sure_of_levels(sheet, told))
    return sheet.sure(Found(rows, confidence, tuple(person.boxes[0] for person in people)))


_OTHER_SIDE: Final = {"全部": "无", "无": "全部", "主要": "次要", "次要": "主要", "同等": "同等"}


def _completed(told: dict[str, str | None]) -> dict[str, str | None]:
    """Of two parties the one whose level was not read has what the level of the other leaves."""
    known = [level for level in told.values() if level]
    if len(told) != 2 or len(known) != 1:
        return told
    return {name: level or _OTHER_SIDE.get(known[0]) for name, level in told.items()}


def _sure_of_levels(sheet: Sheet, told: dict[str, str | None]) -> float:
    """How surely the words of the levels were read; little where a level had to be worked out or is missing."""
    if any(told.values()) and not all(told.values()):
        return _WORKED_OUT
    spans = [(line, match.span()) for line in sheet.lines for match in _CELL.finditer(line.text)]
    return min((line.confidence(*span) for line, span in spans), default=1.0)


_WORKED_OUT: Final = 0.7


def _tabled_people(lines: Sequence[Line]) -> list[_Party]:
    """People in a table with a head; they end where a line names nobody."""
    people: list[_Party] = []
    table: Table | None = None
    for line in lines:
        heads = [one for one in tables_of(line, _COLUMNS) if one.has("name", "number")]
        if heads and ":" not in line.text:
            table = heads[0]
        elif table:
            cells = cells_of(list(pieces_of(line)), table, _suits)
            if "name" not in cells or "number" not in cells:
                table = None
                continue
            name, number = cells["name"][0], cells["number"][0]
            sure = min(name.confidence, number.confidence)
            people.append(_Party(name.text, v.mask_folded(number.text), (hull([name.box, number.box]),), sure))
    return people


def _suits(column: str, text: str, named: bool) -> bool:
    if column == "number":
        return bool(re.fullmatch(v.ID_NUMBER, text))
    if column == "name":
        return bool(re.fullmatch(r"[\u4e00-\u9fff㐀-䶿·]{2,8}", text)) and not named
    return True


def _people(sheet: Sheet) -> list[_Party]:
    """People named as parties, each with the ID number on the same line or the next."""
    people: dict[str, _Party] = {}
    for index, line in enumerate(sheet.lines):
        for match in _PARTY.finditer(line.text):
            name = match["name"]
            if name in people or _NOT_NAMES.search(name):
                continue
            tail = line.text[match.end() :] + "\n" + "\n".join(one.text for one in sheet.lines[index + 1 : index + 2])
            following = _PARTY.search(tail)
            number = re.search(v.ID_NUMBER, tail[: following.start()] if following else tail)
            people[name] = _Party(
                name,
                v.mask_folded(number[0]) if number else None,
                (line.box(*match.span("name")),),
                line.confidence(*match.span("name")),
            )
    return list(people.values()) or list(_numbered_people(sheet.lines))


def _numbered_people(lines: Sequence[Line]) -> Iterator[_Party]:
    """People whose label was not read: a name, and on the same line a number that proves itself."""
    for line in lines:
        match = _NAMED_NUMBER.search(line.text)
        if match and not _NOT_NAMES.search(match["name"]) and (number := v.id_number_proven(match["number"])):
            sure = _WORKED_OUT * line.confidence(*match.span("name"))
            yield _Party(match["name"], number, (line.box(*match.span("name")),), sure)


_NAMED_NUMBER: Final = re.compile(
    rf"(?:^|[\s\t:,])(?P<name>[\u4e00-\u9fff·]{{2,4}})[\s\t,]+(?:[\u4e00-\u9fff]{{3,8}}[:\s\t]*)?(?P<number>{v.ID_NUMBER})"
)


def _levels_in_cells(names: Sequence[str], text: str) -> dict[str, str | None]:
    """Levels that stand in a cell of their own, in the block of a person: from the name to the next person."""
    flat = text.replace("\n", "")
    labelled = {name: re.search(rf"当事人[一二三四甲乙丙丁]?:?{name}", flat) for name in names}
    starts = {name: match.start() if match else flat.find(name) for name, match in labelled.items()}
    found: dict[str, str | None] = dict.fromkeys(names)
    for name, start in starts.items():
        end = min((other for other in starts.values() if other > start), default=len(flat))
        if level := _CELL.search(flat, start, end):
            found[name] = "无" if level["none"] else str(level["level"])
    return found


_CELL: Final = re.compile(r"(?P<level>全部|主要|同等|次要)责任|(?P<none>无责任)")


def _level(name: str, names: Sequence[str], text: str) -> str | None:
    """The level of responsibility the paper gives a person; ``未定`` where the police could not say; else ``None``.

    Between a name and its level no other party may be named.
    """
    flat = text.replace("\n", "")
    others = "|".join(re.escape(other) for other in names if other != name) or "(?!)"
    parts = {"name": re.escape(name), "gap": rf"(?:(?!{others})[^。;；])"}
    free, found = re.search(_NONE.format(**parts), flat), re.search(_LEVEL.format(**parts), flat)
    if found and (not free or found.start() <= free.start()):
        return str(found["level"])
    if free or "各方均无责任" in flat:
        return "无"
    if _EQUAL.search(flat):
        return "同等"
    return "未定" if "道路交通事故证明" in flat or "无法查清" in flat else None
