"""What arrived, how late, and what was set aside (接单数据到达)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Sum
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _

from anxin.cover.models import Delivery, KeptBatch, OrderChange, OrderImport, QuarantinedLine
from anxin.cover.parsing import BadLine, parse_moment
from anxin.cover.services.quarantine import fixes_for
from anxin.cover.types import (
    PROBLEM_NAMES,
    Arrivals,
    AsideCount,
    HourArrivals,
    ImportView,
    OrderLine,
    Pace,
    Problem,
    Quarantined,
    ReadState,
)
from anxin.identity.selectors import orgs, orgs_by_id
from anxin.identity.types import Actor, OrgKind, OrgView, Role
from anxin.kit.clock import SHANGHAI, at_start_of, local
from anxin.kit.errors import NotFound
from anxin.kit.text import mask_id

READERS: Final = (
    Role.SUPERVISOR,
    Role.BUREAU_INTAKE,
    Role.BUREAU_REVIEWER,
    Role.BUREAU_LEAD,
    Role.FINANCE_MAKER,
    Role.FINANCE_CHECKER,
    Role.FINANCE_RELEASER,
    Role.AUDITOR,
)
"""Bureau staff who may see what any platform sends; a platform sees its own."""

LIST_MAX: Final = 200


def reads_all(actor: Actor) -> bool:
    """May the actor see every platform's figures?"""
    return actor.is_system or actor.has(*READERS)


def check_reader(actor: Actor, platform_id: UUID) -> None:
    """Refuse anyone who may not know of this platform's orders.

    Raises:
        NotFound: as if there were none.
    """
    if not (reads_all(actor) or platform_id in actor.orgs(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)):
        raise NotFound(_("没有这个平台的订单数据。"))


def platforms_of(actor: Actor) -> list[OrgView]:
    """The platforms whose figures the actor may see."""
    if reads_all(actor):
        return orgs(OrgKind.PLATFORM)
    own = orgs_by_id(actor.orgs(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER))
    return sorted(own.values(), key=lambda org: org.name)


def arrivals(*, actor: Actor, day: date, platform_ids: Sequence[UUID] | None = None) -> list[Arrivals]:
    """What each platform sent on a legal day, with what waits for somebody. Four queries however many platforms.

    Args:
        platform_ids: only these; all the actor may see when None.

    Raises:
        NotFound: the actor may not know of one of them.
    """
    if platform_ids is None:
        seen = platforms_of(actor)
    else:
        for platform_id in platform_ids:
            check_reader(actor, platform_id)
        seen = list(orgs_by_id(platform_ids).values())
    ids = [org.id for org in seen]
    sums = {row.pop("platform_id"): row for row in _sums(ids, at_start_of(day), at_start_of(day + timedelta(days=1)))}
    aside = _counted(QuarantinedLine.objects.filter(platform_id__in=ids, settled_at=None))
    waiting = _counted(KeptBatch.objects.filter(platform_id__in=ids, merged_at=None))
    return [_arrivals(org, sums.get(org.id), aside.get(org.id, 0), waiting.get(org.id, 0)) for org in seen]


def _sums(ids: Sequence[UUID], first: datetime, after: datetime) -> list[dict[str, Any]]:
    rows = Delivery.objects.filter(platform_id__in=ids, received_at__gte=first, received_at__lt=after)
    counts = ("lines", "accepted", "same", "corrected", "refused", "late", "delay_seconds")
    summed: Any = (
        rows.values("platform_id")
        .order_by()
        .annotate(
            batches=Count("id"),
            longest=Max("delay_seconds_max"),
            last=Max("received_at"),
            **{f"{name}_sum": Sum(name) for name in counts},
        )
    )
    return list(summed)


def _counted(rows: Any) -> dict[UUID, int]:
    return dict(rows.values_list("platform_id").order_by().annotate(count=Count("id")))


def _arrivals(org: OrgView, row: dict[str, Any] | None, aside: int, waiting: int) -> Arrivals:
    counts = ("lines", "accepted", "same", "corrected", "refused", "late")
    told = {name: (row or {}).get(f"{name}_sum") or 0 for name in counts}
    delay = (row or {}).get("delay_seconds_sum") or 0
    return Arrivals(
        platform_id=org.id,
        name=org.short_name,
        batches=row["batches"] if row else 0,
        **told,
        delay_seconds_mean=delay // told["accepted"] if told["accepted"] else 0,
        delay_seconds_max=row["longest"] if row else 0,
        last_at=row["last"] if row else None,
        quarantined=aside,
        waiting=waiting,
    )


def hours_of(*, actor: Actor, day: date, platform_id: UUID | None = None) -> list[HourArrivals]:
    """Lines by the hour of a legal day, for a chart; hours without any are left out.

    Raises:
        NotFound: the actor may not know of this platform, or of all of them.
    """
    rows = Delivery.objects.filter(
        received_at__gte=at_start_of(day), received_at__lt=at_start_of(day + timedelta(days=1))
    )
    if platform_id is not None:
        check_reader(actor, platform_id)
        rows = rows.filter(platform_id=platform_id)
    elif not reads_all(actor):
        raise NotFound(_("没有这个平台的订单数据。"))
    hours = rows.annotate(hour=TruncHour("received_at", tzinfo=SHANGHAI)).values_list("hour").order_by("hour")
    summed = hours.annotate(lines=Sum("lines"), late=Sum("late"), refused=Sum("refused"))
    return [HourArrivals(*row) for row in summed]


