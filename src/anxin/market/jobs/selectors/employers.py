"""Employers: one's own, and the list staff verify from."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed
from anxin.market.jobs.models import Employer
from anxin.market.jobs.rights import WATCHERS, is_market_staff, managed_employer
from anxin.market.jobs.services.employers import sibling_restricted
from anxin.market.jobs.types import EmployerView
from anxin.market.jobs.views import employer_view


def employers_of(actor: Actor) -> tuple[EmployerView, ...]:
    """The employers an actor acts for: firms he is an officer of, or himself."""
    rows = Employer.objects.filter(org_id__in=actor.orgs(Role.EMPLOYER_OFFICER)).select_related("org")
    found = list(rows.order_by("registered_at"))
    if actor.worker_id is not None:
        found += Employer.objects.filter(worker_id=actor.worker_id)
    return tuple(employer_view(row) for row in found)


def employer_of(actor: Actor) -> EmployerView | None:
    """The one an actor acts for, when there is one."""
    mine = employers_of(actor)
    return mine[0] if mine else None


def own_household(actor: Actor) -> EmployerView | None:
    """The actor himself as somebody who offers work at home; None before he said so."""
    row = Employer.objects.filter(worker_id=actor.worker_id).first() if actor.worker_id is not None else None
    return employer_view(row) if row else None


def employer_for(actor: Actor, employer_id: UUID) -> EmployerView:
    """An employer for its own people and for market staff, who also see whether a sister firm is restricted.

    Raises:
        NotFound: not the actor's business.
    """
    row = managed_employer(actor, Employer.objects.select_related("org").filter(pk=employer_id).first())
    return employer_view(row, flagged=sibling_restricted(row) if is_market_staff(actor) else "")


def employers_listed(
    actor: Actor, *, state: str = "", words: str = "", offset: int = 0, rows: int = 50
) -> list[EmployerView]:
    """Employers for staff, those who wait first, longest first.

    Raises:
        NotAllowed: not market staff.
    """
    if not (is_market_staff(actor) or actor.has(*WATCHERS)):
        raise NotAllowed(_("这一页由零工市场工作人员使用。"))
    found = Employer.objects.select_related("org")
    if state:
        found = found.filter(state=state)
    if words:
        found = found.filter(name__icontains=words)
    page = found.order_by("-state", "registered_at", "id")[offset : offset + rows]
    return [employer_view(row, flagged=sibling_restricted(row)) for row in page]
