"""Why a move of a listing procedure cannot be made now."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from anxin.cases.types import GuardFacts
from anxin.kit.clock import day_of
from anxin.kit.dates import formal_day
from anxin.policy.types import CLEAN
from anxin.wages.blacklist.models import Entry, Procedure
from anxin.wages.blacklist.triggers import listing_trigger, removable_from, removal_trigger
from anxin.wages.blacklist.types import Trigger


def met(facts: GuardFacts) -> str | None:
    """Every condition of article 5 must hold, and article 7 must not speak against it."""
    return _open(listing_trigger(_procedure(facts), on=day_of(facts.at)))


def removable(facts: GuardFacts) -> str | None:
    """Every condition of articles 12 and 13 must hold."""
    entry = _entry(facts)
    if entry is None:
        return _("没有生效的列入记录。")
    return _open(removal_trigger(_procedure(facts), entry, on=day_of(facts.at)))


def may_ask_removal(facts: GuardFacts) -> str | None:
    """Asking early costs a waiting time that begins when the unit has paid."""
    entry = _entry(facts)
    first_day = removable_from(entry) if entry else None
    if first_day is None:
        return _("还没有登记全部支付，付清后才开始计算可以申请的时间。")
    if day_of(facts.at) < first_day:
        return _("%(day)s 起才能申请提前移出。") % {"day": formal_day(first_day)}
    return None


def term_over(facts: GuardFacts) -> str | None:
    """Until the original term has passed, a removal can still be taken back."""
    ends_on: date | None = (
        Entry.objects.filter(procedure_id=facts.case_id)
        .order_by("-decided_on")
        .values_list("ends_on", flat=True)
        .first()
    )
    if ends_on is not None and day_of(facts.at) <= ends_on:
        return _("原列入期限到 %(day)s，之前发现材料虚假还可以恢复列入。") % {"day": formal_day(ends_on)}
    return None


def _open(trigger: Trigger) -> str | None:
    said = [line.sentence_staff for line in trigger.lines if line.result not in CLEAN]
    return "".join(said) if said else None


def _procedure(facts: GuardFacts) -> Procedure:
    return Procedure.objects.get(pk=facts.case_id)


def _entry(facts: GuardFacts) -> Entry | None:
    return Entry.objects.filter(procedure_id=facts.case_id, removed_on=None).first()
