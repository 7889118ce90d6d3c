"""Owed − paid = open, per worker and in total, in rows and ledger, under any order of what may happen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.funds.memo import ARREARS, CLAIMS
from anxin.funds.models import Entry
from anxin.funds.services import memo_balances, reconcile
from anxin.identity.types import Actor
from anxin.kit.errors import Refused
from anxin.wages.models import Payment, WageCase, WageWorker
from anxin.wages.services import PaymentIn, payment_withdraw, payments_register, sheet_set, worker_withdraw
from anxin.wages.services.money import subject_of
from anxin.wages.sheet import LineIn, extra_damages, lines_of
from anxin.wages.types import Basis, PaySource
from tests.given.people import NOON, a_worker
from tests.given.tables import a_workbook, imported
from tests.given.wages import a_complaint, a_person, a_wage_city, accepted, some_days

pytestmark = pytest.mark.django_db

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("sheet"), st.integers(0, 1), st.integers(0, 60_000)),
        st.tuples(st.just("pay"), st.integers(0, 1), st.integers(1, 2_500_000)),
        st.tuples(st.just("take_back"), st.integers(0, 1), st.integers(0, 3)),
        st.tuples(st.just("withdraw"), st.just(1), st.just(0)),
    ),
    max_size=12,
)


def in_the_books(rows) -> None:
    """Everything that says what is owed says the same."""
    subjects = {row.pk: subject_of(row.pk) for row in rows}
    open_fen = memo_balances(ARREARS, CLAIMS, list(subjects.values()))
    for row in rows:
        paid = Payment.objects.filter(worker=row, withdrawn_at=None).aggregate(fen=Sum("amount_fen"))["fen"] or 0
        assert row.paid_fen == paid
        assert open_fen.get(subjects[row.pk], 0) == row.owed_fen - row.paid_fen >= 0
    case = WageCase.objects.get()
    assert case.owed_fen == sum(row.owed_fen for row in rows)
    assert case.paid_fen == sum(row.paid_fen for row in rows)
    assert Entry.objects.filter(account__fund_id=ARREARS).aggregate(fen=Sum("amount_fen"))["fen"] in (None, 0)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_owed_less_paid_is_open_whatever_happens(acts):
    with transaction.atomic():
        mark = transaction.savepoint()
        city = a_wage_city()
        workers = [a_worker("赵试工"), a_worker("孙试工")]
        ref = a_complaint(city, actor=workers[0], people=[a_person(one) for one in workers])
        handler = accepted(city, ref.case_id)
        for number, (what, who, amount) in enumerate(acts):
            rows = list(WageWorker.objects.order_by("id"))
            try:
                with transaction.atomic():
                    one_act(what, rows[who], amount, handler, workers[who], number)
            except Refused:
                pass
            in_the_books(list(WageWorker.objects.order_by("id")))
        transaction.savepoint_rollback(mark)


def one_act(what: str, row: WageWorker, amount: int, handler: Actor, worker: Actor, number: int) -> None:
    if what == "sheet":
        sheet_set(wage_worker_id=row.pk, lines=[some_days(amount)] if amount else [], actor=handler, at=NOON)
    elif what == "pay":
        payments_register(
            case_id=row.case_id,
            payments=[PaymentIn(row.pk, amount, f"p-{number}")],
            source=list(PaySource)[number % len(PaySource)],
            paid_on=NOON.date(),
            actor=handler,
            at=NOON,
        )
    elif what == "take_back":
        payment = Payment.objects.filter(worker=row, withdrawn_at=None).order_by("id")[amount : amount + 1].first()
        if payment:
            payment_withdraw(payment_id=payment.pk, reason="没有到账", actor=handler, at=NOON)
    else:
        worker_withdraw(case_id=row.case_id, actor=worker, reason="已经私下结清", at=NOON)


def test_the_database_refuses_to_pay_more_than_is_owed_even_without_the_service():
    city = a_wage_city()
    a_complaint(city)

    with pytest.raises(IntegrityError, match="wages_never_paid"), transaction.atomic():
        WageWorker.objects.update(paid_fen=1)


def test_a_list_with_one_faulty_payment_registers_none():
    city = a_wage_city()
    workers = [a_worker("赵试工"), a_worker("孙试工")]
    ref = a_complaint(city, people=[a_person(one) for one in workers], actor=workers[0])
    handler = accepted(city, ref.case_id)
    rows = list(WageWorker.objects.order_by("id"))
    for row in rows:
        sheet_set(wage_worker_id=row.pk, lines=[some_days(1000)], actor=handler, at=NOON)

    with pytest.raises(Refused, match="多了"):
        payments_register(
            case_id=ref.case_id,
            payments=[PaymentIn(rows[0].pk, 35_000, "a"), PaymentIn(rows[1].pk, 35_001, "b")],
            source=PaySource.DEPOSIT,
            paid_on=NOON.date(),
            actor=handler,
            at=NOON,
        )

    assert Payment.objects.count() == 0
    in_the_books(list(WageWorker.objects.all()))


def test_two_hundred_workers_are_paid_from_one_table_with_its_errors_listed():
    city = a_wage_city()
    people = [a_person(name=f"工友{chr(0x4E00 + n)}") for n in range(200)]
    ref = a_complaint(city, actor=city.intake, people=people)
    handler = accepted(city, ref.case_id)
    sheet = [(one.name, "", "2026-08-01", "2026-08-31", "按天", "350", "20", "0") for one in people]
    headers = ("姓名", "证件号码", "起", "止", "计薪方式", "单价", "数量", "已付")
    made = imported(handler, a_workbook(headers, sheet), importer="wage-sheets", scope=ref.case_id)
    assert (made.new_count, made.bad_count) == (200, 0)

    paid = [(one.name, "", "7000", "2026-11-20") for one in people[:-3]]
    paid += [(people[-3].name, "", "7000.01", "2026-11-20"), ("没有这人", "", "7000", "2026-11-20")]
    paid += [(people[-1].name, "", "7000", "2027-01-01")]
    table = a_workbook(("姓名", "证件号码", "金额", "支付日期"), paid)
    job = imported(handler, table, importer="wage-payments", scope=ref.case_id)
    again = imported(handler, table, importer="wage-payments", scope=ref.case_id)

    assert (job.new_count, job.bad_count) == (197, 3)
    assert again.new_count == 0
    assert WageCase.objects.get().paid_fen == 197 * 700_000
    assert reconcile(freeze=False, actor=Actor.system(), at=NOON).exit_code == 0


@given(
    price=st.integers(0, 10**7),
    quantity=st.integers(0, 10**6),
    paid=st.integers(0, 10**9),
    percent=st.integers(0, 100),
)
def test_a_line_adds_up_to_the_fen_and_extra_damages_never_round_up(price, quantity, paid, percent):
    given_line = LineIn(date(2026, 8, 1), date(2026, 8, 31), Basis.PIECE, price, quantity, paid)
    try:
        (line,) = lines_of([given_line], today=date(2026, 11, 23))
    except Refused:
        return
    assert line.owed_fen == line.agreed_fen - paid >= 0
    assert abs(line.agreed_fen * 1000 - price * quantity) <= 500
    assert 0 <= 100 * extra_damages(line.owed_fen, percent) <= line.owed_fen * percent


def test_two_lines_may_not_pay_one_day_twice():
    lines = [some_days(), some_days(period_from=date(2026, 9, 30), period_to=date(2026, 10, 5))]

    with pytest.raises(Refused, match="重叠"):
        lines_of(lines, today=NOON.date() + timedelta(days=1))
