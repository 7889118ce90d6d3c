"""Quotas (调用额度): a token bucket in the database, one timestamp a platform.

A platform far over its quota must not slow the others: its surplus is refused before anything else is done, and for
as long as the bucket is known to be empty the process does not even ask the database.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, Refused
from anxin.platforms.limits import default_quota
from anxin.platforms.models import QuotaRow
from anxin.platforms.rights import check_administers

MOST: Final = 1_000_000

_TAKE: Final = """
INSERT INTO platforms_quotarow AS row (org_id, per_minute, burst, spent_until)
VALUES (%(org)s, %(per_minute)s, %(burst)s, %(at)s + interval '60 seconds' / %(per_minute)s)
ON CONFLICT (org_id) DO UPDATE
   SET spent_until = greatest(row.spent_until, %(at)s) + interval '60 seconds' / row.per_minute
 WHERE greatest(row.spent_until, %(at)s) + interval '60 seconds' / row.per_minute
       <= %(at)s + interval '60 seconds' / row.per_minute * row.burst
RETURNING 1
"""


class OverQuota(Refused):
    """More requests than the quota allows. ``wait_seconds`` is how long the next one has to wait."""

    status = 429

    def __init__(self, sentence: str, *, wait_seconds: int, fresh: bool = True) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds
        self.fresh = fresh


class _Empty:
    """Buckets this process knows to be empty, and until when: a flood costs no statement."""

    def __init__(self) -> None:
        self._until: dict[UUID, datetime] = {}
        self._lock = Lock()

    def until(self, org_id: UUID, at: datetime) -> datetime | None:
        """When the bucket has a token again; None when it may have one now."""
        found = self._until.get(org_id)
        return found if found is not None and found > at else None

    def remember(self, org_id: UUID, until: datetime) -> None:
        with self._lock:
            if len(self._until) > 10_000:
                self._until.clear()
            self._until[org_id] = until


_empty: Final = _Empty()


def known_empty(*, org_id: UUID, at: datetime) -> None:
    """Refuse without a statement what this process knows to be over the quota.

    Raises:
        OverQuota: with the seconds to wait.
    """
    until = _empty.until(org_id, at)
    if until is not None:
        raise _over(until - at, fresh=False)


def quota_take(*, org_id: UUID, at: datetime) -> None:
    """Take one request from a platform's bucket.

    Raises:
        OverQuota: with the seconds to wait.
    """
    usual = default_quota()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"org": org_id, "per_minute": usual.per_minute, "burst": usual.burst, "at": at})
        if cursor.fetchone():
            return
    row = QuotaRow.objects.get(pk=org_id)
    one = timedelta(seconds=60) / row.per_minute
    wait = max(row.spent_until + one - (at + one * row.burst), timedelta(milliseconds=1))
    _empty.remember(org_id, at + wait)
    raise _over(wait, fresh=True)


def _over(wait: timedelta, *, fresh: bool) -> OverQuota:
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    return OverQuota(
        _("请求太频繁，超过了约定的额度。请在 %(seconds)s 秒后再发；订单可以合并成一批，一批最多 10,000 行。")
        % {"seconds": seconds},
        wait_seconds=seconds,
        fresh=fresh,
    )


def quota_set(*, org_id: UUID, per_minute: int, burst: int, actor: Actor, at: datetime) -> None:
    """Give a platform another quota, from now on.

    Raises:
        NotAllowed: only a system administrator of the bureau. BadInput: not a sensible number.
    """
    check_administers(actor)
    if not (1 <= per_minute <= MOST and 1 <= burst <= MOST):
        raise BadInput(_("额度请填 1 到 1,000,000 之间的整数。"), field="per_minute")
    QuotaRow.objects.update_or_create(
        org_id=org_id,
        defaults={"per_minute": per_minute, "burst": burst},
        create_defaults=_fresh(per_minute, burst, at),
    )


def _fresh(per_minute: int, burst: int, at: datetime) -> dict[str, object]:
    return {"per_minute": per_minute, "burst": burst, "spent_until": at}