def paces(
    *, actor: Actor, first: datetime, after: datetime, step: timedelta, platform_ids: Sequence[UUID] | None = None
) -> list[Pace]:
    """Lines by platform in each ``step`` of a time, without platforms that sent none. One query.

    Args:
        platform_ids: only these; all the actor may see when None.

    Raises:
        NotFound: the actor may not know of one of them.
    """
    for platform_id in platform_ids or ():
        check_reader(actor, platform_id)
    seen = platforms_of(actor) if platform_ids is None else list(orgs_by_id(platform_ids).values())
    spans = -(-(after - first) // step)
    with connection.cursor() as cursor:
        cursor.execute(_PACES, [first, step.total_seconds(), [one.id for one in seen], first, after])
        rows = cursor.fetchall()
    told: dict[UUID, list[int]] = {}
    for platform_id, place, lines in rows:
        told.setdefault(platform_id, [0] * spans)[place] = lines
    return [Pace(one.id, one.short_name, tuple(told[one.id])) for one in seen if one.id in told]


_PACES: Final = """
SELECT platform_id, floor(extract(epoch FROM received_at - %s) / %s)::int, sum(accepted + corrected + refused)::int
  FROM cover_delivery WHERE platform_id = ANY(%s) AND received_at >= %s AND received_at < %s GROUP BY 1, 2
"""


def quarantine(
    *, actor: Actor, platform_id: UUID, problem: Problem | None = None, most: int = LIST_MAX
) -> list[Quarantined]:
    """The open lines of a platform's quarantine, the newest first. ID numbers are masked.

    Args:
        problem: only lines with this kind of problem.

    Raises:
        NotFound: the actor may not know of this platform.
    """
    check_reader(actor, platform_id)
    rows = QuarantinedLine.objects.filter(platform_id=platform_id, settled_at=None).order_by("-last_at")
    rows = rows.filter(problem=problem.value) if problem else rows
    return [_quarantined(row) for row in rows[:most]]


def quarantine_counts(*, actor: Actor, platform_id: UUID) -> list[AsideCount]:
    """How many lines stand in quarantine by kind of problem, the most first.

    Raises:
        NotFound: the actor may not know of this platform.
    """
    check_reader(actor, platform_id)
    rows = QuarantinedLine.objects.filter(platform_id=platform_id, settled_at=None)
    counts = rows.values_list("problem").order_by().annotate(count=Count("id")).order_by("-count")
    return [
        AsideCount(Problem(problem), _(PROBLEM_NAMES[problem]), count, fixes_for(Problem(problem)))
        for problem, count in counts
    ]


def _quarantined(row: QuarantinedLine) -> Quarantined:
    line, problem = OrderLine(**row.content), Problem(row.problem)
    return Quarantined(
        id=row.pk,
        order_no=row.order_no,
        problem=problem,
        problem_name=_(PROBLEM_NAMES[problem.value]),
        reason=row.reason,
        line=line,
        worker_masked=mask_id(line.worker),
        moments=tuple(_moments(line)),
        last_at=row.last_at,
        fixes=fixes_for(problem),
    )


def _moments(line: OrderLine) -> Iterator[tuple[str, str]]:
    told = (
        (_("接单"), line.accepted_at),
        (_("取货"), line.picked_at),
        (_("完成"), line.finished_at),
        (_("取消"), line.cancelled_at),
    )
    yield from ((label, _said(text)) for label, text in told if text)


def _said(text: str) -> str:
    try:
        at = parse_moment(text, "")
    except BadLine:
        return text[:40]
    return f"{local(at):%Y-%m-%d %H:%M:%S}" if at else text[:40]


def order_history(*, actor: Actor, platform_id: UUID, worker_id: UUID, order_no: str) -> list[dict[str, Any]]:
    """What an order said before each correction, newest first.

    Raises:
        NotFound: the actor may not know of this platform's orders.
    """
    check_reader(actor, platform_id)
    rows = OrderChange.objects.filter(worker_id=worker_id, platform_id=platform_id, order_no=order_no)
    return [dict(row) for row in rows.order_by("-at").values("at", "before", "after")]


def imports(*, actor: Actor, platform_id: UUID, most: int = 50) -> list[ImportView]:
    """The newest files of a platform.

    Raises:
        NotFound: the actor may not know of this platform's files.
    """
    check_reader(actor, platform_id)
    return [
        _import_view(row)
        for row in OrderImport.objects.defer("content").filter(platform_id=platform_id).order_by("-created_at")[:most]
    ]


def import_view(*, actor: Actor, import_id: UUID) -> ImportView:
    """One file and how far it is."""
    row = OrderImport.objects.defer("content").filter(pk=import_id).first()
    if row is None:
        raise NotFound(_("没有这次导入。"))
    check_reader(actor, row.platform_id)
    return _import_view(row)


def import_refusals(*, actor: Actor, import_id: UUID) -> list[tuple[int, str, str]]:
    """The lines of a file that were not taken: line, order number, reason."""
    row = OrderImport.objects.defer("content").filter(pk=import_id).first()
    if row is None:
        raise NotFound(_("没有这次导入。"))
    check_reader(actor, row.platform_id)
    return [(item["line"], item["order_no"], item["reason"]) for item in row.refusals]


def _import_view(row: OrderImport) -> ImportView:
    return ImportView(
        id=row.pk,
        file_name=row.file_name,
        state=ReadState(row.state),
        lines=row.lines,
        accepted=row.accepted,
        same=row.same,
        corrected=row.corrected,
        kept=row.kept,
        refused=row.refused,
        problem=row.problem,
        created_at=row.created_at,
    )
