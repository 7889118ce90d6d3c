"""What casework asks of ``identity``: names, posts and places in the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.errors import MoveBlocked
from anxin.cases.types import PartyIn
from anxin.identity import selectors as identity
from anxin.identity.types import ActorPost, OrgView, Role, StaffView

HANDLING_ROLES = (
    Role.INSURER_HANDLER,
    Role.INSURER_MANAGER,
    Role.BUREAU_INTAKE,
    Role.BUREAU_REVIEWER,
    Role.BUREAU_LEAD,
    Role.WAGE_INSPECTOR,
)
"""Posts in which somebody can be the handler of a case."""


@dataclass(frozen=True, slots=True)
class PartyPeople:
    """The organisations and the names that parties stand for."""

    orgs: Mapping[UUID, OrgView]
    names: Mapping[UUID, str]

    def name_of(self, party: PartyIn) -> str:
        """The name a party goes by in the file."""
        if party.name:
            return party.name
        if party.org_id is not None:
            return self.orgs[party.org_id].name
        return self.names.get(party.worker_id, "") if party.worker_id else ""


@dataclass(frozen=True, slots=True)
class OpeningPeople:
    """Everybody a new case names, looked up together."""

    org: OrgView
    handler_org: OrgView
    handler: StaffView | None
    parties: PartyPeople


@dataclass(frozen=True, slots=True)
class Known:
    """Views the caller has just looked up, so that opening a case does not look them up again."""

    orgs: Mapping[UUID, OrgView] = field(default_factory=dict)
    staff: Mapping[UUID, StaffView] = field(default_factory=dict)


def opening_people(
    org_id: UUID,
    parties: Sequence[PartyIn],
    handling_role: str | None,
    handler_id: UUID | None,
    on: date,
    known: Known,
) -> OpeningPeople:
    """Look up organisations, handler and names: at most four queries.

    Raises:
        MoveBlocked: an organisation or the handler is unknown, or the handler works somewhere else.
    """
    named = [party.org_id for party in parties if party.org_id is not None]
    wanted = {org_id, *named}
    orgs = known.orgs if wanted <= known.orgs.keys() else orgs_named(wanted)
    handles = next((party.org_id for party in parties if party.role == handling_role and party.org_id), None)
    handler = (known.staff.get(handler_id) or handler_named(handler_id, on)) if handler_id is not None else None
    handler_org = orgs[handles] if handles else orgs[org_id]
    if handler is not None:
        if handles is None and not reaches(handler, handler_org.path):
            handler_org = _home(handler)
        check_handler(handler, handler_org.path)
    return OpeningPeople(orgs[org_id], handler_org, handler, PartyPeople(orgs, _worker_names(parties)))


def party_people(party: PartyIn) -> PartyPeople:
    """What is known about one party."""
    return PartyPeople(orgs_named([party.org_id]) if party.org_id else {}, _worker_names([party]))


def _worker_names(parties: Sequence[PartyIn]) -> dict[UUID, str]:
    unnamed = [party.worker_id for party in parties if party.worker_id is not None and not party.name]
    return identity.worker_names(unnamed) if unnamed else {}


def orgs_named(org_ids: Iterable[UUID]) -> dict[UUID, OrgView]:
    """Organisations by id. Raises ``MoveBlocked`` when one does not exist."""
    wanted = set(org_ids)
    found = identity.orgs_by_id(wanted)
    if wanted - found.keys():
        raise MoveBlocked(_("没有找到这个机构，请重新选择。"))
    return found


def handler_named(account_id: UUID, on: date) -> StaffView:
    """A member of staff with the posts of the day. Raises ``MoveBlocked`` for anybody else."""
    staff = identity.staff_by_ids([account_id], on=on).get(account_id)
    if staff is None:
        raise MoveBlocked(_("没有找到这位经办员，请重新选择。"))
    return staff


def reaches(staff: StaffView, org_path: str) -> bool:
    """Does somebody hold a handling post in the organisation or above it."""
    return any(org_path.startswith(post.org_path) for post in handling_posts(staff))


def handling_posts(staff: StaffView) -> list[ActorPost]:
    return [post for post in staff.posts if post.role in HANDLING_ROLES]


def check_handler(staff: StaffView, org_path: str) -> None:
    """Raises ``MoveBlocked`` when somebody could not even see the case handed over."""
    if not reaches(staff, org_path):
        raise MoveBlocked(_("%(name)s 不在承办机构的经办岗位上，请选择承办机构的经办员。") % {"name": staff.name})


def _home(staff: StaffView) -> OrgView:
    posts = handling_posts(staff)
    if not posts:
        raise MoveBlocked(_("%(name)s 没有经办岗位，请重新选择。") % {"name": staff.name})
    return orgs_named([posts[0].org_id])[posts[0].org_id]
