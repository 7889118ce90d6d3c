"""Writing a listing (挂牌督办) of a locked case: by a person's service, or by the sweep after a breach."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine.recording import record
from anxin.cases.engine.situation import Situation
from anxin.cases.events import CaseListed, ListingReportLate
from anxin.cases.models import Listing
from anxin.cases.types import Audience, ListingLevel
from anxin.identity.selectors import org, staff_with
from anxin.identity.types import Role, StaffView
from anxin.kit.clock import day_of
from anxin.kit.events import emit
from anxin.kit.workdays import current_calendar, due
from anxin.policy.selectors import limit as limit_row
from anxin.policy.types import MissingRow

RAISED: Final = "listing.raised"
REPORT_LATE: Final = "listing.report_late"
REPORT: Final = "listing.report"
"""The limit that says how often a listed case is reported on."""


@transaction.atomic(savepoint=False)
def raise_listing(
    here: Situation,
    level: ListingLevel,
    reason: str,
    *,
    limit: str = "",
    until: date | None = None,
    leader: StaffView | None = None,
) -> UUID:
    """Write a listing of a locked case, lifting a lower one. Without a leader, the one with the fewest is named."""
    leader = leader or leader_of(here)
    Listing.objects.filter(case=here.case, lifted_at__isnull=True).update(
        lifted_at=here.at, lifted_by_id=here.actor.account_id, lifted_why=_("由上一级挂牌督办")
    )
    listing = Listing.objects.create(
        case=here.case,
        level=level.value,
        reason=reason,
        limit=limit,
        raised_by_id=here.actor.account_id,
        raised_by_name=here.actor.name,
        raised_at=here.at,
        until=until,
        leader_id=leader.account_id if leader else None,
        leader_name=leader.name if leader else "",
        report_due_on=report_due(day_of(here.at)),
    )
    here.case.listed_level = level.value
    data = {"listing": listing.pk, "level": level.value} | ({"limit": limit} if limit else {})
    entry = record(
        here, RAISED, audience=Audience.STAFF, data=data, words={"reason": reason}, changed=("listed_level",)
    )
    emit(CaseListed(here.case.pk, level.value, entry.seq, here.at))
    return listing.pk


def report_due(day: date) -> date | None:
    """The day by which the report after ``day`` is expected; None where the bureau has set no rhythm."""
    try:
        row = limit_row(REPORT, on=day)
    except MissingRow:
        return None
    return due(day, length=row.length, unit=row.unit, calendar=current_calendar()).day


def leader_of(here: Situation) -> StaffView | None:
    """The lead of the organisation in charge, or of one above it, who answers for the fewest listed cases."""
    found = org(here.case.org_id)
    while found is not None:
        leads = staff_with(Role.BUREAU_LEAD, [found.id], on=day_of(here.at))
        if leads:
            ids = [one.account_id for one in leads]
            held = Counter(
                Listing.objects.filter(leader_id__in=ids, lifted_at__isnull=True).values_list("leader_id", flat=True)
            )
            return min(leads, key=lambda one: held[one.account_id])
        found = org(found.parent_id) if found.parent_id else None
    return None


@transaction.atomic(savepoint=False)
def report_late(listing: Listing, here: Situation) -> None:
    """Write down that a report has not come."""
    assert listing.report_due_on is not None
    Listing.objects.filter(pk=listing.pk).update(report_late_at=here.at)
    data = {"listing": listing.pk, "due_on": listing.report_due_on}
    record(here, REPORT_LATE, audience=Audience.STAFF, data=data)
    emit(ListingReportLate(here.case.pk, listing.report_due_on, listing.leader_id, here.at))
