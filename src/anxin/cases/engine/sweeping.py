"""What time does to cases: warnings, breaches and what the declaration wants done about them.

Each case is handled in its own transaction under its own lock, and looked at again there: a sweep may be
killed, run twice or run beside another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.cases.engine import clocks as clock_rules
from anxin.cases.engine.listing import raise_listing, report_late
from anxin.cases.engine.moving import do, pauses_by_clock, save_clocks
from anxin.cases.engine.recording import record
from anxin.cases.engine.situation import Situation, situation
from anxin.cases.events import ClockBreached, ClockWarned
from anxin.cases.models import CalendarUsed, Clock, Joint, Listing
from anxin.cases.registry import Limit
from anxin.cases.types import Audience
from anxin.identity.types import Actor
from anxin.kit.clock import day_of, now
from anxin.kit.errors import Refused
from anxin.kit.events import emit
from anxin.kit.workdays import calendar_version, current_calendar, forget_calendar

BREACHED: Final = "clock.breached"
RECOMPUTED: Final = "clock.recomputed"
JOINT_BREACHED: Final = "joint.breached"
SWEEP_MAX: Final = 2000
"""Most cases in one run; the next run goes on."""


@dataclass(slots=True)
class Swept:
    """What a sweep did: cases warned about, limits passed, and moves the system could not make (with why)."""

    warned: int = 0
    breached: int = 0
    joints: int = 0
    reports: int = 0
    stuck: list[tuple[UUID, str]] = field(default_factory=list)


def sweep(at: datetime) -> Swept:
    """Warn of limits that end soon, and carry out what is declared for those that were passed."""
    swept = Swept()
    today = day_of(at)
    running = Clock.objects.filter(stopped_on__isnull=True, paused=False)
    to_warn = running.filter(warned_at__isnull=True, warn_on__lte=today)
    to_breach = running.filter(breached_at__isnull=True, due_on__lt=today, provisional=False)
    for case_id in _cases(to_warn):
        swept.warned += _warn(case_id, at, today)
    for case_id in _cases(to_breach):
        _breach_all(case_id, at, today, swept)
    for joint_id in Joint.objects.filter(answered_at=None, breached_at=None, due_on__lt=today).values_list(
        "pk", flat=True
    )[:SWEEP_MAX]:
        swept.joints += _breach_joint(joint_id, at)
    late = Listing.objects.filter(lifted_at=None, report_late_at=None, report_due_on__lt=today, case__closed_on=None)
    for listing_id in late.values_list("pk", flat=True)[:SWEEP_MAX]:
        swept.reports += _report_late(listing_id, at)
    return swept


def _cases(clocks: QuerySet[Clock]) -> list[UUID]:
    rows = clocks.order_by("due_on").values_list("case_id", flat=True)[:SWEEP_MAX]
    return list(dict.fromkeys(rows))


@transaction.atomic
def _warn(case_id: UUID, at: datetime, today: date) -> int:
    here = situation(case_id, Actor.system(), at, lock=True)
    due = [clock for clock in here.clocks if not clock.paused and clock.warned_at is None and clock.warn_on <= today]
    for clock in due:
        clock.warned_at = at
        if clock.due_on >= today:
            emit(ClockWarned(case_id, clock.limit, clock.due_on, here.case.handler_id, at))
    save_clocks(due)
    return len(due)


def _breach_all(case_id: UUID, at: datetime, today: date, swept: Swept) -> None:
    for limit in _mark_breached(case_id, at, today):
        swept.breached += 1
        if limit is None or limit.on_breach is None:
            continue
        try:
            with transaction.atomic():
                do(case_id=case_id, move=limit.on_breach, actor=Actor.system(), at=at)
        except Refused as refusal:
            swept.stuck.append((case_id, refusal.sentence))


@transaction.atomic
def _mark_breached(case_id: UUID, at: datetime, today: date) -> list[Limit | None]:
    """Write down which limits of a case were passed, and list the case where that is declared."""
    here = situation(case_id, Actor.system(), at, lock=True)
    passed = [
        clock
        for clock in here.clocks
        if not clock.paused and clock.breached_at is None and not clock.provisional and clock.due_on < today
    ]
    for clock in passed:
        clock.breached_at = at
        data = {"limit": clock.limit, "due_on": clock.due_on}
        record(here, BREACHED, audience=Audience.STAFF, data=data)
        emit(ClockBreached(case_id, clock.limit, clock.due_on, here.case.handler_id, at))
    save_clocks(passed)
    limits = [here.declared.limit(clock.limit) for clock in passed]
    for limit in limits:
        if limit is not None and limit.listing is not None and here.case.listed_level < limit.listing:
            raise_listing(here, limit.listing, _listing_reason(limit), limit=limit.key)
    return limits


def _listing_reason(limit: Limit) -> str:
    return _("“%(limit)s”超过时限，系统自动挂牌督办。") % {"limit": limit.label or limit.key}


@transaction.atomic
def _breach_joint(joint_id: UUID, at: datetime) -> int:
    joint = Joint.objects.get(pk=joint_id)
    here = situation(joint.case_id, Actor.system(), at, lock=True)
    changed = Joint.objects.filter(pk=joint_id, answered_at=None, breached_at=None).update(breached_at=at)
    if changed and here.case.redacted_at is None:
        record(here, JOINT_BREACHED, audience=Audience.STAFF, data={"joint": joint_id, "org": joint.org_id})
    return changed


@transaction.atomic
def _report_late(listing_id: UUID, at: datetime) -> int:
    case_id = Listing.objects.values_list("case_id", flat=True).get(pk=listing_id)
    here = situation(case_id, Actor.system(), at, lock=True)
    listing = Listing.objects.filter(pk=listing_id, lifted_at=None, report_late_at=None).first()
    if listing is None or here.case.redacted_at is not None:
        return 0
    report_late(listing, here)
    return 1


def follow_calendar(at: datetime) -> int:
    """Compute due days again when the working-day calendar has changed since they were computed last."""
    version = calendar_version()
    if CalendarUsed.objects.filter(version=version).exists():
        return 0
    forget_calendar()
    moved = recompute_open_clocks(at)
    CalendarUsed.objects.update_or_create(id=1, defaults={"version": version})
    return moved


def recompute_open_clocks(at: datetime | None = None) -> int:
    """Compute the due days of all running limits again, after the calendar changed; give how many moved."""
    moved = 0
    moment = at or now()
    cases = Clock.objects.filter(stopped_on__isnull=True).order_by("case_id").values_list("case_id", flat=True)
    for case_id in cases.distinct().iterator(chunk_size=1000):
        moved += _recompute(case_id, moment)
    return moved


@transaction.atomic
def _recompute(case_id: UUID, at: datetime) -> int:
    here = situation(case_id, Actor.system(), at, lock=True)
    before = {clock.pk: clock.due_on for clock in here.clocks}
    changed = _refreshed(here)
    if not changed:
        return 0
    save_clocks(changed)
    here.case.next_due, here.case.next_provisional = clock_rules.next_due(here.clocks)
    shifted = [clock for clock in changed if clock.due_on != before[clock.pk]]
    record(
        here,
        RECOMPUTED,
        audience=Audience.APPLICANT if shifted else Audience.STAFF,
        data={"due": [[clock.limit, before[clock.pk], clock.due_on] for clock in changed]},
        changed=("next_due", "next_provisional"),
    )
    return len(shifted)


def _refreshed(here: Situation) -> list[Clock]:
    pauses = pauses_by_clock(here.clocks)
    calendar = current_calendar()
    changed = []
    for clock in here.clocks:
        if clock_rules.refresh(clock, here.declared.limit(clock.limit), clock_rules.spans(pauses[clock.pk]), calendar):
            if clock.breached_at is not None and clock.due_on >= day_of(here.at):
                clock.breached_at = None
            if clock.warn_on > day_of(here.at):
                clock.warned_at = None
            changed.append(clock)
    return changed
