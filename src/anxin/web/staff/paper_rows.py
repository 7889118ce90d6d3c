"""The fields of a paper as inputs beside its picture, and what was typed into them as values. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from anxin.documents.catalogue import entry_of, parts_of_item
from anxin.documents.fields import REGIONS, specs
from anxin.documents.types import Box, FieldSpec, FieldType, FieldView, PaperKind, PaperView
from anxin.kit.money import yuan
from anxin.kit.text import listed

SURE: Final = 0.995
DOUBTFUL: Final = 0.85
SPARE_ROWS: Final = 1
ROWS_MOST: Final = 200

_INPUT_TYPES: Final = {FieldType.DAY: "date", FieldType.MOMENT: "datetime-local"}
_YES_NO: Final = (("", "—"), ("true", "是"), ("false", "否"))


@dataclass(frozen=True, slots=True)
class Input:
    """One control. ``kind`` picks its widget in the template; ``options`` are (value, label, chosen)."""

    name: str
    label: str
    kind: str
    text: str = field(repr=False)
    options: tuple[tuple[str, str, bool], ...] = ()
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a list field. ``listed`` and ``parts`` say what the lists know of a charge."""

    number: int
    inputs: tuple[Input, ...]
    has_box: bool
    listed: str = ""
    parts: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its controls, what was read, how sure, who confirmed it."""

    name: str
    label: str
    inputs: tuple[Input, ...]
    table: tuple[TableRow, ...]
    heads: tuple[str, ...]
    read: str = field(repr=False)
    certainty: str
    certainty_words: str
    has_box: bool
    differs: bool
    confirmed_by: str
    confirmed_at: Any

    @property
    def is_table(self) -> bool:
        return bool(self.heads)


@dataclass(frozen=True, slots=True)
class Mark:
    """A box over a page picture, in thousandths of its width and height."""

    field: str
    key: str
    x: int
    y: int
    width: int
    height: int


def rows_of(paper: PaperView, typed: QueryDict | None = None) -> tuple[Row, ...]:
    """The form of a paper; with ``typed``, as it was sent, so that a refusal loses nothing."""
    return tuple(_row(spec, view, typed, paper) for spec, view in zip(specs(paper.kind), paper.fields, strict=True))


def marks_of(paper: PaperView) -> dict[int, tuple[Mark, ...]]:
    """The boxes of all fields, page by page."""
    pages: dict[int, list[Mark]] = {number: [] for number in range(paper.pages)}
    for view in paper.fields:
        for number, box in enumerate(view.boxes):
            if box.page in pages:
                pages[box.page].append(_mark(view, number, box))
    return {number: tuple(marks) for number, marks in pages.items()}


def _mark(view: FieldView, number: int, box: Box) -> Mark:
    key = f"{view.name}-{number}" if view.type is FieldType.ROWS else view.name
    x, y = round(box.x0 * 1000) - 4, round(box.y0 * 1000) - 4
    return Mark(view.name, key, x, y, round((box.x1 - box.x0) * 1000) + 8, round((box.y1 - box.y0) * 1000) + 8)


def values_of(kind: PaperKind | None, typed: QueryDict) -> dict[str, Any]:
    """What was typed, as the service takes it. A field that is not on the form is not confirmed by it."""
    return {spec.name: _value(spec, typed) for spec in specs(kind) if f"has-{spec.name}" in typed}


def _value(spec: FieldSpec, typed: QueryDict) -> Any:
    if spec.type is FieldType.CHOICES:
        return typed.getlist(spec.name)
    if spec.type is FieldType.ROWS:
        return list(_typed_rows(spec, typed))
    return typed.get(spec.name, "")


def _typed_rows(spec: FieldSpec, typed: QueryDict) -> Iterator[dict[str, str]]:
    for number in range(ROWS_MOST):
        row = {column.name: typed.get(f"{spec.name}-{number}-{column.name}") for column in spec.columns}
        if all(value is None for value in row.values()):
            return
        if any(value and value.strip() for value in row.values()):
            yield {name: value or "" for name, value in row.items()}


def _row(spec: FieldSpec, view: FieldView, typed: QueryDict | None, paper: PaperView) -> Row:
    value = _value(spec, typed) if typed is not None else view.value
    is_table = spec.type is FieldType.ROWS
    certainty, words = _certainty(view)
    return Row(
        name=spec.name,
        label=spec.label,
        inputs=() if is_table else (_input(spec, spec.name, value),),
        table=_table(spec, value or (), view, paper) if is_table else (),
        heads=tuple(column.label for column in spec.columns),
        read=_said(spec, view.read) if view.differs else "",
        certainty=certainty,
        certainty_words=words,
        has_box=bool(view.boxes),
        differs=view.differs,
        confirmed_by=view.confirmed_by,
        confirmed_at=view.confirmed_at,
    )


def _certainty(view: FieldView) -> tuple[str, str]:
    """In words, because colour alone says nothing: how much a person has to look at a field."""
    if view.is_confirmed:
        return ("changed", _("已更正")) if view.differs else ("confirmed", _("已核对"))
    if view.read is None or view.confidence is None:
        return "missing", _("没有读到")
    if view.confidence >= SURE:
        return "sure", _("来自数据或二维码")
    return ("likely", _("请核对")) if view.confidence >= DOUBTFUL else ("doubtful", _("没把握"))


def _table(
    spec: FieldSpec, rows: Sequence[Mapping[str, Any]], view: FieldView, paper: PaperView
) -> tuple[TableRow, ...]:
    filled = [*rows, *({} for _spare in range(SPARE_ROWS))]
    return tuple(_table_row(spec, number, row, view, paper) for number, row in enumerate(filled[:ROWS_MOST]))


def _table_row(spec: FieldSpec, number: int, row: Mapping[str, Any], view: FieldView, paper: PaperView) -> TableRow:
    inputs = tuple(
        _input(column, f"{spec.name}-{number}-{column.name}", row.get(column.name)) for column in spec.columns
    )
    name = str(row.get("name") or "")
    has_box = number < len(view.boxes)
    if spec.name != "items" or not name:
        return TableRow(number, inputs, has_box)
    entry = entry_of(name, None, _year(paper))
    parts = parts_of_item(name) or ()
    words = {"yes": _("目录内"), "no": _("目录外")}
    return TableRow(
        number,
        inputs,
        has_box,
        words.get(entry.listed, "") if entry else _("目录里没有"),
        listed(REGIONS[part] for part in parts),
    )


def _year(paper: PaperView) -> int:
    """The year whose list counts: of the visit, else of the receipt, else of the upload."""
    values = paper.values()
    day = values.get("visited_on") or values.get("issued_on")
    return int(day[:4]) if isinstance(day, str) else paper.added_at.year


def _input(spec: FieldSpec, name: str, value: Any) -> Input:
    text = _text(spec, value)
    if spec.type is FieldType.FLAG:
        return Input(name, spec.label, "select", text, tuple((key, said, key == text) for key, said in _YES_NO))
    if spec.type is FieldType.CHOICE:
        options = (("", "—", not text), *((key, said, key == text) for key, said in spec.choices))
        return Input(name, spec.label, "select", text, options)
    if spec.type is FieldType.CHOICES:
        chosen = set(value or ())
        return Input(name, spec.label, "chips", "", tuple((key, said, key in chosen) for key, said in spec.choices))
    numeric = spec.type in (FieldType.MONEY, FieldType.NUMBER)
    return Input(name, spec.label, _INPUT_TYPES.get(spec.type, "text"), text, numeric=numeric)


def _text(spec: FieldSpec, value: Any) -> str:
    if value is None:
        return ""
    if spec.type is FieldType.MONEY and isinstance(value, int):
        return yuan(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said(spec: FieldSpec, value: Any) -> str:
    """A read value in one line, for comparison with what a person wrote."""
    if spec.type is FieldType.ROWS:
        cells = [[_text(column, row.get(column.name)) for column in spec.columns] for row in value]
        return "；".join(" ".join(filter(None, row)) for row in cells)
    if spec.type is FieldType.CHOICES:
        return listed(dict(spec.choices).get(key, key) for key in value)
    if spec.type is FieldType.FLAG:
        return dict(_YES_NO)[str(value).lower()]
    return _text(spec, value)
