"""The wage deposit: computed by the table, stored, drawn, filled up, never below zero."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.identity.types import Role
from anxin.kit.errors import BadInput, NotAllowed, Refused
from anxin.policy.engine.compiling import compiled
from anxin.policy.engine.schema import pack_from
from anxin.policy.formulas.registry import FORMULAS
from anxin.policy.types import NoRules
from anxin.projects.models import Deposit, DepositMove
from anxin.projects.selectors import deposit_available_fen, deposit_shown, deposit_tables, deposit_tried
from anxin.projects.services import (
    deposit_draw,
    deposit_extend,
    deposit_refill,
    deposit_release,
    deposit_require,
    deposit_store,
    project_complete,
)
from anxin.projects.types import DepositForm
from tests.given.people import NOON, a_staff
from tests.given.policy import RULES
from tests.given.projects import CLEAN, MILLION, Site, a_site, works

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def a_stored(site: Site, **more) -> None:
    deposit_require(project_id=site.id, record=CLEAN, actor=site.inspector, at=NOON)
    a_certificate(site, **more)


def a_certificate(site: Site, **more) -> None:
    deposit_store(
        **{
            "project_id": site.id,
            "form": DepositForm.GUARANTEE,
            "amount_fen": 150_000_000,
            "bank_name": "示范银行（演示）",
            "certificate_no": "BH-0001",
            "stored_on": date(2026, 3, 20),
            "expires_on": date(2027, 9, 30),
            "actor": site.officer,
            "at": NOON,
            **more,
        }
    )


def a_draw(site: Site, amount_fen: int, key: str = "case:1:deposit:1") -> int:
    return deposit_draw(
        project_id=site.id, amount_fen=amount_fen, key=key, reason="支付农民工工资", actor=site.inspector, at=NOON
    )


def test_the_sum_comes_from_the_table_with_a_line_and_an_article_for_each_step():
    site = a_site()

    made = deposit_require(project_id=site.id, record=CLEAN, actor=site.inspector, at=NOON)

    assert (made.outcome, made.amount_fen) == ("pay", 150_000_000)
    assert [line.rule_id for line in made.lines] == [f"BZ-0{n}" for n in range(1, 7)]
    assert all(line.article and line.sentence_staff for line in made.lines)
    assert deposit_shown(site.officer, site.id)[0].required_fen == 150_000_000  # type: ignore[union-attr]


def test_a_place_without_a_table_is_refused_not_guessed():
    site = a_site()
    project = works(site.org, site.contractor)

    with pytest.raises(NoRules, match="hainan/wage_deposit"):
        deposit_tried(project, CLEAN, law_on=TODAY, place="hainan")
    with pytest.raises(NoRules):
        deposit_tried(project, CLEAN, law_on=date(2021, 12, 31), place="beijing")
    assert [place for place, _name in deposit_tables()] == ["beijing", "anhui", "fujian"]


def test_what_the_table_leaves_to_a_person_needs_a_sum_from_a_person():
    site = a_site()
    several = replace(CLEAN, several_projects=True)

    with pytest.raises(Refused, match="人工核定"):
        deposit_require(project_id=site.id, record=several, actor=site.inspector, at=NOON)
    deposit_require(project_id=site.id, record=several, agreed_fen=60_000_000, actor=site.inspector, at=NOON)

    assert Deposit.objects.get(pk=site.id).required_fen == 60_000_000


def test_a_certificate_needs_the_whole_sum_and_a_guarantee_its_end():
    site = a_site()

    with pytest.raises(BadInput, match="应存"):
        a_stored(site, amount_fen=149_999_999)
    with pytest.raises(BadInput, match="到期"):
        a_stored(site, expires_on=None)
    a_stored(site)
    with pytest.raises(Refused, match="已经登记过"):
        a_certificate(site, form=DepositForm.CASH, certificate_no="BH-0002")
    deposit_extend(
        project_id=site.id, certificate_no="BH-0003", expires_on=date(2028, 9, 30), actor=site.officer, at=NOON
    )
    assert deposit_shown(site.officer, site.id)[0].expires_on == date(2028, 9, 30)  # type: ignore[union-attr]


def test_a_draw_happens_once_and_must_be_filled_up_in_ten_working_days():
    site = a_site()
    a_stored(site)

    assert a_draw(site, 50_000_000) == 100_000_000
    assert a_draw(site, 50_000_000) == 100_000_000
    assert deposit_available_fen(site.id) == 100_000_000
    view, _ = deposit_shown(site.officer, site.id)
    assert view is not None
    assert (view.short_fen, view.refill_due) == (50_000_000, date(2026, 12, 7))

    deposit_refill(project_id=site.id, amount_fen=50_000_000, day=TODAY, key="r1", actor=site.officer, at=NOON)
    view, _ = deposit_shown(site.officer, site.id)
    assert view is not None
    assert (view.short_fen, view.refill_due) == (0, None)


def test_nobody_draws_more_than_there_is_nor_without_a_named_person_of_the_bureau():
    site = a_site()
    a_stored(site)

    with pytest.raises(Refused, match="不够"):
        a_draw(site, 150_000_001)
    for actor in (site.officer, a_staff(Role.BUREAU_INTAKE, org=site.org)):
        with pytest.raises(NotAllowed):
            deposit_draw(project_id=site.id, amount_fen=1, key="k", reason="试", actor=actor, at=NOON)


def test_the_database_itself_holds_the_balance_and_the_history():
    site = a_site()
    a_stored(site)
    a_draw(site, 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Deposit.objects.filter(pk=site.id).update(balance_fen=-1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_depositmove SET amount_fen = 5")
    moves = DepositMove.objects.filter(deposit_id=site.id)
    signed = sum(move.amount_fen if move.kind in ("stored", "refilled") else -move.amount_fen for move in moves)
    assert signed == Deposit.objects.get(pk=site.id).balance_fen


def test_a_deposit_goes_back_when_the_works_are_finished():
    site = a_site()
    a_stored(site)

    with pytest.raises(Refused, match="完工"):
        deposit_release(project_id=site.id, reason="完工返还", actor=site.inspector, at=NOON)
    project_complete(project_id=site.id, completed_on=TODAY, actor=site.inspector, at=NOON)
    deposit_release(project_id=site.id, reason="完工返还", actor=site.inspector, at=NOON)

    assert deposit_available_fen(site.id) == 0


def test_whatever_is_drawn_and_refilled_the_moves_sum_to_a_balance_between_zero_and_the_whole():
    site = a_site()
    a_stored(site)

    @settings(max_examples=12, deadline=None)
    @given(deeds=st.lists(st.tuples(st.sampled_from(["draw", "refill"]), st.integers(1, 200_000_000)), max_size=8))
    def whatever(deeds):
        mark = transaction.savepoint()
        for number, (deed, amount_fen) in enumerate(deeds):
            with contextlib.suppress(Refused):
                if deed == "draw":
                    a_draw(site, amount_fen, key=f"k{number}")
                else:
                    deposit_refill(
                        project_id=site.id,
                        amount_fen=amount_fen,
                        day=TODAY,
                        key=f"k{number}",
                        actor=site.officer,
                        at=NOON,
                    )
        deposit = Deposit.objects.get(pk=site.id)
        signs = {"stored": 1, "refilled": 1, "drawn": -1}
        assert sum(signs[move.kind] * move.amount_fen for move in deposit.moves.all()) == deposit.balance_fen
        assert 0 <= deposit.balance_fen <= deposit.required_fen
        assert (deposit.drawn_on is None) == (deposit.balance_fen == deposit.required_fen)
        transaction.savepoint_rollback(mark)

    whatever()


_FACTS = st.fixed_dictionaries(
    {
        "contract_fen": st.integers(1, 10_000 * MILLION),
        "contract_months": st.integers(1, 120),
        "clean_months": st.integers(0, 240),
        "recent_arrears": st.booleans(),
        "dishonest_listed": st.booleans(),
        "real_name_and_account": st.booleans(),
        "several_projects": st.just(False),
    }
)
_READY = {
    name: compiled(pack_from((RULES / name / "pack.yaml").read_text(encoding="utf-8")), digest="", formulas=FORMULAS)
    for name in ("beijing/wage_deposit/2022-01-01.r1", "fujian/wage_deposit/2024-01-01.r1")
}


@given(facts=_FACTS, name=st.sampled_from(sorted(_READY)))
def test_no_table_ever_asks_for_more_than_the_law_allows_or_less_of_the_worse(facts, name):
    ready = _READY[name]
    amount = ready.evaluate(facts).amount_fen
    worse = ready.evaluate({**facts, "recent_arrears": True, "clean_months": 0}).amount_fen
    better = ready.evaluate({**facts, "recent_arrears": False, "dishonest_listed": False, "clean_months": 240})

    assert 0 <= amount <= facts["contract_fen"] * 3 // 100 * 2 + 2, "3 % doubled for the listed"
    assert better.amount_fen <= amount <= max(worse, amount)
    assert ready.evaluate({**facts, "dishonest_listed": True}).amount_fen >= amount


@given(contract=st.integers(1, 10_000 * MILLION), name=st.sampled_from(sorted(_READY)))
def test_the_plain_rate_lies_between_one_and_three_percent(contract, name):
    facts = {
        "contract_fen": contract,
        "contract_months": 12,
        "clean_months": 0,
        "recent_arrears": False,
        "dishonest_listed": False,
        "real_name_and_account": True,
        "several_projects": False,
    }

    (base,) = [line for line in _READY[name].evaluate(facts).lines if line.rule_id == "BZ-01"]

    assert base.amount_fen is not None
    assert contract <= base.amount_fen * 100 + 50
    assert base.amount_fen * 100 <= contract * 3 + 50
