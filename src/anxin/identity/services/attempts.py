"""Counting tries, so that guessing is hopeless and a hall of honest people behind one address is not locked out.

Three counters over the last ``ANXIN_LOGIN_WINDOW_MINUTES``:

- one name from one address: ``ANXIN_LOGIN_TRIES`` failures since its last success there;
- one name from everywhere: ``ANXIN_LOGIN_TRIES_ANYWHERE``, against guessing from many addresses;
- one address for all names: ``ANXIN_LOGIN_TRIES_ADDRESS``, against trying many names.

Whoever has signed in from an address before is held to the first counter only there: neither an attacker elsewhere
nor a neighbour in the hall can lock him out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.identity.models import LoginAttempt
from anxin.kit.crypto import blind
from anxin.kit.errors import Refused


class TooManyTries(Refused):
    """Too many failures; says how long to wait and whom to ask."""

    status = 429


@transaction.atomic
def attempt_begin(*, who: str, factor: str, address: str, at: datetime) -> UUID:
    """Note a try as failed before the answer is known; ``attempt_succeeded`` corrects it.

    The lock on the name makes parallel guesses wait for each other, so none slips past the count.

    Raises:
        TooManyTries: nothing is checked any more until the window has passed.
    """
    who_blind = blind(who, purpose="attempt.who")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"attempt:{who_blind}"])
    if _exhausted(who_blind, factor, address, at):
        minutes = settings.ANXIN_LOGIN_WINDOW_MINUTES
        raise TooManyTries(
            _("连续输错次数太多，请 %(minutes)s 分钟后再试，或联系本单位安全管理员解锁。") % {"minutes": minutes}
        )
    return LoginAttempt.objects.create(who=who_blind, factor=factor, address=address, at=at).id


def attempt_succeeded(attempt_id: UUID) -> None:
    """The try was right after all."""
    LoginAttempt.objects.filter(pk=attempt_id).update(succeeded=True)


def attempts_prune(*, at: datetime, keep_days: int) -> int:
    """Delete tries older than ``keep_days``; returns how many. Sign-ins themselves stay in the account's history."""
    deleted, _ = LoginAttempt.objects.filter(at__lt=at - timedelta(days=keep_days)).delete()
    return deleted


def _exhausted(who_blind: str, factor: str, address: str, at: datetime) -> bool:
    since = at - timedelta(minutes=settings.ANXIN_LOGIN_WINDOW_MINUTES)
    failures = LoginAttempt.objects.filter(at__gt=since, succeeded=False, forgiven=False)
    here = LoginAttempt.objects.filter(who=who_blind, factor=factor, address=address)
    last_success = here.filter(succeeded=True).order_by("-at").values_list("at", flat=True).first()
    own = failures.filter(who=who_blind, factor=factor)
    own_here = own.filter(address=address, at__gt=max(since, last_success) if last_success else since)
    if _reaches(own_here, settings.ANXIN_LOGIN_TRIES):
        return True
    if last_success is not None:
        return False
    return _reaches(own, settings.ANXIN_LOGIN_TRIES_ANYWHERE) or _reaches(
        failures.filter(address=address), settings.ANXIN_LOGIN_TRIES_ADDRESS
    )


def _reaches(rows: QuerySet[LoginAttempt], most: int) -> bool:
    return rows.order_by()[:most].count() >= most
