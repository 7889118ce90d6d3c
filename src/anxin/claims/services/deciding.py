"""Deciding a claim (核定): seconds after the set is complete; the machine pays, and only people refuse or cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from anxin.cases.engine import do
from anxin.claims.facts import JudgementFact, as_json, gather
from anxin.claims.guards import subject
from anxin.claims.models import DecisionRecord, InjuryClaim, Judgement
from anxin.claims.records import counting, current_record
from anxin.claims.services.ground import Papers, ground_of, judgements_of, papers_of_claim, receipts_taken
from anxin.claims.services.leaving import leaving_decided, leaving_move
from anxin.claims.services.settling import settle, supersede
from anxin.claims.types import ORDINARY, SMALL, PlatformAnswer
from anxin.identity.selectors import payee_account
from anxin.identity.types import Actor
from anxin.kit.chain import canonical, digest
from anxin.kit.clock import day_of
from anxin.kit.statements import Prepared
from anxin.policy.services import decide
from anxin.policy.types import Decision

EARLY: Final = frozenset({"reported", "collecting"})
DECIDABLE: Final = EARLY | {"reviewing"}
_OPEN: Final = {SMALL: DECIDABLE, ORDINARY: EARLY}
"""Steps at which a look can bring a claim on by itself."""


class Advance(StrEnum):
    """How far a claim came by itself."""

    NOT_NOW = "not_now"
    WAITS_FOR_PAPERS = "waits_for_papers"
    WAITS_FOR_CONFIRMATION = "waits_for_confirmation"
    WAITS_FOR_PLATFORM = "waits_for_platform"
    NEEDS_A_PERSON = "needs_a_person"
    LEFT_FAST = "left_fast"
    INVESTIGATED = "investigated"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class _Standing:
    """A claim and where its case stood when it was read. Whatever is done next checks that nothing has moved since."""

    claim: InjuryClaim
    type: str
    step: str
    version: int
    answer: PlatformAnswer
    judged: bool
    decided: bool


def claim_advance(*, case_id: UUID, at: datetime) -> Advance:
    """Do with a claim what needs no person: hand it in when all is there, decide it when all is confirmed.

    A fact that no small injury may have takes it out of the fast lane at once. In the ordinary procedure only the
    handing in is left to do: everything after it is decided by people.

    Safe to repeat and to run late. When somebody acts at the same moment, the engine refuses ours as stale, and
    the change that person made wakes this again.

    Raises:
        Stale: the case moved meanwhile; the job is run again.
    """
    with transaction.atomic():
        standing = _standing(case_id)
        if standing is None or standing.step not in _OPEN.get(standing.type, ()):
            return Advance.NOT_NOW
        judged = judgements_of(case_id) if standing.judged else {}
        if standing.type == SMALL and _left(standing, _told(standing, judged), at):
            return Advance.LEFT_FAST
        papers = papers_of_claim(case_id, by_whom=False)
        if standing.claim.applied_at is None or not papers.handed_in:
            return Advance.WAITS_FOR_PAPERS
        if standing.type == ORDINARY:
            _hand_in(standing, at)
            return Advance.INVESTIGATED
        if not papers.complete:
            _hand_in(standing, at)
            return Advance.WAITS_FOR_CONFIRMATION
        if standing.answer is PlatformAnswer.NONE:
            _hand_in(standing, at)
            return Advance.WAITS_FOR_PLATFORM
        return _decide(standing, papers, judged, at)


_OF_CLAIM: Final = (
    "case_id",
    "number",
    "worker_id",
    "happened_at",
    "what",
    "cover",
    "covered",
    "declared_late",
    "applied_at",
    "assessment_wanted",
)


_OF_CASE: Final = ("case__type", "case__step", "case__version", "platform_check__answer", "judged", "decided")
_standing_row: Prepared[Any] = Prepared(
    lambda case_id: (
        InjuryClaim.objects.filter(pk=case_id)
        .annotate(
            judged=Exists(Judgement.objects.filter(claim=OuterRef("pk"))),
            decided=Exists(counting(OuterRef("pk"))),
        )
        .values_list(*_OF_CASE, *_OF_CLAIM)
    )
)


def _standing(case_id: UUID) -> _Standing | None:
    """A claim without what was told in words: nothing in a decision rests on those, so they stay sealed."""
    row = _standing_row.first(case_id=case_id)
    if row is None:
        return None
    case_type, step, version, answer, judged, decided = row[: len(_OF_CASE)]
    claim = InjuryClaim(**dict(zip(_OF_CLAIM, row[len(_OF_CASE) :], strict=True)))
    said = PlatformAnswer(answer or PlatformAnswer.SILENT)
    return _Standing(claim, case_type, step, version, said, judged, decided)


def _hand_in(standing: _Standing, at: datetime, **data: object) -> None:
    """The set is there: the clock of the review starts, whoever must look at something first."""
    if standing.step in EARLY:
        do(case_id=standing.claim.pk, move="submit", actor=Actor.system(), at=at, version=standing.version, data=data)


def _told(standing: _Standing, judged: Mapping[str, JudgementFact]) -> dict[str, Any]:
    """What is known before the papers are in: the platform's answer, the application, and what people have judged."""
    said = {"platform_answer": standing.answer.value, "lasting_effect": standing.claim.assessment_wanted}
    return said | {fact: one.value for fact, one in judged.items()}


