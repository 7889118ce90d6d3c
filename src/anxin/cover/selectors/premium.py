"""What platforms owe and have paid (按单缴费)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from anxin.cover.models import Bill, BillLine, Declaration, Difference, Dunning, Receipt, Recount, Tally
from anxin.cover.rates import fen_of
from anxin.cover.selectors.intake import check_reader, reads_all
from anxin.cover.types import (
    UNRATED,
    BillState,
    BillView,
    DeclarationView,
    DifferenceKind,
    DifferenceView,
    Industry,
    MonthLine,
    OpenMonth,
    ReadState,
    ReceiptView,
    RecountView,
)
from anxin.identity.selectors import orgs_by_id
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import NotFound

LIST_MAX = 500


def _own(actor: Actor) -> Q:
    if reads_all(actor):
        return Q()
    return Q(platform_id__in=actor.orgs(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER))


def bills(*, actor: Actor, month: date | None = None, platform_id: UUID | None = None) -> list[BillView]:
    """Bills the actor may see, the newest month first."""
    rows = Bill.objects.filter(_own(actor))
    rows = rows.filter(month=month) if month else rows
    rows = rows.filter(platform_id=platform_id) if platform_id else rows
    return _views(rows.order_by("-month", "platform__name")[:LIST_MAX], with_lines=False)


def bill_view(*, actor: Actor, bill_id: UUID) -> BillView:
    """One bill with its lines.

    Raises:
        NotFound: there is none, or it is not the actor's business.
    """
    found = _views(Bill.objects.filter(_own(actor), pk=bill_id), with_lines=True)
    if not found:
        raise NotFound(_("没有这份账单。"))
    return found[0]


def _views(rows: Iterable[Bill], *, with_lines: bool) -> list[BillView]:
    listed = list(rows)
    names = {org.id: org.short_name for org in orgs_by_id(row.platform_id for row in listed).values()}
    lines: dict[UUID, list[MonthLine]] = defaultdict(list)
    if with_lines:
        for line in BillLine.objects.filter(bill__in=listed).order_by("-of_month", "industry", "premium_hao"):
            lines[line.bill_id].append(
                MonthLine(line.of_month, Industry(line.industry), line.premium_hao, line.orders, line.amount_fen)
            )
    return [
        BillView(
            id=row.pk,
            platform_id=row.platform_id,
            platform_name=names[row.platform_id],
            month=row.month,
            state=BillState(row.state),
            orders=row.orders,
            uncounted=row.uncounted,
            amount_fen=row.amount_fen,
            received_fen=row.received_fen,
            due_on=row.due_on,
            closed_at=row.closed_at,
            rules=row.rules,
            lines=tuple(lines[row.pk]),
        )
        for row in listed
    ]


def open_months(*, actor: Actor) -> list[OpenMonth]:
    """What stands in the books of months that are not billed yet. The sums may still move."""
    billed = set(Bill.objects.values_list("platform_id", "month"))
    rows = (
        Tally.objects.filter(_own(actor))
        .values_list("platform_id", "month", "industry", "premium_hao")
        .order_by("month", "platform_id")
        .annotate(count=Sum("orders"))
    )
    open_ones: dict[tuple[date, UUID], Counter[str]] = defaultdict(Counter)
    for platform_id, month, _industry, premium_hao, count in rows:
        if (platform_id, month) not in billed:
            open_ones[month, platform_id].update(_summed(premium_hao, count))  # which keeps what is below zero
    names = orgs_by_id(platform_id for _month, platform_id in open_ones)
    return [
        OpenMonth(platform_id, names[platform_id].short_name, month, **{name: sums[name] for name in _SUMS})
        for (month, platform_id), sums in sorted(open_ones.items(), key=lambda item: (item[0][0], str(item[0][1])))
        if any(sums.values()) and names[platform_id].kind is OrgKind.PLATFORM
    ]


_SUMS = ("orders", "uncounted", "unrated", "amount_fen")


def _summed(premium_hao: int, count: int) -> Counter[str]:
    """What so many orders of one premium add to a month; each kind is rounded by itself, as the lines of a bill are."""
    if premium_hao == UNRATED:
        return Counter(unrated=count)
    if premium_hao == 0:
        return Counter(uncounted=count)
    return Counter(orders=count, amount_fen=fen_of(count * premium_hao))


def declarations(*, actor: Actor, bill_id: UUID) -> list[DeclarationView]:
    """What the platform declared for a bill, the newest first."""
    bill = bill_view(actor=actor, bill_id=bill_id)
    rows = Declaration.objects.filter(bill_id=bill.id).defer("content").order_by("-declared_at")
    return [
        DeclarationView(
            row.pk,
            row.declared_at,
            row.file_name,
            row.orders,
            row.amount_fen,
            row.differences,
            ReadState(row.state),
            row.problem,
        )
        for row in rows
    ]


def differences(*, actor: Actor, bill_id: UUID, most: int = LIST_MAX) -> list[DifferenceView]:
    """The differences of the newest declaration, those still open first."""
    told = declarations(actor=actor, bill_id=bill_id)
    newest = next((one for one in told if one.state is ReadState.DONE), None)
    if newest is None:
        return []
    rows = Difference.objects.filter(declaration_id=newest.id).order_by(
        F("settled_at").asc(nulls_first=True), "day", "order_no"
    )
    return [
        DifferenceView(
            row.pk,
            DifferenceKind(row.kind),
            row.order_no,
            row.day,
            row.ours_hao,
            row.theirs_hao,
            row.note,
            row.settled_at,
        )
        for row in rows[:most]
    ]


def receipts(*, actor: Actor, bill_id: UUID) -> list[ReceiptView]:
    """Payments booked for a bill."""
    bill = bill_view(actor=actor, bill_id=bill_id)
    return _receipts(Receipt.objects.filter(bill_id=bill.id))


def receipts_unmatched(*, actor: Actor) -> list[ReceiptView]:
    """Payments that fit no bill; for the bureau only."""
    return _receipts(Receipt.objects.filter(bill=None)) if reads_all(actor) else []


def _receipts(rows: Iterable[Receipt]) -> list[ReceiptView]:
    return [ReceiptView(row.reference, row.payer, row.month, row.paid_on, row.amount_fen, row.problem) for row in rows]


def dunnings(*, actor: Actor, bill_id: UUID) -> list[tuple[int, date, int]]:
    """Reminders sent: which one, on which day, how much was open then."""
    bill = bill_view(actor=actor, bill_id=bill_id)
    rows = Dunning.objects.filter(bill_id=bill.id).order_by("level")
    return [(row.level, day_of(row.sent_at), row.open_fen) for row in rows]


def recounts(*, actor: Actor, most: int = 10) -> list[RecountView]:
    """The newest independent recounts; for the bureau only."""
    if not reads_all(actor):
        return []
    rows = Recount.objects.order_by("-at")[:most]
    return [
        RecountView(row.at, row.first_day, row.last_day, row.orders, row.premium_hao, tuple(row.differences))
        for row in rows
    ]


def premium_of_days(*, actor: Actor, platform_id: UUID, first: date, last: date) -> list[tuple[date, int, int]]:
    """Counted orders and premium in hao by day, for a chart."""
    check_reader(actor, platform_id)
    rows = Tally.objects.filter(platform_id=platform_id, day__gte=first, day__lte=last, premium_hao__gte=0)
    summed = rows.values_list("day").order_by("day").annotate(n=Sum("orders"), hao=Sum(F("orders") * F("premium_hao")))
    return [(day, count, int(hao)) for day, count, hao in summed]
