"""May a complaint be accepted (受理审查): the facts of a case, judged by the dated rules, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from anxin.policy.selectors import evaluate, parameter
from anxin.policy.types import Line, Outcome, Result
from anxin.wages.models import WageCase, WageWorker

TOPIC: Final = "wages_acceptance"
NATION: Final = "cn"


def acceptance(case: WageCase, *, on: date, answers: Mapping[str, Any] | None, officers: int) -> Outcome:
    """What the rules say about accepting a case on a day. ``answers``: what the form already says."""
    return evaluate(topic=TOPIC, facts=_facts(case, on, answers or {}, officers), law_on=on, jurisdiction=NATION)


def first_objection(outcome: Outcome, *, asked: frozenset[str] = frozenset()) -> Line | None:
    """The first line that speaks against accepting; lines about facts the form will ask are left out."""
    against = (line for line in outcome.lines if line.result not in (Result.PASS, Result.INFO))
    return next((line for line in against if line.rule_id not in asked), None)


def past_time_bar(case: WageCase, *, on: date) -> bool | None:
    """Has the time of pursuit run out; None while nobody said until when wages are owed."""
    last = (
        WageWorker.objects.filter(case=case, withdrawn_at=None)
        .order_by("-period_to")
        .values_list("period_to", flat=True)
    )
    ends = [day for day in last if day is not None]
    if not ends:
        return None
    years = parameter("wages", "time_bar_years", on=on).number
    return max(ends) < _years_before(on, years)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _facts(case: WageCase, on: date, answers: Mapping[str, Any], officers: int) -> dict[str, Any]:
    past = past_time_bar(case, on=on)
    return {
        "past_time_bar": bool(past),
        "continuing": answers.get("continuing", False if not past else None),
        "employer_clear": case.employer_id is not None,
        "competence": "ours",
        "in_dispute": answers.get("in_dispute"),
        "over_age": WageWorker.objects.filter(case=case, over_age=True, withdrawn_at=None).exists(),
        "officers": officers,
        "conflict": False,
    }
