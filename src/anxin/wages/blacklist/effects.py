"""What a move of a listing procedure does besides changing the step, in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from anxin.cases.types import EffectFacts
from anxin.identity.selectors import restrictions
from anxin.identity.services import RestrictionIn, restriction_lift, restriction_put
from anxin.identity.types import RestrictionKind
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.ids import public_number
from anxin.kit.jobs import defer
from anxin.kit.money import yuan_sign
from anxin.wages.blacklist import tasks
from anxin.wages.blacklist.models import Entry, Procedure
from anxin.wages.blacklist.triggers import term_end
from anxin.wages.blacklist.types import BASIS, Removal

PREFIX: Final = "HM"


def noticed(facts: EffectFacts) -> None:
    """The prior notice as a letter."""
    _letter(facts, "notice")


def paid(facts: EffectFacts) -> None:
    """Keep the day on which everything was paid; on the list it is the day of putting right."""
    day = _day(facts)
    Procedure.objects.filter(pk=facts.case_id).update(paid_on=day)
    Entry.objects.filter(procedure_id=facts.case_id, removed_on=None, corrected_on=None).update(corrected_on=day)


def promised(facts: EffectFacts) -> None:
    """Keep the day of the written promise."""
    Procedure.objects.filter(pk=facts.case_id).update(promised_on=_day(facts))


def facts_noted(facts: EffectFacts) -> None:
    """Keep what speaks against an early removal."""
    Procedure.objects.filter(pk=facts.case_id).update(
        new_arrears=facts.data["new_arrears"], criminal_case=facts.data["criminal_case"]
    )


def listed(facts: EffectFacts) -> None:
    """Begin a term: publish, restrict unit and persons until its end, write the decision."""
    procedure = Procedure.objects.select_related("unit").get(pk=facts.case_id)
    assert facts.actor.account_id is not None, "only a named person lists"
    today = day_of(facts.at)
    entry = Entry.objects.create(
        procedure=procedure,
        number=public_number(PREFIX, facts.at),
        reason=reason_of(procedure),
        decided_on=today,
        ends_on=term_end(today),
        decided_by=facts.actor.account_id,
        decided_by_name=facts.actor.public_name,
    )
    for name, subject in _subjects(procedure).items():
        restriction_put(
            restriction=RestrictionIn(
                kind=RestrictionKind.BLACKLISTED,
                reason=entry.reason,
                basis=BASIS,
                source=f"{_source(entry)}{name}",
                starts_on=entry.decided_on,
                ends_on=entry.ends_on,
                **subject,
            ),
            actor=facts.actor,
            at=facts.at,
        )
    _letter(facts, "decision")


def reason_of(procedure: Procedure) -> str:
    """Why a unit is listed, in a sentence anybody may read: no worker is named."""
    said = _("拖欠 %(workers)s 名农民工工资 %(sum)s，经%(order)s责令限期支付，逾期未支付。") % {
        "workers": procedure.workers,
        "sum": yuan_sign(procedure.unpaid_fen),
        "order": procedure.order_number,
    }
    return said + (_("并引发群体性或者极端事件。") if procedure.group_incident else "")


def removal_granted(facts: EffectFacts) -> None:
    """Publication and restrictions stop at once; the law would allow ten working days."""
    _hide(facts, Removal.EARLY)
    _letter(facts, "removal_decision")


def revoked(facts: EffectFacts) -> None:
    """The order behind the listing was quashed."""
    _hide(facts, Removal.REVOKED)
    _letter(facts, "removal_decision")


def expired(facts: EffectFacts) -> None:
    """The term has passed: restrictions ended by themselves."""
    Entry.objects.filter(procedure_id=facts.case_id, removed_on=None).update(
        hidden_at=facts.at, removed_why=Removal.EXPIRED.value
    )


def taken_down(facts: EffectFacts) -> None:
    """Everybody who was told of the listing was told of its end."""
    Entry.objects.filter(procedure_id=facts.case_id, removed_on=None).update(removed_on=day_of(facts.at))


def _hide(facts: EffectFacts, why: Removal) -> None:
    entry = Entry.objects.select_related("procedure__unit").get(procedure_id=facts.case_id, removed_on=None)
    entry.hidden_at, entry.removed_why = facts.at, why.value
    entry.save(update_fields=["hidden_at", "removed_why"])
    source = _source(entry)
    for one in restrictions(kind=RestrictionKind.BLACKLISTED, on=day_of(facts.at)):
        if one.source.startswith(source):
            restriction_lift(
                restriction_id=one.id,
                reason=str(facts.data.get("reason", "")) or why.value,
                actor=facts.actor,
                at=facts.at,
            )


def _source(entry: Entry) -> str:
    return f"blacklist:{entry.pk.hex}:"


def _subjects(procedure: Procedure) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {"unit": {"org_id": procedure.unit_id}}
    for number, person in enumerate(procedure.persons.order_by("pk"), start=1):
        found[f"person:{number}"] = {"id_number": person.id_number}
    return found


def _day(facts: EffectFacts) -> date:
    value = facts.data["day"]
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    if day > day_of(facts.at):
        raise BadInput(_("日期不能晚于今天。"), field="day")
    return day


def _letter(facts: EffectFacts, kind: str) -> None:
    defer(tasks.letter_written, case_id=str(facts.case_id), kind=kind, seq=facts.seq)
