"""Whom a member of staff may give cases to."""

from __future__ import annotations

from anxin.cases.services import ASSIGNING_ROLES
from anxin.identity.selectors import orgs_below, staff_with
from anxin.identity.types import Actor, Role
from anxin.web.staff.case_forms import Choices


def may_assign(actor: Actor) -> bool:
    """Does somebody hold a post that gives cases to handlers."""
    return bool(actor.roles & ASSIGNING_ROLES)


def handlers_for(actor: Actor) -> Choices:
    """Handlers an actor may give cases to: his own house's, or every insurer's for a bureau."""
    org_ids = None
    if not actor.has(Role.BUREAU_INTAKE, Role.BUREAU_LEAD):
        org_ids = [org.id for path in actor.paths(Role.INSURER_MANAGER) for org in orgs_below(path)]
    return [(str(person.account_id), person.name) for person in staff_with(Role.INSURER_HANDLER, org_ids)]
