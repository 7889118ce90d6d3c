"""Profiles: one's own, and those market staff look at with a purpose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.selectors import worker_cards, worker_view
from anxin.identity.types import Actor, Role, WorkerCard
from anxin.kit import clock
from anxin.kit.errors import NotAllowed, NotFound
from anxin.kit.statements import Prepared
from anxin.market.jobs.models import Cohort, Hardship, Profile
from anxin.market.jobs.rights import STAFF, is_market_staff
from anxin.market.jobs.services.profiles import HARDSHIPS
from anxin.market.jobs.types import HardshipView, ProfileState, ProfileView
from anxin.market.jobs.views import profile_view


def profile_of(actor: Actor, *, worker_id: UUID | None = None) -> ProfileView | None:
    """The actor's own profile; with ``worker_id`` that of a worker whom market staff serve. None when there is none.

    Raises:
        NotAllowed: somebody else's.
    """
    wanted = worker_id or actor.worker_id
    if wanted is None or (wanted != actor.worker_id and not is_market_staff(actor)):
        raise NotAllowed(_("只能看本人的登记。"))
    row = Profile.objects.filter(worker_id=wanted).exclude(state=ProfileState.LEFT.value).first()
    return _view(row) if row else None


def profile_state(worker_id: UUID) -> ProfileState | None:
    """Whether a worker looks for work, for his own first page; None when he is not registered."""
    row = _states.first(worker_id=worker_id)
    return ProfileState(row[0]) if row else None


_states: Prepared[Any] = Prepared(
    lambda worker_id: (
        Profile.objects.filter(worker_id=worker_id).exclude(state=ProfileState.LEFT.value).values_list("state")
    )
)


def profile_for_staff(actor: Actor, profile_id: int, *, purpose: str, at: datetime) -> tuple[ProfileView, str]:
    """A profile and the worker's name for market staff; the look is logged.

    Raises:
        NotAllowed: not market staff. NotFound: no such profile.
    """
    row = Profile.objects.filter(pk=profile_id).first() if is_market_staff(actor) else None
    if row is None:
        raise NotFound(_("没有找到这份登记，请重新查找。"))
    worker = worker_view(actor, row.worker_id, purpose, fields=("name",), at=at)
    return _view(row), worker.name


def profile_by_id(profile_id: int) -> ProfileView | None:
    """A profile for machines that compare."""
    row = Profile.objects.filter(pk=profile_id).first()
    return _view(row) if row else None


def profiles_by_id(profile_ids: Iterable[int]) -> dict[int, ProfileView]:
    """Several profiles for machines that compare, without certificates, one query."""
    on = clock.today()
    return {row.pk: profile_view(row, (), on) for row in Profile.objects.filter(pk__in=set(profile_ids))}


def _view(row: Profile) -> ProfileView:
    return profile_view(row, row.certificates.order_by("bit"), clock.today())


def profiles_listed(
    actor: Actor, *, trade: int = 0, offset: int = 0, rows: int = 50
) -> list[tuple[ProfileView, WorkerCard]]:
    """Profiles with masked workers for market staff, newest first."""
    if not is_market_staff(actor):
        raise NotAllowed(_("这一页由零工市场工作人员使用。"))
    found = Profile.objects.filter(state=ProfileState.ACTIVE.value)
    if trade:
        found = found.filter(trades__contains=[trade])
    page = list(found.order_by("-registered_at", "-id")[offset : offset + rows])
    cards = worker_cards(row.worker_id for row in page)
    on = clock.today()
    return [(profile_view(row, (), on), cards[row.worker_id]) for row in page]


def hardships_of(actor: Actor, *, worker_id: UUID, purpose: str, at: datetime) -> tuple[HardshipView, ...]:
    """A worker's hardships, for himself and for market staff; a look by staff is logged.

    Raises:
        NotAllowed: anybody else; employers above all.
    """
    mine = actor.worker_id == worker_id
    if not mine and not actor.has(*STAFF):
        raise NotAllowed(_("困难情况只有本人和市场工作人员可以看。"))
    if not mine:
        worker_view(actor, worker_id, purpose, fields=("hardship",), at=at)
    rows = Hardship.objects.filter(profile__worker_id=worker_id).order_by("added_at", "id")
    return tuple(
        HardshipView(
            id=row.pk,
            kind=row.kind,
            kind_name=HARDSHIPS.get(str(row.kind), str(row.kind)),
            note=row.note,
            until=row.until,
            proved=row.proved_at is not None,
            paper_id=row.paper_id,
            problem=row.problem,
        )
        for row in rows
    )


def cohorts(actor: Actor, profile_ids: Iterable[int]) -> dict[int, tuple[str, int, bool]]:
    """Sex, birth year and disability by profile, for the impact report of supervisors and for nobody else.

    Raises:
        NotAllowed: without such a post.
    """
    if not actor.has(Role.SUPERVISOR, Role.BUREAU_LEAD):
        raise NotAllowed(_("影响报告由监督员查看。"))
    wanted = set(profile_ids)
    disabled = {row.profile_id for row in Hardship.objects.filter(profile_id__in=wanted) if row.kind == "disabled"}
    found: dict[int, tuple[str, int, bool]] = {}
    for row in Cohort.objects.filter(profile_id__in=wanted):
        sex, _space, year = row.group.partition(" ")
        found[row.profile_id] = (sex, int(year), row.profile_id in disabled)
    return found