def _left(standing: _Standing, facts: Mapping[str, Any], at: datetime) -> bool:
    """Take a claim out of the fast lane if a fact asks for it; what was handed in goes along."""
    left = leaving_decided(standing.claim, facts, at=at)
    if left is None:
        return False
    why, decision = left
    data = {"why": why, "decision": decision.id}
    move = leaving_move(standing.step)
    do(case_id=standing.claim.pk, move=move, actor=Actor.system(), at=at, version=standing.version, data=data)
    return True


def _decide(standing: _Standing, papers: Papers, judged: Mapping[str, JudgementFact], at: datetime) -> Advance:
    claim = standing.claim
    receipts = receipts_taken(papers.papers, claim.pk, at)
    ground = ground_of(claim, standing.answer, papers, receipts, judged, at)
    facts = as_json(gather(ground))
    if _left(standing, facts, at):
        return Advance.LEFT_FAST
    facts_digest = digest(canonical(facts)).hex()
    if standing.step not in EARLY and _left_to_a_person(claim.pk, facts_digest):
        return Advance.NEEDS_A_PERSON
    decision = decide(topic=SMALL, facts=facts, law_on=day_of(claim.happened_at), subject=subject(claim.pk), at=at)
    record = _record(claim, decision, facts, facts_digest, at)
    payee = payee_account(claim.worker_id) if decision.outcome == "pay" else None
    if standing.decided:
        supersede(claim.pk, at)
    if payee is None or payee.cooling(at) or not payee.bank_code:
        record.save(force_insert=True)
        _refer(standing, record, at)
        return Advance.NEEDS_A_PERSON
    system = Actor.system()
    data = {"decision": decision.id, "amount_fen": decision.amount_fen}
    move = "approve_at_once" if standing.step in EARLY else "approve_auto"
    do(case_id=claim.pk, move=move, actor=system, at=at, version=standing.version, data=data)
    settle(record, approved_fen=decision.amount_fen, actor=system, at=at, payee=payee)
    return Advance.APPROVED


def _left_to_a_person(case_id: UUID, facts_digest: str) -> bool:
    """Did the machine leave exactly these facts to a person? Then asking again would only fill the timeline."""
    record = current_record(case_id)
    return record is not None and record.outcome != "pay" and record.facts_digest == facts_digest


def _record(
    claim: InjuryClaim, decision: Decision, facts: dict[str, Any], facts_digest: str, at: datetime
) -> DecisionRecord:
    return DecisionRecord(
        claim=claim,
        case_id=claim.pk,
        decision_id=decision.id,
        outcome=decision.outcome,
        facts_digest=facts_digest,
        claimed_fen=facts["claimed_fen"] or 0,
        amount_fen=decision.amount_fen,
        kind="auto",
        made_at=at,
    )


def _refer(standing: _Standing, record: DecisionRecord, at: datetime) -> None:
    """A person goes on from here, with the same lines in view."""
    data = {"decision": record.decision_id, "outcome": record.outcome}
    if standing.step in EARLY:
        _hand_in(standing, at, **data)
        return
    do(case_id=record.case_id, move="referred", actor=Actor.system(), at=at, version=standing.version, data=data)
