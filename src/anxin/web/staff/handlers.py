"""Whom a member of staff may give cases to."""

from __future__ import annotations

from collections.abc import Iterable

from anxin.cases.registry import CaseType, case_types
from anxin.cases.services import ASSIGNING_ROLES
from anxin.identity.selectors import orgs_below, staff_with
from anxin.identity.types import Actor, Role
from anxin.web.staff.case_forms import Choices


def may_assign(actor: Actor) -> bool:
    """Does somebody hold a post that gives cases to handlers."""
    return bool(actor.roles & ASSIGNING_ROLES)


def handlers_for(actor: Actor, declared: CaseType | None = None) -> Choices:
    """Handlers an actor may give cases to: his own house's, or everybody's for a bureau.

    Args:
        declared: the type of the case; without one, handlers of every type the actor sees.
    """
    seen = [declared] if declared else [one for one in case_types() if actor.roles & set(one.seen_by)]
    return list(dict.fromkeys(_people(actor, dict.fromkeys(role for one in seen for role in one.handled_by))))


def _people(actor: Actor, roles: Iterable[Role]) -> Iterable[tuple[str, str]]:
    org_ids = None
    if not actor.has(Role.BUREAU_INTAKE, Role.BUREAU_LEAD):
        homes = actor.paths(Role.INSURER_MANAGER, Role.WAGE_INSPECTOR)
        org_ids = [org.id for path in homes for org in orgs_below(path)]
    for role in roles:
        for person in staff_with(role, org_ids):
            yield str(person.account_id), person.name
