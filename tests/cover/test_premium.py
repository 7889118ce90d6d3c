"""A month from the day's sums to money: bills, declarations, differences, corrections, payments, reminders."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from anxin.cover import selectors, store
from anxin.cover.models import Bill, BillLine, Declaration, Order, Tally
from anxin.cover.months import month_after, month_before, month_parse
from anxin.cover.rates import BASE_CLASS, Contributor, rate, rate_or_none
from anxin.cover.services import (
    bill_agree,
    bills_dun,
    charges_send,
    declaration_state,
    declaration_take,
    difference_settle,
    month_close,
    orders_rate,
    orders_take,
    receipts_collect,
)
from anxin.cover.services.archiving import day_archive
from anxin.cover.services.closing import NotYet, month_lines
from anxin.cover.tax.simulated.office import SimulatedTaxOffice, TaxFault
from anxin.cover.types import UNRATED, BillState, DifferenceKind, Industry, ReadState
from anxin.funds.memo import COLLECTED, PREMIUM, RECEIVABLE
from anxin.funds.services import memo_balances
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.clock import at_time, day_of
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.kit.ids import uuid7
from anxin.kit.tables import write_csv
from anxin.notify.models import Message
from anxin.platforms.models import Joining
from anxin.platforms.selectors import sandbox_id, sandbox_people
from anxin.platforms.services import joining_add, key_issue
from anxin.platforms.types import JoiningView
from anxin.policy.types import MissingRow
from tests.given.cover import a_line
from tests.given.jobs import run_jobs
from tests.given.people import LONG_AGO, a_city, a_worker, an_org

OCTOBER = date(2026, 10, 1)
IN_OCTOBER = at_time(date(2026, 10, 20), 12)
AFTER = at_time(date(2026, 11, 2), 9)
SYSTEM = Actor.system()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_tax_office(settings, tmp_path):
    settings.ANXIN_DATA = tmp_path


def lines_of(rider, count: int, *, at=IN_OCTOBER, start: int = 0, **more: str):
    return [
        a_line(
            rider,
            order_no=f"D{start + n:04d}",
            accepted_at=at - timedelta(minutes=20 * (n + 1)),
            finished_at=(at - timedelta(minutes=20 * n + 1)).isoformat(),
            **more,
        )
        for n in range(count)
    ]


def send(platform, lines, at=IN_OCTOBER):
    return orders_take(platform_id=platform.id, lines=lines, actor=SYSTEM, at=at)


def closed(city, *, at=AFTER, month=OCTOBER) -> Bill:
    (bill_id,) = month_close(month=month, actor=city.staff(Role.FINANCE_MAKER), at=at, platform_ids=[city.platform.id])
    return Bill.objects.get(pk=bill_id)


def test_a_month_is_billed_by_industry_and_rate_rounded_once_a_line():
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 7))
    send(city.platform, lines_of(rider, 3, start=100, industry="ride"))
    send(
        city.platform,
        [
            a_line(
                rider, order_no="C", accepted_at=IN_OCTOBER - timedelta(minutes=5), cancelled_at=IN_OCTOBER.isoformat()
            )
        ],
    )

    bill = closed(city)

    assert (bill.orders, bill.uncounted, bill.amount_fen) == (10, 1, 7 * 7 + 3)
    assert set(bill.lines.values_list("industry", "premium_hao", "orders", "amount_fen")) == {
        ("delivery", 700, 7, 49),
        ("ride", 100, 3, 3),
    }
    assert memo_balances(PREMIUM, RECEIVABLE, [f"bill:{bill.pk}"]) == {f"bill:{bill.pk}": 52}
    assert bill.due_on == date(2026, 11, 15)


def test_closing_a_month_again_bills_nothing_twice():
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 2))
    closed(city)

    assert month_close(month=OCTOBER, actor=SYSTEM, at=AFTER) == []
    assert Bill.objects.count() == 1


def test_what_is_told_after_the_month_was_closed_goes_into_the_next_one():
    city, rider = a_city(), a_worker()
    lines = lines_of(rider, 3)
    send(city.platform, lines)
    october = closed(city)

    send(city.platform, [replace(lines[0], industry="freight"), *lines_of(rider, 1, start=500)], at=AFTER)
    november = closed(city, month=date(2026, 11, 1), at=at_time(date(2026, 12, 2), 9))

    october.refresh_from_db()
    assert october.amount_fen == 21
    assert set(november.lines.values_list("of_month", "industry", "orders", "amount_fen")) == {
        (OCTOBER, "freight", 1, 18),
    }
    again, _uncounted = month_lines([city.platform.id], OCTOBER)
    assert sum(line.amount_fen for line in again[city.platform.id]) == october.amount_fen


def test_a_correction_can_make_the_next_bill_smaller():
    city, rider = a_city(), a_worker()
    lines = lines_of(rider, 2, industry="freight")
    send(city.platform, lines)
    closed(city)

    send(city.platform, [replace(line, industry="ride") for line in lines], at=AFTER)
    november = closed(city, month=date(2026, 11, 1), at=at_time(date(2026, 12, 2), 9))

    assert november.amount_fen == 2 - 36
    view = selectors.bill_view(actor=city.staff(Role.FINANCE_CHECKER), bill_id=november.pk)
    assert (view.base_fen, view.corrections_fen) == (0, -34)


def test_a_running_month_and_a_month_behind_an_open_one_cannot_be_closed():
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 1))
    with pytest.raises(NotYet, match="还没有过完"):
        month_close(month=date(2026, 11, 1), actor=SYSTEM, at=AFTER)
    send(city.platform, lines_of(rider, 1, at=AFTER, start=10), at=AFTER)
    with pytest.raises(NotYet, match="2026-10 还没有结账"):
        month_close(month=date(2026, 11, 1), actor=SYSTEM, at=at_time(date(2026, 12, 2), 9))
    with pytest.raises(NotAllowed):
        month_close(month=OCTOBER, actor=city.staff(Role.BUREAU_INTAKE), at=AFTER)


def test_a_month_with_orders_nobody_published_a_rate_for_names_the_row(monkeypatch):
    city, rider = a_city(), a_worker()
    monkeypatch.setattr("anxin.cover.services.merging.rate_or_none", lambda *_: _unrated())
    send(city.platform, lines_of(rider, 2))
    monkeypatch.undo()

    with pytest.raises(NotYet, match="2 单还没有费率"):
        month_close(month=OCTOBER, actor=SYSTEM, at=AFTER)
    assert orders_rate(month=OCTOBER, actor=SYSTEM, at=AFTER) == 2
    assert set(Order.objects.values_list("premium_hao", flat=True)) == {700}
    assert closed(city).amount_fen == 14


def test_cancelled_orders_get_the_rate_published_later_as_they_would_have_at_first():
    city, rider = a_city(), a_worker()
    then = IN_OCTOBER.isoformat()
    ends = ({"picked_at": then}, {"picked_at": then, "cancelled_at": then}, {"cancelled_at": then})
    told = [
        a_line(rider, accepted_at=IN_OCTOBER - timedelta(minutes=9), order_no=f"C{n}", **end)
        for n, end in enumerate(ends)
    ]
    send(city.platform, told)
    at_first = dict(Order.objects.values_list("order_no", "premium_hao"))
    Order.objects.update(premium_hao=UNRATED)
    Tally.objects.all().delete()
    store.tally(city.platform.id, {store.TallyKey(OCTOBER, day_of(IN_OCTOBER), Industry.DELIVERY, "", UNRATED): 3})

    assert orders_rate(month=OCTOBER, actor=SYSTEM, at=AFTER) == 3
    assert dict(Order.objects.values_list("order_no", "premium_hao")) == at_first
    assert sorted(Tally.objects.filter(orders__gt=0).values_list("premium_hao", "orders")) == [(0, 1), (700, 2)]
    assert orders_rate(month=OCTOBER, actor=SYSTEM, at=AFTER) == 0


def _unrated():
    from anxin.cover.rates import Rate

    return Rate(UNRATED, lambda picked: True)


def a_contributor(*joined: tuple[str, Industry, str], until: date | None = None) -> Contributor:
    """A platform that has joined in these regions and industries with these rate classes since October."""
    platform = an_org(OrgKind.PLATFORM)
    views = [
        JoiningView(uuid7(), platform.id, platform.short_name, region, industry.value, rate_class, OCTOBER, until)
        for region, industry, rate_class in joined
    ]
    return Contributor(platform, views)


def test_an_order_costs_what_was_joined_for_where_and_when_it_was():
    contributor = a_contributor(("110000", Industry.DELIVERY, BASE_CLASS), ("110000", Industry.FREIGHT, BASE_CLASS))

    assert rate(contributor, Industry.DELIVERY, "110108", OCTOBER).hao == 700
    assert rate(contributor, Industry.FREIGHT, "110108", OCTOBER).hao == 1800
    assert rate(contributor, Industry.DELIVERY, "", OCTOBER).hao == 700


@pytest.mark.parametrize(
    ("industry", "region", "day"),
    [
        (Industry.RIDE, "110108", OCTOBER),
        (Industry.DELIVERY, "500101", OCTOBER),
        (Industry.DELIVERY, "110108", OCTOBER - timedelta(days=1)),
        (Industry.DELIVERY, "110108", date(2026, 11, 1)),
    ],
    ids=["another industry", "another province", "a day too early", "a day too late"],
)
def test_an_order_outside_what_was_joined_has_no_rate_and_the_joining_is_named(industry, region, day):
    contributor = a_contributor(("110000", Industry.DELIVERY, BASE_CLASS), until=date(2026, 10, 31))

    with pytest.raises(MissingRow, match=r"没有.*的参保登记"):
        rate(contributor, industry, region, day)
    assert rate_or_none(contributor, industry, region, day, day).hao == UNRATED


def test_the_narrowest_region_decides_and_an_order_without_region_needs_one_joining():
    contributor = a_contributor(("110000", Industry.RIDE, BASE_CLASS), ("110100", Industry.RIDE, "上浮"))

    assert contributor.joining(Industry.RIDE, "110108", OCTOBER).rate_class == "上浮"
    assert contributor.joining(Industry.RIDE, "110228", OCTOBER).rate_class == BASE_CLASS
    assert contributor.joining(Industry.RIDE, "", OCTOBER) is None


def test_a_rate_class_nobody_published_is_named_and_never_guessed():
    contributor = a_contributor(("110000", Industry.RIDE, "上浮"))

    with pytest.raises(MissingRow, match=r"class_percent\.上浮"):
        rate(contributor, Industry.RIDE, "110108", OCTOBER)


def test_orders_before_the_joining_was_entered_cover_wait_and_get_their_rate_afterwards():
    city, rider = a_city(), a_worker()
    Joining.objects.filter(org_id=city.platform.id).delete()
    send(city.platform, lines_of(rider, 2, region="110108"))

    with pytest.raises(NotYet, match="110108 没有即时配送的参保登记"):
        closed(city)
    joining_add(
        org_id=city.platform.id,
        region_code="110000",
        industry="delivery",
        rate_class=BASE_CLASS,
        starts_on=OCTOBER,
        actor=SYSTEM,
        at=AFTER,
    )
    assert orders_rate(month=OCTOBER, actor=SYSTEM, at=AFTER) == 2
    assert closed(city).amount_fen == 14


def test_a_sandbox_joins_nothing_and_never_gets_a_bill():
    city, rider = a_city(), a_worker(id_number=sandbox_people()[0][1])
    key_issue(org_id=city.platform.id, actor=SYSTEM, at=LONG_AGO, test=True)
    twin = sandbox_id(city.platform.id)
    assert twin is not None
    orders_take(platform_id=twin, lines=lines_of(rider, 2, region="110108"), actor=SYSTEM, at=IN_OCTOBER)

    assert set(Order.objects.values_list("premium_hao", flat=True)) == {700}
    assert month_close(month=OCTOBER, actor=SYSTEM, at=AFTER) == []
    assert selectors.open_months(actor=SYSTEM) == []


HEADERS = ["订单号", "接单时间", "保费"]


def declared(lines, **change: str):
    return [[line.order_no, line.accepted_at, change.get(line.order_no, "0.07")] for line in lines]


def declare(bill: Bill, rows, actor: Actor) -> None:
    """Hand a declaration in and let the worker read it."""
    declaration_take(bill_id=bill.pk, name="申报.csv", content=write_csv(HEADERS, rows), actor=actor, at=AFTER)
    run_jobs()


def test_a_declaration_is_compared_down_to_the_order():
    city, rider = a_city(), a_worker()
    lines = lines_of(rider, 4)
    send(city.platform, lines)
    bill = closed(city)
    operator = city.staff(Role.PLATFORM_OPERATOR)
    rows = [*declared(lines[1:], D0003="0.25"), ["EXTRA", lines[0].accepted_at, "0.07"]]

    declare(bill, rows, operator)

    found = selectors.differences(actor=operator, bill_id=bill.pk)
    assert {(one.kind, one.order_no, one.ours_hao, one.theirs_hao) for one in found} == {
        (DifferenceKind.ONLY_OURS, "D0000", 700, None),
        (DifferenceKind.PREMIUM, "D0003", 700, 2500),
        (DifferenceKind.ONLY_THEIRS, "EXTRA", None, 700),
    }
    view = selectors.bill_view(actor=operator, bill_id=bill.pk)
    assert view.state is BillState.DIFFERS
    with pytest.raises(NotAllowed, match="还有差异"):
        bill_agree(bill_id=bill.pk, actor=city.staff(Role.FINANCE_MAKER), at=AFTER)

    for one in found:
        difference_settle(difference_id=one.id, note="下月补报", actor=operator, at=AFTER)
    assert selectors.bill_view(actor=operator, bill_id=bill.pk).state is BillState.AGREED


def test_a_declaration_is_compared_with_days_that_left_the_database_too():
    city, rider = a_city(), a_worker()
    lines = lines_of(rider, 3)
    send(city.platform, lines)
    bill = closed(city)
    operator = city.staff(Role.PLATFORM_OPERATOR)
    for day in {day_of(datetime.fromisoformat(line.accepted_at)) for line in lines}:
        day_archive(day=day, at=AFTER + timedelta(days=200))

    declare(bill, declared(lines), operator)

    assert selectors.bill_view(actor=operator, bill_id=bill.pk).state is BillState.AGREED


def test_a_declaration_that_agrees_says_so():
    city, rider = a_city(), a_worker()
    lines = lines_of(rider, 3)
    send(city.platform, lines)
    bill = closed(city)
    operator = city.staff(Role.PLATFORM_OPERATOR)

    declare(bill, declared(lines), operator)
    assert selectors.bill_view(actor=operator, bill_id=bill.pk).state is BillState.AGREED

    declaration_state(bill_id=bill.pk, orders=4, amount_fen=28, actor=operator, at=AFTER + timedelta(minutes=1))
    assert selectors.bill_view(actor=operator, bill_id=bill.pk).state is BillState.DIFFERS


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "没有订单"),
        ([["", "2026-10-20 12:00:00", "0.07"]], "第 1 行：缺少订单号"),
        ([["A", "2026-10-20", "0.07"]], "第 1 行：接单时间缺少时分秒"),
        ([["A", "2026-10-20 12:00:00", "七分"]], "保费看不懂"),
        ([["A", "2026-10-20 12:00:00", "0.07001"]], "保费看不懂"),
    ],
)
def test_a_declaration_that_cannot_be_read_names_its_line(rows, reason):
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 1))
    bill = closed(city)

    declare(bill, rows, SYSTEM)

    (told,) = selectors.declarations(actor=SYSTEM, bill_id=bill.pk)
    assert told.state is ReadState.REFUSED
    assert reason in told.problem
    assert selectors.bill_view(actor=SYSTEM, bill_id=bill.pk).state is BillState.OPEN


def test_a_declaration_being_read_or_unreadable_leaves_the_one_before_in_force():
    city, rider = a_city(), a_worker()
    lines = lines_of(rider, 2)
    send(city.platform, lines)
    bill = closed(city)
    declare(bill, declared(lines[1:]), SYSTEM)

    declaration_take(bill_id=bill.pk, name="b.csv", content=b"\x00", actor=SYSTEM, at=AFTER + timedelta(minutes=1))
    while_read = selectors.differences(actor=SYSTEM, bill_id=bill.pk)
    run_jobs()

    assert [one.order_no for one in while_read] == ["D0000"]
    assert selectors.differences(actor=SYSTEM, bill_id=bill.pk) == while_read
    assert selectors.bill_view(actor=SYSTEM, bill_id=bill.pk).state is BillState.DIFFERS
    assert not Declaration.objects.filter(content__isnull=False).exists()


def test_an_empty_declaration_is_refused_at_once():
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 1))

    with pytest.raises(BadInput, match="文件是空的"):
        declaration_take(bill_id=closed(city).pk, name="a.csv", content=b"", actor=SYSTEM, at=AFTER)


def test_a_bill_is_nothing_to_another_platform():
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 1))
    bill = closed(city)
    stranger = a_city().staff(Role.PLATFORM_MANAGER)

    assert selectors.bills(actor=stranger) == []
    with pytest.raises(NotFound):
        selectors.bill_view(actor=stranger, bill_id=bill.pk)
    with pytest.raises(NotFound):
        declaration_state(bill_id=bill.pk, orders=1, amount_fen=7, actor=stranger, at=AFTER)


def test_the_tax_office_gets_the_charges_and_its_payments_are_booked_once():
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 10))
    bill = closed(city)
    SimulatedTaxOffice().misbehave(TaxFault.TWICE)

    charges_send(month=OCTOBER, actor=city.staff(Role.FINANCE_MAKER))
    assert receipts_collect(actor=SYSTEM, at=AFTER) == 1
    assert receipts_collect(actor=SYSTEM, at=AFTER) == 0

    bill.refresh_from_db()
    assert (bill.received_fen, bill.state) == (70, BillState.PAID.value)
    subject = f"bill:{bill.pk}"
    assert memo_balances(PREMIUM, RECEIVABLE, [subject]) == {subject: 0}
    assert memo_balances(PREMIUM, COLLECTED, [subject]) == {subject: 70}


def test_a_payment_that_fits_no_bill_is_kept_and_booked_nowhere():
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 10))
    bill = closed(city)
    SimulatedTaxOffice().misbehave(TaxFault.WRONG_CODE)
    charges_send(month=OCTOBER, actor=SYSTEM)

    assert receipts_collect(actor=SYSTEM, at=AFTER) == 1

    bill.refresh_from_db()
    assert bill.received_fen == 0
    (lost,) = selectors.receipts_unmatched(actor=city.staff(Role.FINANCE_MAKER))
    assert (lost.amount_fen, "没有找到" in lost.problem) == (70, True)


def test_overdue_premium_is_reminded_of_as_often_as_the_rules_say():
    city, rider = a_city(), a_worker()
    manager = city.staff(Role.PLATFORM_MANAGER)
    send(city.platform, lines_of(rider, 10))
    bill = closed(city)
    days = [bill.due_on + timedelta(days=n) for n in (0, 1, 1, 2, 7, 8, 15, 40)]

    sent = [bills_dun(at=at_time(day, 9)) for day in days]

    assert sent == [0, 1, 0, 0, 1, 0, 1, 0]
    texts = list(Message.objects.filter(account_id=manager.account_id).values_list("text", flat=True))
    assert len(texts) == 3
    assert "2026年10月的按单缴费还差 ¥0.70" in texts[0]


def test_the_command_settles_shows_and_counts_again():
    city, rider = a_city(), a_worker()
    send(city.platform, lines_of(rider, 10))
    out = io.StringIO()

    call_command("settle", "2026-10", recount=True, stdout=out)

    assert "10 单\t应缴 0.70 元" in out.getvalue()
    assert "独立核算 10 单，0.7000 元" in out.getvalue()
    assert "与日汇总一致" in out.getvalue()
    assert BillLine.objects.count() == 1
    with pytest.raises(CommandError, match="月份请写成"):
        call_command("settle", "十月")


def test_months_follow_one_another():
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert month_parse("202602") == month_parse("2026-02") == date(2026, 2, 1)
