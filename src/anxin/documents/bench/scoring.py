"""Comparing what was read with what a paper says. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from anxin.documents.reading.base import Found, ReadResult
from anxin.documents.types import PaperKind
from anxin.kit.text import fold

HIGH: Final = 0.95
"""From here on a value counts as reported with high confidence."""

KEY: Final[dict[PaperKind, tuple[str, ...]]] = {
    PaperKind.RECEIPT: ("ticket_code", "ticket_number", "check_code", "payer", "issued_on", "total_fen"),
    PaperKind.FEE_LIST: ("patient", "issued_on", "total_fen"),
    PaperKind.DIAGNOSIS: ("patient", "diagnosis", "icd", "body_parts", "side", "issued_on", "inpatient_needed"),
    PaperKind.RECORD: ("patient", "diagnosis", "body_parts", "side", "issued_on"),
    PaperKind.IMAGING: ("patient", "diagnosis", "body_parts", "side", "issued_on"),
    PaperKind.PRESCRIPTION: ("patient", "diagnosis", "issued_on", "drugs"),
    PaperKind.LIABILITY: ("happened_at", "place", "parties"),
    PaperKind.APPLICATION: ("name", "id_number", "signed", "signed_on"),
    PaperKind.CONSENT: ("name", "id_number", "signed", "signed_on"),
    PaperKind.ID_CARD: ("name", "id_number"),
    PaperKind.BANK_CARD: ("name", "number"),
}
"""The fields that decide whether a paper was read."""

_ROWS: Final = {
    "items": ("name", "quantity", "amount_fen"),
    "drugs": ("name", "quantity"),
    "parties": ("name", "id_number", "level"),
}


@dataclass(slots=True)
class Score:
    """Counts of one class of papers."""

    papers: int = 0
    kinds_right: int = 0
    refused: int = 0
    keys: int = 0
    keys_right: int = 0
    rows: int = 0
    rows_right: int = 0
    fields: int = 0
    wrong_and_sure: int = 0
    texts: int = 0
    texts_seen: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        for name in (
            "papers",
            "kinds_right",
            "refused",
            "keys",
            "keys_right",
            "rows",
            "rows_right",
            "fields",
            "wrong_and_sure",
            "texts",
            "texts_seen",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.misses += other.misses


def score(kind: PaperKind, truth: Mapping[str, Any], result: ReadResult, name: str = "") -> Score:
    """How well one paper was read."""
    found = Score(papers=1, kinds_right=int(result.kind is kind), refused=int(not result.readable or not result.fields))
    for field_name, wanted in truth.items():
        read = result.fields.get(field_name)
        value = read.value if read else None
        if field_name == "items":
            _score_items(found, wanted, value, name)
        right = same(field_name, wanted, value)
        if field_name in KEY[kind]:
            found.keys += 1
            found.keys_right += right
            if not right:
                found.misses.append(
                    f"{name} {field_name}: {value!r} ({read.confidence if read else 0:.2f}) is {wanted!r}"
                )
        _count_sure(found, field_name, right, read, name, wanted)
    return found


def _count_sure(found: Score, name: str, right: bool, read: Found | None, where: str, wanted: Any) -> None:
    found.fields += 1
    if read is not None and read.confidence >= HIGH and not right:
        found.wrong_and_sure += 1
        found.misses.append(f"{where} SURE {name}: {read.value!r} ({read.confidence:.3f}) is {wanted!r}")


def _score_items(found: Score, wanted: list[dict[str, Any]], value: Any, where: str) -> None:
    left = Counter(_row("items", row) for row in value or ())
    for row in wanted:
        found.rows += 1
        key = _row("items", row)
        if left[key] > 0:
            left[key] -= 1
            found.rows_right += 1
        else:
            found.misses.append(f"{where} item: {key}")


def same(name: str, wanted: Any, value: Any) -> bool:
    """Is a value the true one, spelling of width and spaces apart?"""
    if name in _ROWS and wanted is not None:
        return Counter(_row(name, row) for row in value or ()) == Counter(_row(name, row) for row in wanted)
    return bool(plain(wanted) == plain(value))


def _row(name: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(plain(row[column]) for column in _ROWS[name])


def plain(value: Any) -> Any:
    """A value without what papers spell differently."""
    return "".join(fold(value).split()).upper() if isinstance(value, str) else value
