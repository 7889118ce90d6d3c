"""Certificates and hardships that wait for a look by market staff, and their pictures (待核材料)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.documents.selectors import preview
from anxin.documents.selectors import subject_of as subject_of_paper
from anxin.identity.selectors import worker_cards, worker_view
from anxin.identity.types import Actor, WorkerCard
from anxin.kit.clock import day_of
from anxin.kit.errors import NotFound
from anxin.kit.text import listed
from anxin.market.jobs.models import Certificate, Hardship, Profile
from anxin.market.jobs.rights import require_market_staff
from anxin.market.jobs.services.profiles import subject_of
from anxin.market.jobs.trades import condition_names
from anxin.market.jobs.types import ProfileState

ENDING_DAYS: Final = 30
_WAITING: Final = Q(paper_id__isnull=False, problem="")


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing to look at. A hardship is not named in lists: only that there is one."""

    profile_id: int
    worker: WorkerCard
    what: str
    added_at: datetime
    expires_on: date | None = None


def proofs_waiting(actor: Actor, *, most: int = 50) -> list[Proof]:
    """Pictures nobody has looked at yet, oldest first.

    Raises:
        NotAllowed: not market staff.
    """
    require_market_staff(actor)
    certificates = Certificate.objects.filter(_WAITING, checked_at__isnull=True).select_related("profile")
    hardships = Hardship.objects.filter(_WAITING, proved_at__isnull=True).select_related("profile")
    found: list[Certificate | Hardship] = [*certificates.order_by("added_at")[:most]]
    found += hardships.order_by("added_at")[:most]
    return _proofs(sorted(found, key=lambda row: (row.added_at, str(row.pk)))[:most])


def certificates_ending(actor: Actor, *, at: datetime, most: int = 50) -> list[Proof]:
    """Certificates of people who look for work that run out soon, soonest first.

    Raises:
        NotAllowed: not market staff.
    """
    require_market_staff(actor)
    today = day_of(at)
    rows = Certificate.objects.filter(
        profile__state=ProfileState.ACTIVE.value,
        expires_on__gte=today,
        expires_on__lte=today + timedelta(days=ENDING_DAYS),
        problem="",
    )
    return _proofs(list(rows.select_related("profile").order_by("expires_on", "id")[:most]))


def _proofs(rows: list[Certificate] | list[Certificate | Hardship]) -> list[Proof]:
    cards = worker_cards(row.profile.worker_id for row in rows)
    return [
        Proof(
            row.profile_id,
            cards[row.profile.worker_id],
            listed(condition_names(1 << row.bit)) if isinstance(row, Certificate) else _("困难情况的证明"),
            row.added_at,
            row.expires_on if isinstance(row, Certificate) else None,
        )
        for row in rows
    ]


def proof_picture(actor: Actor, *, profile_id: int, paper_id: UUID, purpose: str, at: datetime) -> bytes | None:
    """The first page of a proof for market staff; the look is logged. None while there is no picture yet.

    Raises:
        NotAllowed: not market staff. NotFound: not a proof of this profile.
    """
    require_market_staff(actor)
    row = Profile.objects.filter(pk=profile_id).first()
    if row is None or subject_of_paper(paper_id) != subject_of(row.pk):
        raise NotFound(_("没有找到这份材料。"))
    worker_view(actor, row.worker_id, purpose, fields=("name",), at=at)
    return preview(paper_id, 1)
