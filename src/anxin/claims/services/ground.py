"""Everything a decision stands on, read once (核定依据)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.cases.selectors import live_papers
from anxin.claims import checklist
from anxin.claims.charges import catalogue
from anxin.claims.facts import Ground, JudgementFact
from anxin.claims.guards import subject
from anxin.claims.models import InjuryClaim, Judgement
from anxin.claims.types import GRADE, PlatformAnswer, SlotView, What
from anxin.documents.selectors import papers as papers_by_id
from anxin.documents.services import receipt_use_claim
from anxin.documents.types import PaperKind, PaperView
from anxin.identity.selectors import worker_by_id
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import NotFound
from anxin.kit.statements import Prepared


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a claim that count, and the slots they fill."""

    papers: tuple[PaperView, ...]
    slots: tuple[SlotView, ...]

    @property
    def scene(self) -> tuple[UUID, ...]:
        """Photos of the place or the injury that came with a report."""
        return tuple(paper.id for paper in self.papers if paper.kind is PaperKind.SCENE_PHOTO)

    @property
    def handed_in(self) -> bool:
        return checklist.handed_in(self.slots)

    @property
    def complete(self) -> bool:
        return checklist.complete(self.slots)


def papers_of_claim(case_id: UUID, *, by_whom: bool = True) -> Papers:
    """The papers in the file that are neither voided nor replaced, oldest first: four queries.

    Args:
        by_whom: also who confirmed each field; a decision does not ask.
    """
    live = live_papers(case_id)
    found = papers_by_id(live, by_whom=by_whom)
    papers = tuple(found[paper_id] for paper_id in live if paper_id in found)
    return Papers(papers, checklist.checklist(papers))


def receipts_taken(papers: tuple[PaperView, ...], case_id: UUID, at: datetime) -> dict[UUID, bool | None]:
    """Put every receipt of a claim to use; False for one that another claim uses, None for one without numbers.

    Taking is the question: two claims that ask at the same moment cannot both be told yes.
    """
    taken: dict[UUID, bool | None] = {}
    for paper in papers:
        if paper.kind is PaperKind.RECEIPT:
            taken[paper.id] = _taken(paper, case_id, at)
    return taken


def _taken(paper: PaperView, case_id: UUID, at: datetime) -> bool | None:
    values = paper.values()
    code, number = values.get("ticket_code"), values.get("ticket_number")
    if not code or not number:
        return None
    use = receipt_use_claim(code=code, number=number, subject=subject(case_id), actor=Actor.system(), at=at)
    return use.taken


def judgements_of(case_id: UUID) -> dict[str, JudgementFact]:
    """The newest judgement of each fact."""
    return {fact: JudgementFact(*said) for fact, *said in _judgements(case_id=case_id)}


def grade_of(case_id: UUID) -> str | None:
    """The newest outcome of an assessment, as it was entered."""
    found = judgements_of(case_id).get(GRADE)
    return str(found.value) if found else None


_judgements = Prepared(
    lambda case_id: (
        Judgement.objects.filter(claim_id=case_id)
        .order_by("at", "id")
        .values_list("fact", "value", "by_name", "reason", "at")
    )
)


def ground_of(
    claim: InjuryClaim,
    answer: PlatformAnswer,
    papers: Papers,
    receipts: Mapping[UUID, bool | None],
    judgements: Mapping[str, JudgementFact],
    at: datetime,
) -> Ground:
    """The ground of a decision on a claim.

    Raises:
        NotFound: the worker is gone.
    """
    worker = worker_by_id(claim.worker_id)
    if worker is None:
        raise NotFound("没有找到这位劳动者。")
    return Ground(
        worker_name=worker.name,
        worker_id_number=worker.id_number,
        happened_at=claim.happened_at,
        what=What(claim.what),
        covered=claim.covered,
        cover_sentence=str(claim.cover["sentence"]),
        declared_late=claim.declared_late,
        platform_answer=answer,
        applied=claim.applied_at is not None,
        assessment_wanted=claim.assessment_wanted,
        papers=papers.papers,
        slots=papers.slots,
        receipts_unused=receipts,
        judgements=judgements,
        catalogue=catalogue(day_of(claim.happened_at)),
        on=day_of(at),
    )
