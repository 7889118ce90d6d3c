"""What only several papers of one file show together (材料互相核对). Pure: papers in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from anxin.documents.checks import name_fits
from anxin.documents.types import KIND_NAMES, PaperKind, PaperView, Problem
from anxin.kit.text import fold

WHOSE: Final = {
    PaperKind.RECEIPT: "payer",
    PaperKind.FEE_LIST: "patient",
    PaperKind.DIAGNOSIS: "patient",
    PaperKind.RECORD: "patient",
    PaperKind.IMAGING: "patient",
    PaperKind.PRESCRIPTION: "patient",
    PaperKind.APPLICATION: "name",
    PaperKind.CONSENT: "name",
    PaperKind.ID_CARD: "name",
    PaperKind.BANK_CARD: "name",
}
"""The field that says whose paper it is."""


def across(paper: PaperView, others: Iterable[PaperView]) -> tuple[Problem, ...]:
    """Where a paper does not agree with the other papers of its file."""
    rest = [one for one in others if one.id != paper.id]
    return (*_names(paper, rest), *_hospitals(paper, rest), *_total(paper, rest))


def _said(paper: PaperView, name: str) -> Any:
    return next((item.value for item in paper.fields if item.name == name), None)


def _whose(paper: PaperView) -> str:
    return str(_said(paper, WHOSE[paper.kind]) or "") if paper.kind in WHOSE else ""


def _names(paper: PaperView, others: list[PaperView]) -> Iterator[Problem]:
    mine = _whose(paper)
    for other in others:
        theirs = _whose(other)
        if mine and theirs and not (name_fits(mine, theirs) or name_fits(theirs, mine)):
            said = f"这份材料上的姓名“{mine}”与{other.kind_name}上的“{theirs}”不一致，请核对。"
            yield Problem("names_differ", said, WHOSE[paper.kind] if paper.kind else "")
            return


def _hospitals(paper: PaperView, others: list[PaperView]) -> Iterator[Problem]:
    """Receipt and diagnosis of one visit come from one hospital; another branch of it is worth a look."""
    mine = _said(paper, "hospital")
    for other in others:
        theirs = _said(other, "hospital")
        if mine and theirs and "".join(fold(mine).split()) != "".join(fold(theirs).split()):
            said = f"医院与{KIND_NAMES[other.kind] if other.kind else '另一份材料'}上的“{theirs}”不一致，请核对。"
            yield Problem("hospitals_differ", said, "hospital")
            return


def _total(paper: PaperView, others: list[PaperView]) -> Iterator[Problem]:
    """A fee list lists what a receipt of the file adds up to."""
    if paper.kind is not PaperKind.FEE_LIST or (total := _said(paper, "total_fen")) is None:
        return
    sums = [_said(other, "total_fen") for other in others if other.kind is PaperKind.RECEIPT]
    known = [one for one in sums if one is not None]
    if known and total not in (*known, sum(known)):
        yield Problem("list_total_differs", "费用清单的合计与票据的合计不一致，请核对。", "total_fen")
