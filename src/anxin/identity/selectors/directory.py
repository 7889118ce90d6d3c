"""People and posts as administrators see them (人员与岗位)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from anxin.identity.models import Account, AccountEvent, Authenticator, LoginAttempt, Post
from anxin.identity.models.people import AccountKind
from anxin.identity.types import Actor, EventEntry, OrgKind, PostView, Role, StaffEntry
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
PAGE_ROWS = 50


def reach(actor: Actor, *roles: Role, field: str) -> Q:
    """Rows whose organisation path (``field``) the actor's roles reach: all for a city post, else his branches."""
    posts = [post for post in actor.posts if post.role in roles]
    if any(post.org_kind is OrgKind.BUREAU for post in posts):
        return Q()
    branches = Q(pk__in=[])
    for post in posts:
        branches |= Q(**{f"{field}__startswith": post.org_path})
    return branches


def staff_directory(actor: Actor, *, at: datetime, text: str = "", offset: int = 0) -> list[StaffEntry]:
    """Staff accounts an administrator may manage, by user name; one more than a page when there are more.

    A district administrator sees accounts with a post in the district, and those that have no post yet.
    """
    rows = _accounts(actor)
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    return _entries(list(rows.order_by("username")[offset : offset + PAGE_ROWS + 1]), at)


def staff_entry(actor: Actor, account_id: UUID, *, at: datetime) -> StaffEntry | None:
    """One account with all its posts, old ones too; None when the administrator may not know of it."""
    found = _accounts(actor).filter(pk=account_id).first()
    return _entries([found], at)[0] if found else None


def account_history(actor: Actor, account_id: UUID, *, most: int = 100) -> list[EventEntry]:
    """What happened to an account, newest first, for whoever may manage it and for its owner."""
    if actor.account_id != account_id and not _accounts(actor).filter(pk=account_id).exists():
        return []
    rows = AccountEvent.objects.filter(account_id=account_id).select_related("account").order_by("-number")
    return [event_entry(row) for row in rows[:most]]


def event_entry(row: AccountEvent) -> EventEntry:
    """An account event as shown."""
    return EventEntry(
        at=row.at,
        what=row.what,
        account_id=row.account_id,
        username=row.account.username,
        by_name=row.by_name,
        address=row.address or "",
        role=row.data.get("role", ""),
    )


def _accounts(actor: Actor) -> QuerySet[Account]:
    mine = Post.objects.filter(reach(actor, *ADMINISTRATORS, field="org__path")).values("account_id")
    rows = Account.objects.filter(kind=AccountKind.STAFF)
    if not actor.has(*ADMINISTRATORS):
        return rows.none()
    return rows.filter(Q(pk__in=mine) | Q(posts__isnull=True)).distinct()


def _entries(accounts: list[Account], at: datetime) -> list[StaffEntry]:
    ids = [account.id for account in accounts]
    posts: dict[UUID, list[PostView]] = defaultdict(list)
    rows = Post.objects.filter(account_id__in=ids).select_related("org").order_by("-starts_on", "-id")
    for row in rows:
        posts[row.account_id].append(_post_view(row, day_of(at)))
    with_factor = set(
        Authenticator.objects.filter(
            account_id__in=ids, confirmed_at__isnull=False, removed_at__isnull=True
        ).values_list("account_id", flat=True)
    )
    failing = _failing([account.username for account in accounts], at)
    return [
        StaffEntry(
            account_id=account.id,
            username=account.username,
            name=account.display_name,
            active=account.is_active,
            has_factor=account.id in with_factor,
            password_temporary=account.password_temporary,
            locked=account.username in failing,
            last_login=account.last_login,
            posts=tuple(posts[account.id]),
        )
        for account in accounts
    ]


def _post_view(row: Post, today: date) -> PostView:
    return PostView(
        id=row.id,
        role=Role(row.role),
        org_id=row.org_id,
        org_name=row.org.short_name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        running=row.ended_at is None and row.starts_on <= today and (row.ends_on is None or row.ends_on >= today),
        ended=row.ended_at is not None,
    )


def _failing(usernames: Iterable[str], at: datetime) -> set[str]:
    """Names that used up their tries at some address within the window."""
    blinds = {blind(name, purpose="attempt.who"): name for name in usernames}
    since = at - timedelta(minutes=settings.ANXIN_LOGIN_WINDOW_MINUTES)
    tries: dict[tuple[str, str | None], int] = defaultdict(int)
    rows = LoginAttempt.objects.filter(who__in=blinds, at__gt=since, succeeded=False, forgiven=False)
    for who, address in rows.values_list("who", "address"):
        tries[who, address] += 1
    return {blinds[who] for (who, _), count in tries.items() if count >= settings.ANXIN_LOGIN_TRIES}
