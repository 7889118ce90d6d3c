"""Who somebody is, which organisations there are, who holds which post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from anxin.identity.models import Account, Organisation, Post, Worker
from anxin.identity.models.people import AccountKind
from anxin.identity.names import org_name_parse
from anxin.identity.numbers import BadNumber, compact, phone_parse
from anxin.identity.types import Actor, OrgKind, OrgView, Role, StaffView, WorkerCard, WorkerView
from anxin.identity.views import actor_post, org_view, staff_view, worker_card, worker_in_clear
from anxin.kit import clock
from anxin.kit.crypto import blind
from anxin.kit.statements import Prepared


def running(on: date) -> Q:
    """Posts that count on a day."""
    return Q(ended_at__isnull=True, starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def actor_for(account_id: UUID, *, on: date | None = None) -> Actor:
    """Who an account is on a day (today when not said): at most two queries. A closed account is nobody."""
    account = _accounts.first(account_id=account_id)
    if account is None:
        return Actor.anonymous()
    if account.kind == AccountKind.WORKER:
        worker = account.worker
        return Actor(account_id=account.id, name=worker.name, worker_id=worker.id)
    posts = _posts(account_id=account_id, on=on or clock.today())
    return Actor(account_id=account.id, name=account.display_name, posts=tuple(map(actor_post, posts)))


_posts = Prepared(
    lambda account_id, on: (
        Post.objects.filter(running(on), account_id=account_id).select_related("org").order_by("granted_at", "id")
    )
)
_accounts = Prepared(
    lambda account_id: (
        Account.objects.select_related("worker")
        .filter(pk=account_id, is_active=True)
        .defer("worker__id_number", "worker__id_number_blind", "worker__phone", "worker__phone_blind")
    )
)


def worker_by_id(worker_id: UUID) -> WorkerView | None:
    """A worker in clear, for machines that compare. What a person gets to see comes from ``worker_view``."""
    row = _worker_rows.first(worker_id=worker_id)
    return worker_in_clear(row) if row else None


_worker_rows = Prepared(lambda worker_id: Worker.objects.filter(pk=worker_id))


def worker_by_phone(phone: str) -> WorkerView | None:
    """The worker who signs in with a phone; None for anything that is no phone number."""
    try:
        return _worker(Q(phone_blind=blind(phone_parse(phone), purpose="worker.phone")))
    except BadNumber:
        return None


def worker_by_id_number(id_number: str) -> WorkerView | None:
    """The worker with the number of an identity document, whichever kind; None when nobody has it."""
    number = compact(id_number)
    return _worker(Q(id_number_blind=blind(number, purpose="worker.id_number"))) if number else None


def workers_by_id_numbers(id_numbers: Iterable[str]) -> dict[str, UUID]:
    """Ids of the workers with these ID numbers, keyed by the text as given; unknown and invalid ones are left out.

    One query however many: platforms send thousands of orders at a time.
    """
    wanted = {text: blind(text.strip().upper(), purpose="worker.id_number") for text in id_numbers}
    known = dict(Worker.objects.filter(id_number_blind__in=set(wanted.values())).values_list("id_number_blind", "id"))
    return {text: known[key] for text, key in wanted.items() if key in known}


def _worker(condition: Q) -> WorkerView | None:
    row = Worker.objects.filter(condition).first()
    return worker_in_clear(row) if row else None


def worker_cards(worker_ids: Iterable[UUID]) -> dict[UUID, WorkerCard]:
    """Masked workers for lists, one query."""
    return {row.id: worker_card(row) for row in Worker.objects.filter(pk__in=set(worker_ids))}


def worker_names(worker_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names in clear for the people who handle these workers' cases; the caller has checked that."""
    wanted = set(worker_ids)
    return dict(_name_rows(ids=wanted)) if wanted else {}


_name_rows: Prepared[Any] = Prepared(lambda ids: Worker.objects.filter(pk__in=ids).values_list("id", "name"))


def org(org_id: UUID) -> OrgView | None:
    """One organisation."""
    row = _orgs.first(org_id=org_id)
    return org_view(row) if row else None


