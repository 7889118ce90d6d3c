"""Closing a month (结账): from the day's sums to one bill a platform, rounded once per line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from anxin.cover import store
from anxin.cover.models import Bill, BillLine, PremiumBook, Tally
from anxin.cover.months import last_day, month_after, month_of
from anxin.cover.rates import contributor_of, fen_of, missing_rate
from anxin.cover.types import UNRATED, Industry, MonthLine
from anxin.funds.memo import BILLED, PREMIUM, RECEIVABLE
from anxin.funds.services import memo_post
from anxin.funds.services.posting import two_legs
from anxin.funds.types import TransferKind
from anxin.identity.selectors import orgs_by_id
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import NotAllowed, Refused
from anxin.policy.selectors import parameter

CLOSERS: Final = (Role.FINANCE_MAKER, Role.FINANCE_CHECKER)


class NotYet(Refused):
    """A month cannot be closed as things stand; the sentence says what is missing."""


def check_finance(actor: Actor) -> None:
    """Refuse anyone but the bureau's finance and the system."""
    if not (actor.is_system or actor.has(*CLOSERS)):
        raise NotAllowed(_("保费结算由财务人员办理。"))


@transaction.atomic
def month_close(*, month: date, actor: Actor, at: datetime, platform_ids: Collection[UUID] | None = None) -> list[UUID]:
    """Close a month for these platforms (all that have one open when None) and bill it; return the bills.

    Closing it again bills nothing twice. What is told later about its days is booked into the next open month.

    Raises:
        NotAllowed: not the bureau's finance.
        NotYet: the month still runs, an earlier one is open, or orders in it have no rate; naming which.
    """
    check_finance(actor)
    if month_after(month) > day_of(at):
        raise NotYet(_("%(month)s 还没有过完，下个月才能结账。") % {"month": f"{month:%Y-%m}"})
    open_ids = _open_platforms(month, platform_ids)
    store.lock_platforms(open_ids)
    _no_month_before(open_ids, month)
    lines, uncounted = month_lines(open_ids, month)
    due_on = _due_on(month, at)
    bills = [_bill(platform_id, month, lines[platform_id], uncounted, due_on, actor, at) for platform_id in open_ids]
    Bill.objects.bulk_create(bills)
    BillLine.objects.bulk_create(_line(bill, line) for bill in bills for line in lines[bill.platform_id])
    PremiumBook.objects.bulk_create(
        [PremiumBook(platform_id=platform_id, closed_until=month) for platform_id in open_ids],
        update_conflicts=True,
        unique_fields=["platform"],
        update_fields=["closed_until"],
    )
    _post(bills, actor, at)
    return [bill.pk for bill in bills]


def _open_platforms(month: date, only: Collection[UUID] | None) -> list[UUID]:
    """Platforms with something booked into the month and no bill for it yet."""
    rows = Tally.objects.filter(month=month)
    if only is not None:
        rows = rows.filter(platform_id__in=only)
    billed = set(Bill.objects.filter(month=month).values_list("platform_id", flat=True))
    open_ids = set(rows.values_list("platform_id", flat=True).distinct()) - billed
    return sorted(one.id for one in orgs_by_id(open_ids).values() if one.kind is OrgKind.PLATFORM)


def _no_month_before(platform_ids: Sequence[UUID], month: date) -> None:
    """Months are closed one after the other, or a correction would have nowhere to go."""
    earlier = Tally.objects.filter(platform_id__in=platform_ids, month__lt=month)
    earliest = earlier.exclude(month__in=Bill.objects.filter(platform_id__in=platform_ids).values("month")).aggregate(
        first=Min("month")
    )["first"]
    if earliest is not None:
        raise NotYet(_("%(month)s 还没有结账，请先结那个月。") % {"month": f"{earliest:%Y-%m}"})


