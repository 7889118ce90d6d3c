"""Does a paper speak of this person, and do its sums agree. Pure, exact, never fuzzy: doubt goes to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from anxin.documents.types import PaperView
from anxin.kit.text import fold

VISIT_KINDS: Final[Mapping[str, str]] = {"01": "门诊", "02": "住院"}
"""Digits five and six of a medical receipt's code: what kind of receipt it is (财政票据代码的种类位)."""

MASK: Final = "*"
_LETTER_MASK: Final = re.compile("X{3,}")

SHOWN_LEAST: Final = 4
"""An ID number masked down to fewer digits than this says nothing about whose it is."""


def plain_name(name: str) -> str:
    """A name without the spaces that printers put between two characters."""
    return "".join(fold(name).split())


def name_fits(printed: str | None, name: str) -> bool | None:
    """Is a printed name this person's? A masked name ("赵**") fits when what is shown fits. None: nothing printed."""
    if not printed:
        return None
    shown = plain_name(printed).replace("某", MASK)
    wanted = plain_name(name)
    if MASK not in shown:
        return shown == wanted
    return len(shown) == len(wanted) and all(a in (MASK, b) for a, b in zip(shown, wanted, strict=True))


def id_fits(printed: str | None, number: str) -> bool | None:
    """Does a masked ID number fit this person's? Each office masks differently, so digits are compared by place.

    None: nothing printed, or so much masked that it says nothing.
    """
    if not printed:
        return None
    shown = _LETTER_MASK.sub(lambda found: MASK * len(found[0]), fold(printed).upper())
    wanted = number.upper()
    if len(shown) != len(wanted):
        return False
    digits = [(a, b) for a, b in zip(shown, wanted, strict=True) if a != MASK]
    if any(a != b for a, b in digits):
        return False
    return True if len(digits) >= SHOWN_LEAST else None


def sums_fit(values: Mapping[str, Any]) -> bool | None:
    """Do a receipt's lines add up to its total? None: lines or total are not known."""
    items, total = values.get("items"), values.get("total_fen")
    if not items or total is None or any(item.get("amount_fen") is None for item in items):
        return None
    return bool(sum(item["amount_fen"] for item in items) == total)


def visit_kind(codes: Sequence[str]) -> str | None:
    """Outpatient or inpatient, by the codes of the receipts; one inpatient receipt makes it inpatient."""
    kinds = [VISIT_KINDS.get(code[4:6]) for code in codes]
    if "住院" in kinds:
        return "住院"
    return kinds[0] if kinds and all(kinds) else None


def liability_level(papers: Iterable[PaperView], name: str, number: str) -> str | None:
    """The worker's own level of responsibility in the liability proofs, the strongest proof first."""
    for paper in papers:
        for party in paper.values().get("parties") or ():
            mine = id_fits(party.get("id_number"), number) or name_fits(party.get("name"), name)
            if mine and party.get("level"):
                return str(party["level"])
    return None
