"""The prescription (处方): whose, for what, and which drugs in which number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.diagnosis import diagnosis, hospital, issued_on, patient
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.reading.kinds.tables import Column, Piece, Table, cells_of, hull, pieces_of, tables_of
from anxin.documents.reading.lines import Line
from anxin.documents.types import Box, Problem

UNITS: Final = "盒|瓶|支|袋|片|粒|包|贴|卷|管|板|丸|枚|只|个|克|g|ml|剂|付|帖|揿|喷|套"
_BEGIN: Final = re.compile(r"(?:^|[\s\t])R\s*[p:.、/]|^\s*R\s*$|处\s*方\s*(?:内容|明细)|西药|中成药")
_END: Final = re.compile(r"医\s*师|医\s*生|药\s*师|调\s*配|审\s*核|发\s*药|金\s*额|合\s*计|处方当日|以下空白|药费")
_USAGE: Final = re.compile(
    r"用\s*法|用\s*量|Sig|S[:.]|每次|每日|一日|口服|外用|遵医嘱|诊\s*断|频次|疗程|天$", re.IGNORECASE
)
_HEAD: Final = re.compile(r"姓\s*名|性\s*别|年\s*龄|科\s*[别室]|日\s*期|门诊号|费别|地址|电话|皮试")
_NUMBERED: Final = re.compile(r"^[\s\t]*\(?\d{1,2}\)?\s*[.、)]\s*|^[\s\t]*[①-⑳]\s*")
_COUNT: Final = re.compile(rf"(?:[xX×*]\s*)?(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>{UNITS})(?![\u4e00-\u9fffA-Za-z/])")
_TOTAL: Final = re.compile(
    rf"(?:总\s*[量数]|数\s*量|发药量|共|取药量)\s*[:：]?\s*(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>{UNITS})?(?![\u4e00-\u9fffA-Za-z/])"
)
_PACKS: Final = re.compile(
    r"(?:[xX×*]\s*)?(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>盒|瓶|支|袋|包|贴|卷|管|板|套|付|帖|剂)(?![\u4e00-\u9fffA-Za-z/])"
)
_STRENGTH: Final = re.compile(
    r"\d+(?:\.\d+)?\s*(?:mg|g|ml|μg|ug|iu|万?单位|%)\s*[xX×*:/]\s*\d+\s*[\u4e00-\u9fff]?(?:/[\u4e00-\u9fff])?",
    re.IGNORECASE,
)
"""The strength of a pack (0.3g×24片), which is not how many packs."""

_TIMES: Final = re.compile(r"[xX×*]\s*(?P<n>\d{1,3})(?=[\s\t]*$)")
_NAME: Final = re.compile(
    r"[A-Za-z0-9%.+\-α-ω]*[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·\-]*?[\u4e00-\u9fff]+"
    r"(?:[A-Z]\d{0,2}(?![\d.A-Za-z]))?(?:\([^)\s]{1,12}\))?(?![\u4e00-\u9fff])"
)
_COLUMNS: Final = (
    Column("number", r"序\s*号"),
    Column("name", r"药\s*品\s*名\s*称|药\s*名|药\s*品|名\s*称|项目名称"),
    Column("spec", r"规\s*格|剂\s*型"),
    Column("usage", r"用法用量|用\s*法|用\s*量|单次剂量|单次量|频\s*次|途\s*径|天\s*数|备\s*注|给药方式"),
    Column("quantity", r"总\s*量|总数量|数\s*量|发药量"),
    Column("unit", r"单\s*位"),
    Column("price", r"单\s*价|金\s*额"),
)
_QUANTITY: Final = re.compile(rf"(\d+(?:\.\d+)?)\s*({UNITS})?")


def prescription_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """All fields of a prescription."""
    fields: dict[str, Found | None] = {
        "patient": patient(sheet),
        "hospital": hospital(sheet),
        "diagnosis": diagnosis(sheet),
        "issued_on": issued_on(sheet),
        "drugs": _drugs(sheet),
    }
    return {name: found for name, found in fields.items() if found is not None}, ()


def _drugs(sheet: Sheet) -> Found | None:
    found = list(_tabled(sheet.lines)) or list(_listed(sheet.lines))
    if not found:
        return None
    confidence = min(sure for _, _, sure in found)
    return sheet.sure(Found([row for row, _, _ in found], confidence, tuple(box for _, box, _ in found)))


Drug = tuple[dict[str, Any], Box, float]


def _tabled(lines: Sequence[Line]) -> Iterator[Drug]:
    """Drugs in a table with a head."""
    table: Table | None = None
    for line in lines:
        heads = [one for one in tables_of(line, _COLUMNS) if one.has("name", "quantity")]
        if heads:
            table = heads[0]
        elif table and _END.search(line.text):
            table = None
        elif table:
            cells = cells_of(list(pieces_of(line)), table, _suits)
            if "name" in cells and "quantity" in cells:
                yield _drug_of(cells)


def _suits(column: str, text: str, named: bool) -> bool:
    if column == "number":
        return not named and text.rstrip(".、").isdigit()
    if column == "quantity":
        return named and bool(_QUANTITY.fullmatch(text))
    if column == "unit":
        return named and bool(re.fullmatch(UNITS, text))
    if column == "price":
        return named and bool(re.fullmatch(v.AMOUNT, text))
    if column == "name":
        return bool(re.search(r"[\u4e00-\u9fff]{2}", text))
    return named


def _drug_of(cells: dict[str, list[Piece]]) -> Drug:
    counted = _QUANTITY.fullmatch(cells["quantity"][0].text)
    unit = cells["unit"][0].text if "unit" in cells else (counted[2] if counted else None)
    name = _NUMBERED.sub("", "".join(piece.text for piece in cells["name"]))
    row = {"name": name, "quantity": v.number_of_text(counted[1]) if counted else None, "unit": unit}
    pieces = [piece for column in ("name", "quantity", "unit") for piece in cells.get(column, ())]
    return row, hull([piece.box for piece in pieces]), min(piece.confidence for piece in pieces)


def _listed(lines: Sequence[Line]) -> Iterator[Drug]:
    """Drugs one under the other, each with its count on its own line or on one under it."""
    body = _body(lines)
    names = [(index, name) for index, line in enumerate(body) if (name := _drug_name(line))]
    for (index, name), (following, _) in pairwise([*names, (len(body), None)]):
        if name is None:
            continue
        own = body[index]
        counted = next(_counts(body[index:following], name.end()), None)
        if counted is not None:
            line, count = counted
            row = {"name": name[0], "quantity": v.number_of_text(count["n"]), "unit": count.groupdict().get("unit")}
            sure = min(own.confidence(*name.span()), line.confidence(*count.span()))
            boxes = [own.box(*name.span()), line.box(*count.span())]
            yield row, hull(boxes if line is own else boxes[:1]), sure


def _drug_name(line: Line) -> re.Match[str] | None:
    numbered = _NUMBERED.match(line.text)
    name = _NAME.search(line.text, numbered.end() if numbered else 0)
    if name is None or (_USAGE.search(line.text[: name.end()]) and not numbered) or _HEAD.search(line.text):
        return None
    return name


def _counts(lines: Sequence[Line], start: int) -> Iterator[tuple[Line, re.Match[str]]]:
    """How many of a drug, the plainest word first: with its label, as packs, as any count that is no strength."""
    places = [(line, start if number == 0 else 0) for number, line in enumerate(lines)]
    for line, place in places:
        if found := _TOTAL.search(line.text, place):
            yield line, found
    for pattern in (_PACKS, _COUNT):
        for line, place in places:
            spans = [match.span() for match in _STRENGTH.finditer(line.text, place)] if pattern is _PACKS else []
            free = [one for one in pattern.finditer(line.text, place) if not _within(one.start("n"), spans)]
            if free and not (line is not lines[0] and _USAGE.search(line.text)):
                yield line, free[-1]
    if found := _last(_TIMES, lines[0].text, start):
        yield lines[0], found


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _last(pattern: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text, start):
        found = match
    return found


def _body(lines: Sequence[Line]) -> list[Line]:
    """The lines between the sign of a prescription (Rp) and the names of doctor and pharmacist."""
    start = next((index for index, line in enumerate(lines) if _BEGIN.search(line.text)), None)
    first = 0 if start is None else (start if len(lines[start].text) > 8 else start + 1)
    end = next((index for index in range(first + 1, len(lines)) if _END.search(lines[index].text)), len(lines))
    return list(lines[first:end])
