"""Do the conditions of order 45 hold: facts from a procedure, lines from the rules. Nobody is listed here."""

from __future__ import annotations

from datetime import date
from typing import Any

from anxin.kit.workdays import current_calendar, due
from anxin.policy.selectors import evaluate, limit
from anxin.wages.blacklist.models import Entry, Procedure
from anxin.wages.blacklist.types import LISTING_TOPIC, NATION, REMOVAL_TOPIC, Trigger


def listing_trigger(procedure: Procedure, *, on: date) -> Trigger:
    """The conditions for listing (第五条), and against it (第七条), on a day."""
    return _asked(LISTING_TOPIC, listing_facts(procedure, on=on), on)


def removal_trigger(procedure: Procedure, entry: Entry, *, on: date) -> Trigger:
    """The conditions for leaving the list early (第十二条、第十三条), on a day."""
    return _asked(REMOVAL_TOPIC, removal_facts(procedure, entry, on=on), on)


def _asked(topic: str, facts: dict[str, Any], on: date) -> Trigger:
    outcome = evaluate(topic=topic, facts=facts, law_on=on, jurisdiction=NATION)
    return Trigger(outcome.outcome == "pay", outcome.lines)


def listing_facts(procedure: Procedure, *, on: date) -> dict[str, Any]:
    """The facts of the listing rules."""
    paid = procedure.paid_on is not None and procedure.paid_on <= on
    return {
        "unpaid_fen": 0 if paid else procedure.unpaid_fen,
        "ordered": procedure.ordered_on <= on,
        "pay_by_passed": on > procedure.pay_by,
        "reaches_crime_sum": procedure.reaches_crime_sum,
        "group_incident": procedure.group_incident,
        "paid_in_full": paid,
        "promise_given": procedure.promised_on is not None,
    }


def removal_facts(procedure: Procedure, entry: Entry, *, on: date) -> dict[str, Any]:
    """The facts of the removal rules."""
    first_day = removable_from(entry)
    return {
        "paid_in_full": entry.corrected_on is not None,
        "waiting_over": first_day is not None and on >= first_day,
        "promise_given": procedure.promised_on is not None,
        "new_arrears": procedure.new_arrears,
        "criminal_case": procedure.criminal_case,
    }


def removable_from(entry: Entry) -> date | None:
    """The first day on which early removal may be asked for; None until the unit has put things right."""
    if entry.corrected_on is None:
        return None
    row = limit("bl.early", on=entry.decided_on)
    since = max(entry.corrected_on, entry.decided_on)
    return due(since, length=row.length, unit=row.unit, calendar=current_calendar()).day


def term_end(decided_on: date) -> date:
    """The last day of a term that is decided on a day (第十一条)."""
    row = limit("bl.term", on=decided_on)
    return due(decided_on, length=row.length, unit=row.unit, calendar=current_calendar()).day
