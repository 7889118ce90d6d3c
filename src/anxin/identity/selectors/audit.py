"""What auditors read: looks at workers' records, and what happened to accounts (安全审计)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from anxin.identity.models import AccountEvent, ReadLog
from anxin.identity.numbers import BadNumber, id_number_parse, phone_parse
from anxin.identity.selectors.directory import event_entry, reach
from anxin.identity.types import Actor, AuditLine, EventEntry, Role
from anxin.identity.views import read_entry, worker_card
from anxin.kit import clock
from anxin.kit.crypto import blind

PAGE_ROWS = 50
EXPORT_ROWS_MOST = 50_000


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """Which looks to show. ``worker`` is an ID number or a phone; both days count."""

    first: date
    last: date
    reader: str = ""
    purpose: str = ""
    worker: str = ""
    refused_only: bool = False


def reads_audit(actor: Actor, wanted: ReadFilter, *, offset: int = 0, rows: int = PAGE_ROWS) -> list[AuditLine]:
    """Looks at workers' records within an auditor's reach, newest first; one more than ``rows`` when there are more."""
    found = _reads(actor, wanted).select_related("org", "worker").order_by("-at", "-id")
    return [AuditLine(read_entry(row), worker_card(row.worker)) for row in found[offset : offset + rows + 1]]


def events_audit(
    actor: Actor, *, first: date, last: date, text: str = "", what: str = "", offset: int = 0
) -> list[EventEntry]:
    """What happened to accounts within an auditor's reach, newest first; one more than a page when there are more."""
    if not actor.has(Role.AUDITOR):
        return []
    rows = AccountEvent.objects.filter(
        reach(actor, Role.AUDITOR, field="account__posts__org__path"), **_between(first, last)
    )
    if text:
        rows = rows.filter(Q(account__username__icontains=text) | Q(by_name__icontains=text))
    if what:
        rows = rows.filter(what=what)
    found = rows.select_related("account").distinct().order_by("-at", "-id")
    return [event_entry(row) for row in found[offset : offset + PAGE_ROWS + 1]]


def event_kinds() -> Iterable[str]:
    """The kinds of account events there are."""
    return AccountEvent.objects.order_by("what").values_list("what", flat=True).distinct()


def _reads(actor: Actor, wanted: ReadFilter) -> QuerySet[ReadLog]:
    rows = ReadLog.objects.filter(reach(actor, Role.AUDITOR, field="org__path"), **_between(wanted.first, wanted.last))
    if not actor.has(Role.AUDITOR):
        return rows.none()
    if wanted.reader:
        rows = rows.filter(Q(by_name__icontains=wanted.reader) | Q(org__short_name__icontains=wanted.reader))
    if wanted.purpose:
        rows = rows.filter(purpose__icontains=wanted.purpose)
    if wanted.worker:
        rows = rows.filter(_worker(wanted.worker))
    return rows.filter(granted=False) if wanted.refused_only else rows


def _between(first: date, last: date) -> dict[str, object]:
    return {"at__gte": clock.at_start_of(first), "at__lt": clock.at_start_of(last + timedelta(days=1))}


def _worker(text: str) -> Q:
    """Found by keyed hash, so by the whole number only; anything else finds nobody."""
    try:
        return Q(worker__phone_blind=blind(phone_parse(text), purpose="worker.phone"))
    except BadNumber:
        pass
    try:
        number = id_number_parse(text, on=clock.today())
    except BadNumber:
        return Q(pk__in=[])
    return Q(worker__id_number_blind=blind(number, purpose="worker.id_number"))
