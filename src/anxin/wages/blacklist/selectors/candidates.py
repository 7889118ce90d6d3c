"""Wage cases whose employer the law would put on the list: computed, shown to a person, never acted upon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from anxin.cases.selectors import cases_visible
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.policy.selectors import evaluate
from anxin.wages.blacklist.models import Procedure
from anxin.wages.blacklist.types import LISTING_TOPIC, NATION, Trigger
from anxin.wages.crime import Reached
from anxin.wages.models import WageCase
from anxin.wages.selectors import ArrearsFacts, arrears_facts
from anxin.wages.types import WAGE

CANDIDATES_MOST = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wage case that was ordered and not paid, with each condition of the list; and its procedure when one runs."""

    facts: ArrearsFacts
    trigger: Trigger
    procedure_id: UUID | None


def candidate(case_id: UUID, *, at: datetime) -> Candidate | None:
    """One wage case against the conditions of the list; None when there is no such case or nothing was ordered."""
    facts = arrears_facts(case_id, at=at)
    if facts is None or facts.ordered_on is None:
        return None
    running = Procedure.objects.filter(wage_case_id=case_id).values_list("pk", flat=True).first()
    return Candidate(facts, _trigger(facts, day_of(at)), running)


def _trigger(facts: ArrearsFacts, today: date) -> Trigger:
    reached = {Reached.YES: True, Reached.NO: False, Reached.UNKNOWN: None}[facts.crime.reached]
    outcome = evaluate(
        topic=LISTING_TOPIC,
        facts={
            "unpaid_fen": facts.open_fen,
            "ordered": facts.ordered_on is not None,
            "pay_by_passed": facts.pay_by is not None and today > facts.pay_by,
            "reaches_crime_sum": reached,
            "group_incident": facts.grave_incident,
            "paid_in_full": facts.open_fen == 0,
            "promise_given": False,
        },
        law_on=today,
        jurisdiction=NATION,
    )
    return Trigger(outcome.outcome == "pay", outcome.lines)


def candidates(actor: Actor, *, at: datetime) -> list[Candidate]:
    """Ordered and unpaid wage cases an actor may see that have no procedure yet; those whose conditions hold first."""
    cases = cases_visible(actor).filter(type=WAGE).values("pk")
    taken = Procedure.objects.exclude(wage_case_id=None).values("wage_case_id")
    rows = WageCase.objects.filter(case__in=cases, unpaid_since__isnull=False, paid_fen__lt=F("owed_fen"))
    ids = rows.exclude(pk__in=taken).order_by("unpaid_since").values_list("pk", flat=True)[:CANDIDATES_MOST]
    found = [one for case_id in ids if (one := candidate(case_id, at=at)) is not None]
    return sorted(found, key=lambda one: not one.trigger.met)