def month_lines(
    platform_ids: Collection[UUID], month: date
) -> tuple[Mapping[UUID, list[MonthLine]], Mapping[UUID, int]]:
    """The lines of a month from the day's sums, and how many orders do not count. One query; the same every time.

    Raises:
        NotYet: naming the rate that is missing.
    """
    rows = (
        Tally.objects.filter(platform_id__in=platform_ids, month=month)
        .annotate(of_month=TruncMonth("day"))
        .values_list("platform_id", "of_month", "industry", "premium_hao")
        .order_by("platform_id", "of_month", "industry", "premium_hao")
        .annotate(count=Sum("orders"))
    )
    lines: dict[UUID, list[MonthLine]] = defaultdict(list)
    uncounted: dict[UUID, int] = defaultdict(int)
    for platform_id, of_month, industry, premium_hao, count in rows:
        if premium_hao == UNRATED and count:
            raise NotYet(_unrated(platform_id, month, Industry(industry), count))
        if premium_hao == 0:
            uncounted[platform_id] += count
        elif premium_hao > 0 and count:
            amount_fen = fen_of(count * premium_hao)
            lines[platform_id].append(MonthLine(of_month, Industry(industry), premium_hao, count, amount_fen))
    return lines, uncounted


def _unrated(platform_id: UUID, month: date, industry: Industry, count: int) -> str:
    platform = orgs_by_id([platform_id])[platform_id]
    rows = Tally.objects.filter(platform_id=platform_id, month=month, industry=industry.value, premium_hao=UNRATED)
    region, day = rows.filter(orders__gt=0).order_by("-day", "region").values_list("region", "day")[0]
    why = missing_rate(contributor_of(platform), industry, region, day) or _("费率已经发布，请先为这些订单补定费率。")
    words = {"platform": platform.short_name, "count": count, "why": why}
    return _("%(platform)s 有 %(count)s 单还没有费率，不能结账。%(why)s") % words


def _due_on(month: date, at: datetime) -> date:
    day = parameter("premium", "declare_day", on=last_day(month)).number
    return max(month_after(month) + timedelta(days=day - 1), day_of(at))


def _bill(
    platform_id: UUID,
    month: date,
    lines: Sequence[MonthLine],
    uncounted: Mapping[UUID, int],
    due_on: date,
    actor: Actor,
    at: datetime,
) -> Bill:
    return Bill(
        platform_id=platform_id,
        month=month,
        orders=sum(line.orders for line in lines),
        uncounted=uncounted.get(platform_id, 0),
        amount_fen=sum(line.amount_fen for line in lines),
        due_on=due_on,
        closed_at=at,
        closed_by=actor.account_id,
        rules=parameter("premium", "cancelled_orders_count", on=last_day(month)).pack.name,
    )


def _line(bill: Bill, line: MonthLine) -> BillLine:
    return BillLine(
        bill=bill,
        of_month=line.of_month,
        industry=line.industry.value,
        premium_hao=line.premium_hao,
        orders=line.orders,
        amount_fen=line.amount_fen,
    )


def _post(bills: Sequence[Bill], actor: Actor, at: datetime) -> None:
    postings = [
        two_legs(
            key=f"premium:{bill.pk}",
            kind=TransferKind.PREMIUM,
            subject=f"bill:{bill.pk}",
            memo=_("%(month)s 按单缴费") % {"month": f"{bill.month:%Y-%m}"},
            debit=RECEIVABLE,
            credit=BILLED,
            amount_fen=bill.amount_fen,
        )
        for bill in bills
        if bill.amount_fen
    ]
    memo_post(postings, fund=PREMIUM, actor=actor, at=at)


def months_closable(at: datetime) -> list[date]:
    """Months that are over and have something to bill, the oldest first."""
    booked = Tally.objects.filter(month__lt=month_of(day_of(at))).values_list("platform_id", "month").distinct()
    billed = set(Bill.objects.values_list("platform_id", "month"))
    return sorted({month for platform_id, month in booked if (platform_id, month) not in billed})
