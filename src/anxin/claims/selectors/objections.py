"""An objection as its worker reads it, and as those see it who look at the decision again (异议)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from anxin.cases.selectors import cases_visible, clocks, live_papers, moves_made
from anxin.cases.types import MoveMade
from anxin.claims.checklist import cards
from anxin.claims.errors import NoSuchClaim
from anxin.claims.models import DecisionRecord, Objection
from anxin.claims.objecting import admitting
from anxin.claims.records import current_record, settled_record
from anxin.claims.selectors.decisions import decision_view, rest_of
from anxin.claims.selectors.paying import payment_sentence
from anxin.claims.services.ground import papers_of_claim
from anxin.claims.types import OBJECTION_UNDECIDED, ObjectionPanel, ObjectionView, PaperCard
from anxin.documents.selectors import papers as papers_by_id
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.dates import say_day
from anxin.kit.money import yuan_sign


def objections_visible(actor: Actor) -> Any:
    """The objections whose case an actor may see, with what pages need of the case."""
    return Objection.objects.filter(case__in=cases_visible(actor)).annotate(step=F("case__step"))


def objection_steps(claim_ids: Collection[UUID]) -> dict[UUID, str]:
    """The step of the newest objection to each of the claims. For claims already looked up."""
    rows = Objection.objects.filter(claim_id__in=claim_ids).order_by("raised_at")
    return dict(rows.values_list("claim_id", "case__step"))


def objected_claim(*, actor: Actor, case_id: UUID) -> UUID:
    """The claim an objection is about, for whoever follows a message to it.

    Raises:
        NoSuchClaim: it is no objection, or not the actor's to see.
    """
    claim_id: UUID | None = objections_visible(actor).filter(pk=case_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise NoSuchClaim(_("没有找到这个案件，或者您无权查看。"))
    return claim_id


def objection_view(actor: Actor, claim_id: UUID) -> ObjectionView | None:
    """The newest objection to a claim of the actor's own; None when there is none."""
    row = objections_visible(actor).filter(claim_id=claim_id).order_by("-raised_at").first()
    if row is None:
        return None
    record = settled_record(row.pk)
    return ObjectionView(
        case_id=row.pk,
        number=row.number,
        reason=row.reason,
        raised_at=row.raised_at,
        step=row.step,
        sentence=_sentence(row, record),
        payment_sentence=payment_sentence(row.pk, row.step),
        is_open=row.step in OBJECTION_UNDECIDED,
        can_withdraw=row.step in ("received", "deciding"),
        has_sheet=(record or row).sheet_paper_id is not None,
        papers=_proof(row.pk),
        late_days=row.late_days,
    )


def _sentence(row: Any, record: DecisionRecord | None) -> str:
    if row.step == "withdrawn":
        return _("您撤回了这个异议，原决定不变。")
    if row.step == "kept":
        said = _("%(outcome)s：%(reason)s。您还可以申请行政复议或者起诉，期限写在决定书里。")
        kept = keeping(row.pk)
        return said % {"outcome": kept.outcome, "reason": kept.because}
    if record is not None:
        amount, reason = yuan_sign(record.approved_fen or 0), record.reason.rstrip("。")
        return _("复查后再付给您 %(amount)s：%(reason)s。") % {"amount": amount, "reason": reason}
    due = next((one.due_on for one in clocks(row.pk) if one.running), None)
    if row.late_days and row.step == "received" and due is not None:
        return _("过了最后一天才提出，先由没有办过这个案件的人决定是否受理，%(day)s 前答复。") % {"day": say_day(due)}
    if due is None:
        return _("由没有办过这个案件的人复查，有结果马上告诉您。")
    return _("由没有办过这个案件的人复查，%(day)s 前答复，不用您做什么。") % {"day": say_day(due)}


_KEEP: Final = ("propose_keep", "confirm_keep")
_TURN_AWAY: Final = ("propose_turn_away", "confirm_turn_away")


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a decision came to be kept: who proposed it, who confirmed it, with their reasons.

    Args:
        admitted: it was looked at again; one that came too late may have been turned away before anybody did.
    """

    made: tuple[MoveMade, ...]
    admitted: bool

    @property
    def because(self) -> str:
        """The words of both persons, without the last full stop."""
        words = dict.fromkeys(one.reason.rstrip("。") for one in self.made if one.reason)
        return "；".join(words) or _("见案件页面")

    @property
    def outcome(self) -> str:
        """In words that begin a sentence."""
        return _("复查后维持原决定") if self.admitted else _("异议没有受理，原决定不变")

    @property
    def names(self) -> str:
        return "、".join(dict.fromkeys(one.by for one in self.made if one.by))


def keeping(case_id: UUID) -> Keeping:
    """How the decision an objection was about came to be kept. For a kept objection already looked up."""
    made = moves_made(case_id, *_KEEP, *_TURN_AWAY)
    admitted = all(one.move != "confirm_turn_away" for one in made)
    by = _KEEP if admitted else _TURN_AWAY
    return Keeping(tuple(one for one in made if one.move in by), admitted)


def objection_panel(*, actor: Actor, case_id: UUID) -> ObjectionPanel:
    """What the person needs who looks again: the worker's words, the decision, and the papers, new ones apart.

    Raises:
        NoSuchClaim: it is no objection, or not the actor's to see.
    """
    row = objections_visible(actor).select_related("claim").filter(pk=case_id).first()
    if row is None:
        raise NoSuchClaim(_("没有找到这个案件，或者您无权查看。"))
    first = settled_record(row.claim_id)
    proposed = current_record(case_id)
    return ObjectionPanel(
        case_id=case_id,
        reason=row.reason,
        raised_at=row.raised_at,
        late_days=row.late_days,
        late_reason=row.late_reason,
        admitting=admitting(day_of(first.settled_at)) if row.late_days and first and first.settled_at else "",
        claim_id=row.claim_id,
        claim_number=row.claim.number,
        decision=decision_view(first) if first else None,
        rest_fen=rest_of(first) if first else None,
        proposed=decision_view(proposed) if proposed else None,
        slots=papers_of_claim(row.claim_id).slots,
        new_papers=_proof(case_id),
    )


def _proof(case_id: UUID) -> tuple[PaperCard, ...]:
    """What the worker handed in with the objection; not the sheet we made of its decision."""
    live = [paper_id for paper_id, kind in live_papers(case_id).items() if kind != "decision_sheet"]
    return cards(list(papers_by_id(live, by_whom=False).values()))
