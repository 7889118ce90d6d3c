"""Who may see a case: one rule per role, used for lists, for single cases and for moves (可见范围).

Rights are asked in the query. ``visible_to`` gives the rows an actor may see; each row says in ``roles``
toward what it was seen, so that no second rule decides who may act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value

from anxin.cases.models import Case, Joint, Party
from anxin.cases.registry import CaseType, case_types
from anxin.cases.types import Sight
from anxin.identity.types import Actor, ActorPost, OrgKind, Role
from anxin.kit.statements import Prepared

NOTHING: Final = Q(pk__in=())


def _under(field: str, paths: Iterable[str]) -> Q:
    """Rows whose tree path lies at or below one of ``paths``."""
    conditions = [Q(**{f"{field}__startswith": path}) for path in paths]
    return reduce(or_, conditions) if conditions else NOTHING


def _own(actor: Actor, role: Role) -> Q:
    if actor.worker_id is None:
        return NOTHING
    return Q(pk__in=Party.objects.filter(worker_id=actor.worker_id).values("case_id"))


def _party_org(actor: Actor, role: Role) -> Q:
    parties = Party.objects.filter(_under("org_path", actor.paths(role)), org__isnull=False)
    return Q(pk__in=parties.values("case_id"), confidential=False)


def _assigned(actor: Actor, role: Role) -> Q:
    return Q(handler_id=actor.account_id) & _under("handler_org_path", actor.paths(role))


def _handled(actor: Actor, role: Role) -> Q:
    return _under("handler_org_path", actor.paths(role))


def _in_charge(actor: Actor, role: Role) -> Q:
    return _under("org_path", actor.paths(role))


def _asked(actor: Actor, role: Role) -> Q:
    return Q(pk__in=Joint.objects.filter(org_id__in=actor.orgs(role)).values("case_id"))


def _everywhere(actor: Actor, role: Role) -> Q:
    return Q()


_RULES: Final[dict[Role, Callable[[Actor, Role], Q]]] = {
    Role.WORKER: _own,
    Role.PLATFORM_OPERATOR: _party_org,
    Role.PLATFORM_MANAGER: _party_org,
    Role.EMPLOYER_OFFICER: _party_org,
    Role.INSURER_HANDLER: _assigned,
    Role.INSURER_MANAGER: _handled,
    Role.BUREAU_INTAKE: _in_charge,
    Role.BUREAU_REVIEWER: _in_charge,
    Role.BUREAU_LEAD: _in_charge,
    Role.WAGE_INSPECTOR: _in_charge,
    Role.FINANCE_MAKER: _in_charge,
    Role.FINANCE_CHECKER: _in_charge,
    Role.FINANCE_RELEASER: _in_charge,
    Role.JOINT_OFFICER: _asked,
    Role.SUPERVISOR: _everywhere,
    Role.AUDITOR: _everywhere,
    Role.SYSTEM: _everywhere,
}

_SIGHTS: Final[tuple[tuple[Sight, frozenset[Role]], ...]] = (
    (
        Sight.FULL,
        frozenset(
            {
                Role.SYSTEM,
                Role.INSURER_HANDLER,
                Role.INSURER_MANAGER,
                Role.BUREAU_INTAKE,
                Role.BUREAU_REVIEWER,
                Role.BUREAU_LEAD,
                Role.WAGE_INSPECTOR,
            }
        ),
    ),
    (
        Sight.OVERSIGHT,
        frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.FINANCE_MAKER, Role.FINANCE_CHECKER, Role.FINANCE_RELEASER}),
    ),
    (Sight.APPLICANT, frozenset({Role.WORKER})),
    (Sight.LIMITED, frozenset({Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER, Role.EMPLOYER_OFFICER})),
    (Sight.JOINT, frozenset({Role.JOINT_OFFICER})),
)


def _types_for(role: Role) -> Q:
    """Narrow a rule to the types that role may see at all; no condition when it may see every one."""
    if role is Role.SYSTEM:
        return Q()
    declared: tuple[CaseType, ...] = case_types()
    seen = [case_type.key for case_type in declared if role in case_type.seen_by]
    if not seen:
        return NOTHING
    return Q() if len(seen) == len(declared) else Q(type__in=seen)


def seeing(actor: Actor) -> tuple[Role, ...]:
    """The roles of the actor that see cases."""
    return tuple(role for role in _RULES if role in actor.roles)


def reach(actor: Actor) -> dict[Role, Q]:
    """For each role of the actor that sees cases: which ones."""
    return {role: _RULES[role](actor, role) & _types_for(role) for role in seeing(actor)}


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases an actor may see; nobody sees anything without a rule that says so."""
    rules = reach(actor)
    if not rules:
        return Case.objects.none()
    whole = reduce(or_, rules.values())
    return Case.objects.filter(whole) if whole else Case.objects.all()


def with_roles(actor: Actor) -> QuerySet[Case]:
    """``visible_to``, with one flag per role of the actor; read them with ``roles_of``."""
    flags = {
        f"as_{role.value}": ExpressionWrapper(rule or Value(True), output_field=BooleanField())
        for role, rule in reach(actor).items()
    }
    return visible_to(actor).annotate(**flags)


def case_seen(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case | None:
    """One case as ``with_roles`` gives it, None when the actor may not see it; asked before everything done to a case.

    Args:
        lock: it cannot change until the transaction ends.
    """
    posts = [post for post in actor.posts if post.role in _RULES]
    kind = _Asking(tuple((post.role, post.org_kind) for post in posts), actor.is_worker, actor.is_system, lock)
    question = _question(kind, tuple(map(id, case_types())))
    try:
        return question.first(
            case_id=case_id,
            account_id=actor.account_id or _NOBODY,
            worker_id=actor.worker_id or _NOBODY,
            org_ids=[post.org_id for post in posts],
            org_paths=[post.org_path for post in posts],
        )
    except EmptyResultSet:
        return None


@dataclass(frozen=True, slots=True)
class _Asking:
    """What makes the question for a case another one; who asks for which case are its values."""

    posts: tuple[tuple[Role, OrgKind], ...]
    is_worker: bool
    is_system: bool
    lock: bool


@cache
def _question(kind: _Asking, declared: tuple[int, ...]) -> Prepared[Case]:
    """``with_roles`` for one case, its SQL made once for all actors of a kind (and the types that are declared)."""

    def build(
        case_id: UUID, account_id: UUID, worker_id: UUID, org_ids: list[UUID], org_paths: list[str]
    ) -> QuerySet[Case]:
        orgs = zip(kind.posts, org_ids, org_paths, strict=True)
        actor = Actor(
            account_id,
            name="",
            worker_id=worker_id if kind.is_worker else None,
            posts=tuple(ActorPost(role, org_id, path, org_kind) for (role, org_kind), org_id, path in orgs),
            is_system=kind.is_system,
        )
        rows = with_roles(actor).filter(pk=case_id)
        return rows.select_for_update(of=("self",)) if kind.lock else rows

    return Prepared(build, spare=True)


_NOBODY: Final = UUID(int=0)


def roles_of(case: Case) -> frozenset[Role]:
    """Toward what the actor of ``with_roles`` sees this case."""
    return frozenset(role for role in _RULES if getattr(case, f"as_{role.value}", False))


def sight_of(roles: frozenset[Role]) -> Sight:
    """How much somebody in these roles sees: the widest of them."""
    return next(sight for sight, members in _SIGHTS if members & roles)
