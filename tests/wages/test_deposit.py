"""Paying from the wage deposit: rows of the case, memo ledger and deposit agree, whatever happens."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from anxin.funds.memo import ARREARS, CLAIMS
from anxin.funds.services import memo_balances
from anxin.kit.errors import Refused
from anxin.projects.models import DepositMove
from anxin.projects.selectors import deposit_available_fen
from anxin.projects.services import deposit_require, deposit_store
from anxin.projects.types import DepositForm
from anxin.wages.models import Letter, Payment, WageCase, WageWorker
from anxin.wages.services import PaymentIn, payment_withdraw, payments_register, site_set
from anxin.wages.services.letters import letter_write
from anxin.wages.services.money import subject_of
from anxin.wages.types import PaySource
from tests.given.people import NOON
from tests.given.projects import CLEAN, Site, a_site
from tests.given.wages import Given, a_complaint, a_person, a_wage_city, ordered, trouble

pytestmark = pytest.mark.django_db
STORED_FEN = 150_000_000


@pytest.fixture
def given() -> Given:
    return a_wage_city()


def a_stored_site(given: Given, **more) -> Site:
    site = a_site(org=given.city.bureau, inspector=given.inspector, **more)
    deposit_require(project_id=site.id, record=CLEAN, actor=site.inspector, at=NOON)
    deposit_store(
        project_id=site.id,
        form=DepositForm.CASH,
        amount_fen=STORED_FEN,
        bank_name="示范银行（演示）",
        certificate_no="CD-0001",
        stored_on=date(2026, 3, 20),
        actor=site.officer,
        at=NOON,
    )
    return site


def paid_from_the_deposit(case_id, handler, amount_fen: int, key: str = "d") -> None:
    rows = list(WageWorker.objects.filter(case_id=case_id).order_by("id"))
    payments = [PaymentIn(row.pk, amount_fen, f"{key}-{row.pk}") for row in rows]
    payments_register(
        case_id=case_id, payments=payments, source=PaySource.DEPOSIT, paid_on=NOON.date(), actor=handler, at=NOON
    )


def a_case_at(given: Given, site_name: str):
    people = [a_person(name=f"工友{letter}") for letter in "甲乙"]
    ref = a_complaint(given, actor=given.intake, people=people, about=trouble(project_name=site_name))
    return ref.case_id, ordered(given, ref.case_id)


def test_wages_paid_from_the_deposit_are_drawn_there_once_with_a_notice_to_its_bank(given: Given):
    site = a_stored_site(given)
    case_id, handler = a_case_at(given, "试东家园二期工程")
    assert WageCase.objects.get(pk=case_id).project_id == site.id

    paid_from_the_deposit(case_id, handler, 600_000)
    paid_from_the_deposit(case_id, handler, 600_000)

    assert deposit_available_fen(site.id) == STORED_FEN - 1_200_000
    move = DepositMove.objects.get(kind="drawn")
    assert (move.amount_fen, "2 人" in move.reason) == (1_200_000, True)
    subjects = [subject_of(row.pk) for row in WageWorker.objects.all()]
    assert sum(memo_balances(ARREARS, CLAIMS, subjects).values()) == 2 * 1_400_000 - 1_200_000
    letter = Letter.objects.get(kind="deposit")
    assert (letter.facts["bank"], len(letter.facts["payments"])) == ("示范银行(演示)", 2)
    assert letter_write(letter_id=letter.pk, at=NOON) is not None


def test_a_payment_that_did_not_arrive_is_in_the_deposit_again(given: Given):
    site = a_stored_site(given)
    case_id, handler = a_case_at(given, "试东家园二期工程")
    paid_from_the_deposit(case_id, handler, 600_000)

    first = Payment.objects.order_by("id")[0]
    payment_withdraw(payment_id=first.pk, reason="卡号有误，退回", actor=handler, at=NOON)
    payment_withdraw(payment_id=first.pk, reason="再按一次", actor=handler, at=NOON)

    assert deposit_available_fen(site.id) == STORED_FEN - 600_000
    assert WageCase.objects.get(pk=case_id).paid_fen == 600_000
    assert list(DepositMove.objects.order_by("at", "id").values_list("kind", flat=True))[-2:] == ["drawn", "returned"]


def test_without_a_registered_project_or_enough_in_it_nothing_is_paid(given: Given):
    case_id, handler = a_case_at(given, "没有登记的工程")
    with pytest.raises(Refused, match="还没有对应到登记的工程项目"), transaction.atomic():
        paid_from_the_deposit(case_id, handler, 600_000)

    site = a_site(org=given.city.bureau, inspector=given.inspector)
    deposit_require(project_id=site.id, record=CLEAN, actor=site.inspector, at=NOON)
    site_set(case_id=case_id, project_id=site.id, actor=handler, at=NOON)
    with pytest.raises(Refused, match="不够"), transaction.atomic():
        paid_from_the_deposit(case_id, handler, 600_000)

    assert not Payment.objects.exists()
    assert not DepositMove.objects.exists()
    assert WageCase.objects.get(pk=case_id).paid_fen == 0


def test_a_project_whose_deposit_paid_is_not_exchanged_for_another(given: Given):
    a_stored_site(given)
    other = a_site(org=given.city.bureau, inspector=given.inspector, name="另一个项目（演示）")
    case_id, handler = a_case_at(given, "试东家园二期工程")
    paid_from_the_deposit(case_id, handler, 600_000)

    with pytest.raises(Refused, match="不能改成别的项目"):
        site_set(case_id=case_id, project_id=other.id, actor=handler, at=NOON)
