"""Owed − paid = open, per worker and in total, in rows and ledger, under any order of what may happen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from anxin.cases.models import CaseEvent
from anxin.cases.types import EffectFacts
from anxin.funds.memo import ARREARS, CLAIMS
from anxin.funds.models import Entry
from anxin.funds.services import memo_balances, reconcile
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, Refused
from anxin.wages.effects import decided
from anxin.wages.models import Payment, WageCase, WageWorker
from anxin.wages.services import PaymentIn, payment_withdraw, payments_register, sheet_set, worker_withdraw
from anxin.wages.services.money import subject_of
from anxin.wages.sheet import LineIn, extra_damages, lines_of
from anxin.wages.types import WAGE, Basis, PaySource
from tests.given.people import NOON, a_worker
from tests.given.tables import a_workbook, imported
from tests.given.wages import a_complaint, a_person, a_wage_city, accepted, some_days

pytestmark = pytest.mark.django_db

RATE = 35_000
"""Fen a day, as ``some_days`` has it."""

WHO = st.integers(0, 1)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("sheet"), WHO, st.integers(0, 60_000)),
        st.tuples(st.just("pay"), WHO, st.integers(1, 2_500_000)),
        st.tuples(st.just("pay_rest"), WHO, st.just(0)),
        st.tuples(st.just("pay_both"), st.integers(1, 900_000), st.integers(1, 900_000)),
        st.tuples(st.just("take_back"), WHO, st.integers(0, 3)),
        st.tuples(st.just("withdraw"), WHO, st.just(0)),
        st.tuples(st.just("extra"), st.integers(50, 100), st.just(0)),
    ),
    max_size=14,
)


@dataclass
class Told:
    """What one worker is owed and was paid, worked out here by plain rules: what the product must agree with."""

    wages: int = 0
    extra: int = 0
    payments: dict[str, int] = field(default_factory=dict)
    gone: bool = False

    @property
    def owed(self) -> int:
        return self.wages + self.extra

    @property
    def paid(self) -> int:
        return sum(self.payments.values())


class Books:
    """A case of two workers whose ordered day has passed, and beside it what should stand in it."""

    def __init__(self) -> None:
        self.city = a_wage_city()
        self.workers = [a_worker("赵试工"), a_worker("孙试工")]
        people = [a_person(one) for one in self.workers]
        self.case_id = a_complaint(self.city, actor=self.workers[0], people=people).case_id
        self.handler = accepted(self.city, self.case_id)
        self.rows = [WageWorker.objects.get(worker_id=one.worker_id) for one in self.workers]
        self.told = [Told(), Told()]

    def act(self, number: int, what: str, one: int, other: int) -> None:
        """Do it, and expect exactly what plain rules say: a change, or a refusal that changes nothing."""
        wanted = getattr(self, f"_{what}")(number, one, other)
        try:
            with transaction.atomic():
                wanted[1]()
        except Refused:
            assert not wanted[0], f"{what} was refused"
        else:
            assert wanted[0], f"{what} should have been refused"
            wanted[2]()

    def _sheet(self, number: int, who: int, milli: int) -> Any:
        told, wages = self.told[who], RATE * milli // 1000
        lines = [some_days(milli)] if milli else []
        fits = self.open and not told.gone and wages + told.extra >= told.paid

        def done() -> None:
            told.wages = wages

        return fits, lambda: sheet_set(wage_worker_id=self.rows[who].pk, lines=lines, actor=self.handler, at=NOON), done

    def _pay(self, number: int, who: int, fen: int) -> Any:
        return self._register(number, {who: fen})

    def _pay_rest(self, number: int, who: int, _other: int) -> Any:
        return self._register(number, {who: max(self.told[who].owed - self.told[who].paid, 1)})

    def _pay_both(self, number: int, one: int, other: int) -> Any:
        return self._register(number, {0: one, 1: other})

    def _register(self, number: int, sums: dict[int, int]) -> Any:
        fits = self.open and all(self.told[who].paid + fen <= self.told[who].owed for who, fen in sums.items())
        payments = [PaymentIn(self.rows[who].pk, fen, f"p-{number}-{who}") for who, fen in sums.items()]
        source = SOURCES[number % len(SOURCES)]

        def pay() -> None:
            for _retry in range(2):
                payments_register(
                    case_id=self.case_id,
                    payments=payments,
                    source=source,
                    paid_on=NOON.date(),
                    actor=self.handler,
                    at=NOON,
                )

        def done() -> None:
            for who, fen in sums.items():
                self.told[who].payments[f"p-{number}-{who}"] = fen

        return fits, pay, done

    def _take_back(self, number: int, who: int, which: int) -> Any:
        keys = list(self.told[who].payments)
        key = keys[which % len(keys)] if keys else ""

        def take() -> None:
            if not key:
                raise BadInput("没有可以撤销的")
            row = Payment.objects.get(key=key)
            for _retry in range(2):
                payment_withdraw(payment_id=row.pk, reason="没有到账", actor=self.handler, at=NOON)

        return bool(key) and self.open, take, lambda: self.told[who].payments.pop(key)

    def _withdraw(self, number: int, who: int, _other: int) -> Any:
        told = self.told[who]

        def leave() -> None:
            worker_withdraw(case_id=self.case_id, actor=self.workers[who], reason="已经私下结清", at=NOON)

        def done() -> None:
            told.extra = min(told.extra, told.paid)
            told.wages, told.gone = told.paid - told.extra, True

        return self.open and not told.gone, leave, done

    def _extra(self, number: int, percent: int, _other: int) -> Any:
        """Extra damages as the decision orders them, on what each who is still in it is due."""
        sums = {who: (told.owed - told.paid) * percent // 100 for who, told in enumerate(self.told) if not told.gone}

        def order() -> None:
            facts = EffectFacts(
                case_id=self.case_id,
                type=WAGE,
                seq=1000 + number,
                move="decide",
                step_from="ordered",
                step_to="decided",
                actor=self.handler,
                at=NOON,
                data={"extra_percent": percent, "pay_by": "2027-01-31", "served_on": "2026-11-23"},
            )
            decided(facts)

        def done() -> None:
            for who, fen in sums.items():
                self.told[who].extra += fen

        return True, order, done

    @property
    def open(self) -> bool:
        return not all(told.gone for told in self.told)

    def agree(self) -> None:
        """Row, ledger, payments, case and what was worked out here say the same, per worker and in total."""
        rows = [WageWorker.objects.get(pk=row.pk) for row in self.rows]
        in_the_books(rows)
        assert [(row.owed_fen, row.extra_fen, row.paid_fen) for row in rows] == [
            (told.owed, told.extra, told.paid) for told in self.told
        ]


SOURCES = [source for source in PaySource if source is not PaySource.DEPOSIT]
"""The deposit has a balance of its own: ``test_deposit`` plays with it."""


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
    assert case.owed_fen - case.paid_fen == sum(open_fen.values())
    assert Entry.objects.filter(account__fund_id=ARREARS).aggregate(fen=Sum("amount_fen"))["fen"] in (None, 0)


def test_owed_less_paid_is_open_whatever_happens():
    books = Books()

    @settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.generate))
    @given(acts=ACTS)
    @example(
        acts=[("sheet", 0, 40_000), ("pay_rest", 0, 0), ("sheet", 0, 10_000), ("take_back", 0, 0), ("sheet", 0, 10_000)]
    )
    @example(acts=[("sheet", 0, 9_000), ("pay", 0, 100_000), ("extra", 60, 0), ("withdraw", 0, 0), ("take_back", 0, 0)])
    @example(acts=[("sheet", 0, 9_000), ("sheet", 1, 9_000), ("pay_both", 315_000, 315_001), ("pay_both", 1, 315_000)])
    @example(acts=[("withdraw", 0, 0), ("sheet", 1, 9_000), ("withdraw", 1, 0), ("pay", 1, 1), ("withdraw", 1, 0)])
    def whatever(acts):
        mark = transaction.savepoint()
        books.told = [Told(), Told()]
        for number, (what, one, other) in enumerate(acts):
            books.act(number, what, one, other)
            books.agree()
        transaction.savepoint_rollback(mark)

    whatever()


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
    assert (again.new_count, again.known_count, again.bad_count) == (0, 197, 3)
    assert WageCase.objects.get().paid_fen == 197 * 700_000
    assert CaseEvent.objects.filter(case_id=ref.case_id, move="wage.paid").count() == 1
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
