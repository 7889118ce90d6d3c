"""What happens in the same transaction as a move of a wage case."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.types import EffectFacts
from anxin.identity.selectors import staff_by_ids
from anxin.kit.clock import day_of
from anxin.kit.events import emit
from anxin.wages.errors import NotReady
from anxin.wages.events import WagesOrdered, WagesSettled, WagesUnpaid
from anxin.wages.models import Handover, WageCase, WageWorker
from anxin.wages.services.letters import letter_issue
from anxin.wages.services.money import owed_set, sums_follow
from anxin.wages.sheet import extra_damages
from anxin.wages.types import LetterKind


def accepted(facts: EffectFacts) -> None:
    """Filed on the day of acceptance, with two officers."""
    second_id = UUID(str(facts.data["second"]))
    second = staff_by_ids([second_id], on=day_of(facts.at)).get(second_id)
    if second is None:
        raise NotReady(_("没有找到这位协办监察员，请重新选择。"))
    WageCase.objects.filter(pk=facts.case_id).update(second_id=second_id, second_name=second.name)
    letter_issue(facts, LetterKind.ACCEPTED, {})


def supplement_asked(facts: EffectFacts) -> None:
    """Asked once: a second time is refused by the guard."""
    WageCase.objects.filter(pk=facts.case_id).update(supplement_asked_at=facts.at)
    letter_issue(facts, LetterKind.SUPPLEMENT, {})


def refused(facts: EffectFacts) -> None:
    """In writing, by a named person."""
    letter_issue(facts, LetterKind.REFUSED, {})


def dismissed(facts: EffectFacts) -> None:
    """Nobody was found to be owed wages."""
    WageCase.objects.filter(pk=facts.case_id).update(conclusion="dismissed")


def ordered(facts: EffectFacts) -> None:
    """The order names the sum that is open and the day to pay by."""
    case = _locked(facts.case_id)
    case.ordered_at, case.pay_by = facts.at, _day(facts.data["pay_by"])
    case.ordered_fen, case.unpaid_since = case.owed_fen - case.paid_fen, None
    case.save(update_fields=["ordered_at", "pay_by", "ordered_fen", "unpaid_since"])
    letter_issue(facts, LetterKind.ORDER, {"pay_by": str(case.pay_by), "amount_fen": case.ordered_fen})
    emit(WagesOrdered(case.pk, case.employer_id, case.ordered_fen, case.pay_by, facts.at))


def lapsed(facts: EffectFacts) -> None:
    """The ordered day is over: whether anything is still open decides what it means."""
    case = _locked(facts.case_id)
    left = case.owed_fen - case.paid_fen
    if left <= 0:
        return
    case.unpaid_since = day_of(facts.at)
    case.save(update_fields=["unpaid_since"])
    workers = sum(1 for row in case.workers.filter(withdrawn_at=None) if row.owed_fen > row.paid_fen)
    emit(WagesUnpaid(case.pk, case.employer_id, left, workers, facts.at))


def decided(facts: EffectFacts) -> None:
    """Extra damages on what every worker was still due, and a new day to pay by."""
    case, percent = _locked(facts.case_id), int(facts.data["extra_percent"])
    for row in WageWorker.objects.select_for_update().filter(case=case, withdrawn_at=None).order_by("pk"):
        extra = extra_damages(row.owed_fen - row.paid_fen, percent)
        if extra:
            key = f"wage-extra:{row.pk}:{facts.seq}"
            owed_set(row, row.owed_fen + extra, key=key, memo=_("加付赔偿金"), actor=facts.actor, at=facts.at)
            row.extra_fen += extra
            row.save(update_fields=["owed_fen", "extra_fen"])
    case = sums_follow(case.pk)
    case.decided_at, case.pay_by = facts.at, _day(facts.data["pay_by"])
    case.decision_served_on = _day(facts.data["served_on"])
    case.save(update_fields=["decided_at", "pay_by", "decision_served_on"])
    words = {
        "pay_by": str(case.pay_by),
        "percent": percent,
        "extra_fen": case.extra_fen,
        "amount_fen": case.owed_fen - case.paid_fen,
    }
    letter_issue(facts, LetterKind.DECISION, words)


def urged(facts: EffectFacts) -> None:
    """The notice before court: its time runs from the day it was served."""
    WageCase.objects.filter(pk=facts.case_id).update(urged_on=_day(facts.data["served_on"]))
    letter_issue(facts, LetterKind.URGE, {"served_on": str(facts.data["served_on"])})


def settled(facts: EffectFacts) -> None:
    """Everything has been paid."""
    case = _locked(facts.case_id)
    case.conclusion = "paid"
    case.save(update_fields=["conclusion"])
    emit(WagesSettled(case.pk, case.employer_id, facts.at))


def clue_concluded(facts: EffectFacts) -> None:
    """A clue keeps how it was concluded."""
    WageCase.objects.filter(pk=facts.case_id).update(conclusion=str(facts.data["conclusion"]))


def handed_over(facts: EffectFacts) -> None:
    """Which police unit has it now."""
    Handover.objects.filter(pk=facts.case_id).update(police_name=str(facts.data["police"])[:100])


def police_answered(facts: EffectFacts) -> None:
    """The number under which the police answered."""
    number = str(facts.data.get("police_number") or "")[:60]
    Handover.objects.filter(pk=facts.case_id).update(outcome_number=number)


def _locked(case_id: UUID) -> WageCase:
    return WageCase.objects.select_for_update().get(pk=case_id)


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