def orgs(*kinds: OrgKind, active: bool = True, also: Collection[UUID] = (), text: str = "") -> list[OrgView]:
    """Organisations of these kinds (all kinds when none is named) and those named by id, by name.

    Args:
        text: part of a name, or a whole credit code.
    """
    if kinds and active and not text:
        return [org_view(row) for row in _active_orgs(kinds=[kind.value for kind in kinds], also=list(also))]
    rows = Organisation.objects.filter(active=True) if active else Organisation.objects.all()
    if kinds:
        rows = rows.filter(Q(kind__in=[kind.value for kind in kinds]) | Q(pk__in=also))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(credit_code=text.upper()))
    return [org_view(row) for row in rows.order_by("kind", "name")]


_orgs = Prepared(lambda org_id: Organisation.objects.filter(pk=org_id))
_active_orgs = Prepared(
    lambda kinds, also: Organisation.objects.filter(Q(kind__in=kinds) | Q(pk__in=also), active=True).order_by(
        "kind", "name"
    )
)


def orgs_by_id(org_ids: Iterable[UUID]) -> dict[UUID, OrgView]:
    """Several organisations, one query."""
    return {row.id: org_view(row) for row in Organisation.objects.filter(pk__in=set(org_ids))}


def orgs_below(path: str) -> list[OrgView]:
    """An organisation and everything below it."""
    return [org_view(row) for row in Organisation.objects.filter(path__startswith=path).order_by("path")]


def org_by_name(name: str) -> OrgView | None:
    """The organisation with exactly this name or short name."""
    name = org_name_parse(name, label="机构名称", most=100)
    row = Organisation.objects.filter(Q(name=name) | Q(short_name=name)).order_by("created_at").first()
    return org_view(row) if row else None


def org_by_credit_code(credit_code: str) -> OrgView | None:
    """The organisation with this unified social credit code; None for an empty or unknown one."""
    code = credit_code.strip().upper()
    row = Organisation.objects.filter(credit_code=code).first() if code else None
    return org_view(row) if row else None


def org_by_region(region_code: str, *kinds: OrgKind) -> OrgView | None:
    """The bureau or district (or other kinds when named) in charge of a region."""
    wanted = [kind.value for kind in kinds] or [OrgKind.BUREAU.value, OrgKind.DISTRICT.value]
    row = Organisation.objects.filter(region_code=region_code, kind__in=wanted, active=True).order_by("path").first()
    return org_view(row) if row else None


def staff_with(role: Role, org_ids: Sequence[UUID] | None = None, *, on: date | None = None) -> list[StaffView]:
    """Staff who hold a role on a day, in these organisations (anywhere when None), by the time of the grant."""
    day = on or clock.today()
    if org_ids is None:
        return _staff(_running_posts(day).filter(role=role.value))
    return _staff(_posts_of_role(role=role.value, orgs=org_ids, day=day)) if org_ids else []


_posts_of_role = Prepared(lambda role, orgs, day: _running_posts(day).filter(role=role, org_id__in=orgs))


def staff_of(org_ids: Sequence[UUID], *, on: date | None = None) -> list[StaffView]:
    """Everybody who holds a post in these organisations on a day."""
    return _staff(_running_posts(on).filter(org_id__in=org_ids))


def staff_by_ids(account_ids: Iterable[UUID], *, on: date | None = None) -> dict[UUID, StaffView]:
    """Staff by account, with the posts of the day; people who hold none are there too. Two queries."""
    accounts = Account.objects.filter(pk__in=set(account_ids), kind=AccountKind.STAFF)
    held: dict[UUID, list[Post]] = defaultdict(list)
    for post in _running_posts(on).filter(account_id__in=[account.id for account in accounts]):
        held[post.account_id].append(post)
    return {account.id: staff_view(account, held[account.id]) for account in accounts}


def _running_posts(on: date | None) -> QuerySet[Post]:
    rows = Post.objects.filter(running(on or clock.today()), account__is_active=True)
    return rows.select_related("org", "account").order_by("granted_at", "id")


def _staff(posts: Iterable[Post]) -> list[StaffView]:
    held: dict[UUID, list[Post]] = defaultdict(list)
    for post in posts:
        held[post.account_id].append(post)
    return [staff_view(rows[0].account, rows) for rows in held.values()]
