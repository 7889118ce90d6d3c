"""Golden cases in YAML, each with its article: the standard of the crime, extra damages, months of a period."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from anxin.cases.engine import do, sweep
from anxin.kit.clock import at_time
from anxin.kit.errors import Refused
from anxin.policy.selectors import parameter
from anxin.wages.crime import Owed, Threshold, Thresholds, crime_standard, thresholds
from anxin.wages.selectors.arrears import whole_months
from anxin.wages.sheet import extra_damages
from tests.given.people import NOON
from tests.given.wages import a_complaint, a_wage_city, ordered

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"


def golden(name: str):
    """The cases of a file. One that does not name its article is no golden case."""
    cases = yaml.safe_load((GOLDEN / name).read_text(encoding="utf-8"))
    nameless = [case["name"] for case in cases if not case.get("article")]
    assert not nameless, f"{name}: {nameless}"
    return cases


def of_province(law: Thresholds, one: int | None) -> Thresholds:
    if one is None:
        return law
    first = Threshold(law.one.least_fen, law.one.most_fen, one * 100, "", law.one.article, law.one.mark)
    return Thresholds(first, law.group, law.one_months, law.group_workers)


@pytest.mark.parametrize("case", golden("crime.yaml"), ids=lambda case: case["name"])
def test_the_standard_of_the_crime(case):
    owed = [Owed(row["yuan"] * 100, row["months"]) for row in case["owed"] for _n in range(row.get("count", 1))]
    expect = {True: "yes", False: "no"}.get(case["expect"], case["expect"])

    answer = crime_standard(owed, of_province(thresholds(NOON.date()), case.get("province_one")))

    assert answer.reached == expect
    assert bool(answer.missing) == (expect == "unknown")
    assert any(article.startswith(case["article"]) for article in answer.articles)


@pytest.mark.parametrize("case", golden("extra_damages.yaml"), ids=lambda case: case["name"])
def test_extra_damages(case):
    limits = [parameter("wages", f"extra_percent_{end}", on=NOON.date()) for end in ("least", "most")]
    assert all(limit.article.startswith(case["article"]) for limit in limits)
    if "extra" in case:
        assert extra_damages(case["due"], case["percent"]) == case["extra"]
        return
    given = a_wage_city()
    ref = a_complaint(given)
    handler = ordered(given, ref.case_id)
    later = at_time(NOON.date() + timedelta(days=30), 10)
    sweep(later)
    answers = {"extra_percent": case["percent"], "pay_by": date(2027, 1, 31), "served_on": later.date()}
    with pytest.raises(Refused, match=f"{case['refused']}.*{case['article']}"):
        do(case_id=ref.case_id, move="decide", actor=handler, at=later, data=answers)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 3, 1), date(2026, 5, 31), 3),
        (date(2026, 3, 15), date(2026, 6, 14), 3),
        (date(2026, 3, 15), date(2026, 6, 13), 2),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 3, 1), date(2026, 3, 30), 0),
        (None, date(2026, 5, 31), 0),
    ],
)
def test_months_of_pay(first, last, months):
    assert whole_months(first, last) == months
