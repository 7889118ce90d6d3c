"""A listing procedure as its case page shows it, and the desk's list of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from anxin.cases.registry import case_type
from anxin.cases.selectors import case_view, cases_visible
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.wages.blacklist.models import Entry, Procedure
from anxin.wages.blacklist.selectors.public import person_shown
from anxin.wages.blacklist.triggers import listing_trigger, removable_from, removal_trigger
from anxin.wages.blacklist.types import REMOVAL_NAMES, TYPE, BlacklistView, EntryView, Removal

ROWS_MOST = 500


def blacklist_shown(actor: Actor, case_id: UUID, *, at: datetime) -> BlacklistView:
    """One procedure, for whoever may see its case.

    Raises:
        NoSuchCase: there is none, or the actor may not know of it.
    """
    case_view(actor, case_id)
    procedure = Procedure.objects.select_related("unit").get(pk=case_id)
    entries = list(Entry.objects.filter(procedure=procedure).order_by("-decided_on", "-pk"))
    running = next((entry for entry in entries if entry.removed_on is None), None)
    today = day_of(at)
    return BlacklistView(
        case_id=case_id,
        unit=procedure.unit.name,
        credit_code=procedure.unit.credit_code,
        order_number=procedure.order_number,
        ordered_on=procedure.ordered_on,
        pay_by=procedure.pay_by,
        unpaid_fen=procedure.unpaid_fen,
        workers=procedure.workers,
        what=procedure.what,
        wage_case_id=procedure.wage_case_id,
        paid_on=procedure.paid_on,
        promised_on=procedure.promised_on,
        persons=tuple(person_shown(one) for one in procedure.persons.order_by("pk")),
        trigger=listing_trigger(procedure, on=today),
        removal=removal_trigger(procedure, running, on=today) if running else None,
        entry=_entry(running) if running else None,
        earlier=tuple(_entry(entry) for entry in entries if entry is not running),
    )


def _entry(entry: Entry) -> EntryView:
    return EntryView(
        number=entry.number,
        decided_on=entry.decided_on,
        ends_on=entry.ends_on,
        corrected_on=entry.corrected_on,
        removable_from=removable_from(entry),
        removed_on=entry.removed_on,
        removed_why=REMOVAL_NAMES[Removal(entry.removed_why)] if entry.removed_why else "",
        hidden=entry.hidden_at is not None,
    )


@dataclass(frozen=True, slots=True)
class BlacklistRow:
    """One procedure of the desk's list."""

    case_id: UUID
    public_id: str
    unit: str
    credit_code: str
    step: str
    step_label: str
    unpaid_fen: int
    workers: int
    pay_by: date
    due_on: date | None
    ends_on: date | None


def blacklist_rows(actor: Actor, *, text: str = "", step: str = "") -> list[BlacklistRow]:
    """Procedures an actor may see, open ones first; one more than the most when there are more."""
    cases = cases_visible(actor).filter(type=TYPE)
    rows = Procedure.objects.filter(case__in=cases).select_related("unit", "case")
    if text.strip():
        rows = rows.filter(unit__name__icontains=text.strip())
    if step:
        rows = rows.filter(case__step=step)
    ordered = rows.order_by("case__closed_on", "case__next_due", "-pk")[: ROWS_MOST + 1]
    ends = dict(
        Entry.objects.filter(procedure__in=[row.pk for row in ordered], removed_on=None).values_list(
            "procedure_id", "ends_on"
        )
    )
    declared = case_type(TYPE)
    return [
        BlacklistRow(
            case_id=row.pk,
            public_id=row.case.public_id,
            unit=row.unit.name,
            credit_code=row.unit.credit_code,
            step=row.case.step,
            step_label=declared.step(row.case.step).label,
            unpaid_fen=row.unpaid_fen,
            workers=row.workers,
            pay_by=row.pay_by,
            due_on=row.case.next_due,
            ends_on=ends.get(row.pk),
        )
        for row in ordered
    ]
