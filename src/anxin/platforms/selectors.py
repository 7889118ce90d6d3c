"""Looking at platforms: keys, quota, joinings, contacts, requests, runs, and how the API does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.identity.selectors import org, orgs_by_id
from anxin.identity.types import Actor
from anxin.kit.errors import NotFound
from anxin.kit.statements import Prepared
from anxin.platforms.conformance import judge
from anxin.platforms.history import asked_views, seen_since
from anxin.platforms.limits import default_quota
from anxin.platforms.models import ApiKey, Contact, Joining, QuotaRow, RequestRow, RunRow, Sandbox
from anxin.platforms.rights import check_sees
from anxin.platforms.twins import people, platform_of
from anxin.platforms.types import (
    TEST_PREFIX,
    Asked,
    CheckResult,
    ContactKind,
    ContactView,
    HourStatus,
    JoiningView,
    KeyView,
    LiveKey,
    Quota,
    RunView,
)

REQUESTS_MOST: Final = 200
sandbox_people = people

_HOURS: Final = """
SELECT date_trunc('hour', at) AS start, count(*), count(*) FILTER (WHERE status >= 500),
       coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY milliseconds), 0)
  FROM platforms_requestrow WHERE at >= %s AND NOT test GROUP BY 1 ORDER BY 1
"""


def live_key(key_id: str) -> LiveKey | None:
    """A key that may sign now."""
    row = _live.first(key_id=key_id) if key_id else None
    if row is None:
        return None
    return LiveKey(
        row.pk, row.key_id, row.org_id, tuple(row.scopes), row.key_id.startswith(TEST_PREFIX), row.used_at, row.secret
    )


_live = Prepared(lambda key_id: ApiKey.objects.filter(key_id=key_id, ended_at__isnull=True))


def sandbox_id(platform_id: UUID) -> UUID | None:
    """The sandbox organisation of a platform; None before the first test key."""
    return Sandbox.objects.filter(platform_id=platform_id).values_list("twin_id", flat=True).first()


def keys(*, actor: Actor, platform_id: UUID) -> list[KeyView]:
    """A platform's keys and its sandbox's, live ones first, newest first.

    Raises:
        NotFound: not the actor's platform.
    """
    check_sees(actor, platform_id)
    rows = ApiKey.objects.filter(org_id__in=_homes(platform_id)).order_by("-issued_at")
    views = [
        KeyView(
            row.key_id,
            row.org_id,
            row.note,
            tuple(row.scopes),
            row.key_id.startswith(TEST_PREFIX),
            row.issued_at,
            row.used_at,
            row.ended_at,
        )
        for row in rows
    ]
    return sorted(views, key=lambda view: view.ended_at is not None)


def _homes(platform_id: UUID) -> list[UUID]:
    twin = sandbox_id(platform_id)
    return [platform_id, twin] if twin else [platform_id]


def quota_of(*, actor: Actor, platform_id: UUID) -> Quota:
    """How many requests a platform may send."""
    check_sees(actor, platform_id)
    row = QuotaRow.objects.filter(pk=platform_id).first()
    return Quota(row.per_minute, row.burst) if row else default_quota()


def joinings(*, platform_id: UUID | None = None, on: date | None = None) -> list[JoiningView]:
    """Where platforms have joined (参保登记): all of them or one's, ever or on a day. No personal data stands here."""
    rows = Joining.objects.all()
    if platform_id is not None:
        rows = rows.filter(org_id=platform_id)
    if on is not None:
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)
    found = list(rows.order_by("region_code", "industry", "-starts_on"))
    names = orgs_by_id({row.org_id for row in found})
    return [
        JoiningView(
            row.pk,
            row.org_id,
            names[row.org_id].short_name,
            row.region_code,
            row.industry,
            row.rate_class,
            row.starts_on,
            row.ends_on,
        )
        for row in found
    ]


def contacts(*, actor: Actor, platform_id: UUID) -> list[ContactView]:
    """Whom to call at a platform."""
    check_sees(actor, platform_id)
    rows = Contact.objects.filter(org_id=platform_id).order_by("kind", "name")
    return [ContactView(row.pk, ContactKind(row.kind), row.name, row.phone, row.email) for row in rows]


def requests(
    *,
    actor: Actor,
    platform_id: UUID,
    number: str = "",
    only: str = "",
    test: bool | None = None,
    before: datetime | None = None,
    most: int = REQUESTS_MOST,
) -> list[Asked]:
    """A platform's requests, newest first.

    Args:
        only: ``refused`` (4xx), ``failed`` (5xx) or everything.
        before: older than this, for the next page.
    """
    check_sees(actor, platform_id)
    rows = RequestRow.objects.filter(org_id__in=_homes(platform_id)).defer("body")
    if number:
        rows = rows.filter(number=number)
    if only == "refused":
        rows = rows.filter(status__gte=400, status__lt=500)
    elif only == "failed":
        rows = rows.filter(status__gte=500)
    if test is not None:
        rows = rows.filter(test=test)
    if before is not None:
        rows = rows.filter(at__lt=before)
    return asked_views(rows.order_by("-at", "-id")[:most])


def request_of(*, actor: Actor, number: str) -> Asked:
    """One request by its number.

    Raises:
        NotFound: another platform's, or none.
    """
    row = RequestRow.objects.filter(number=number).first()
    if row is None:
        raise NotFound(_("没有这个请求编号。"))
    check_sees(actor, platform_of(row.org_id))
    return asked_views([row])[0]


def runs(*, actor: Actor, platform_id: UUID, most: int = 20) -> list[RunView]:
    """Conformance runs of a platform, newest first. An open one is judged by what was seen so far."""
    check_sees(actor, platform_id)
    twin = sandbox_id(platform_id)
    rows = RunRow.objects.filter(org_id=twin).order_by("-started_at")[:most] if twin else []
    return [_run(row) for row in rows]


def run_of(*, actor: Actor, run_id: UUID) -> RunView:
    """One run.

    Raises:
        NotFound: another platform's, or none.
    """
    row = RunRow.objects.filter(pk=run_id).first()
    if row is None:
        raise NotFound(_("没有这次联调测试。"))
    check_sees(actor, platform_of(row.org_id))
    return _run(row)


def _run(row: RunRow) -> RunView:
    if row.finished_at is None:
        checks = judge(seen_since(row.org_id, row.started_at))
    else:
        checks = tuple(CheckResult(**one) for one in row.result)
    return RunView(row.pk, platform_of(row.org_id), row.started_at, row.finished_at, checks)


def api_hours(*, at: datetime, hours: int = 24) -> list[HourStatus]:
    """How the API did, hour by hour; public, because no platform stands in it."""
    with connection.cursor() as cursor:
        cursor.execute(_HOURS, [at - timedelta(hours=hours)])
        return [HourStatus(*row) for row in cursor.fetchall()]


def home_of(actor: Actor, platform_id: UUID) -> str:
    """The short name of a platform the actor may look at."""
    check_sees(actor, platform_id)
    home = org(platform_id)
    return home.short_name if home else ""
