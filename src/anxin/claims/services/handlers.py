"""Who gets a new case (一对一经办)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.cases.services import handler_pick
from anxin.claims.models import InjuryClaim
from anxin.claims.types import HandlerCard
from anxin.identity.selectors import orgs_by_id, staff_by_ids, staff_with
from anxin.identity.types import OrgKind, OrgView, Role, StaffView
from anxin.kit.clock import day_of


@dataclass(frozen=True, slots=True)
class Handler:
    """The person chosen, and how the worker reaches that person."""

    person: StaffView
    card: HandlerCard


def handler_for(org: OrgView, *, at: datetime) -> Handler | None:
    """The handler of the organisation with the fewest open cases; the bureau's own intake where no insurer works.

    None when nobody holds such a post: the case then waits, visible, to be assigned.
    """
    role = Role.INSURER_HANDLER if org.kind is OrgKind.INSURER else Role.BUREAU_INTAKE
    person = handler_pick(role=role, org_ids=[org.id], at=at)
    if person is None:
        return None
    return Handler(person, _card(person, org))


def handler_kept(case_id: UUID, *, at: datetime) -> UUID | None:
    """Who looks after a claim, if that person still holds such a post: a case beside it goes to the same hands."""
    rows = InjuryClaim.objects.filter(pk=case_id, case__handler__isnull=False)
    held = rows.values_list("case__handler_id", "case__handler_org_id").first()
    if held is None:
        return None
    people = (staff_with(role, [held[1]], on=day_of(at)) for role in (Role.INSURER_HANDLER, Role.BUREAU_INTAKE))
    return held[0] if any(person.account_id == held[0] for posts in people for person in posts) else None


def handler_card(case_id: UUID) -> HandlerCard | None:
    """Who looks after a case now. For a case already looked up."""
    return handler_cards([case_id]).get(case_id)


def handler_cards(case_ids: Collection[UUID]) -> dict[UUID, HandlerCard]:
    """The handlers of many cases, in three queries however many."""
    rows = InjuryClaim.objects.filter(pk__in=case_ids, case__handler__isnull=False)
    held = {
        case_id: (handler, org)
        for case_id, handler, org in rows.values_list("pk", "case__handler_id", "case__handler_org_id")
    }
    people = staff_by_ids({handler for handler, _org in held.values()})
    homes = orgs_by_id({org for _handler, org in held.values()})
    return {
        case_id: _card(people[handler], homes[org]) for case_id, (handler, org) in held.items() if handler in people
    }


def _card(person: StaffView, org: OrgView) -> HandlerCard:
    return HandlerCard(person.name, person.phone or org.phone, org.short_name or org.name)
