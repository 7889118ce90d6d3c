"""A case as an actor meets it, and everything that may stand in the way of a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.access import case_seen, roles_of
from anxin.cases.errors import MoveBlocked, NoSuchCase, NotYours, WrongStep
from anxin.cases.models import Case, CaseDocument, CaseEvent, Clock
from anxin.cases.registry import CaseType, ClockVerb, Move, case_type
from anxin.cases.types import GuardFacts
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import Refused
from anxin.kit.statements import Prepared

_running_clocks = Prepared(
    lambda case_id: Clock.objects.filter(case_id=case_id, stopped_on__isnull=True).order_by("id")
)


@dataclass
class Situation:
    """What is known about a case while moves are judged. Looked up once, and only when a move asks for it."""

    case: Case
    declared: CaseType
    actor: Actor
    roles: frozenset[Role]
    at: datetime

    @cached_property
    def clocks(self) -> list[Clock]:
        """The limits that run."""
        clocks = _running_clocks(case_id=self.case.pk)
        for clock in clocks:
            clock.case = self.case
        return clocks

    @cached_property
    def papers(self) -> frozenset[str]:
        """Kinds of papers that lie in the file and count."""
        live = CaseDocument.objects.filter(case=self.case, voided_at__isnull=True, replaced_by__isnull=True)
        return frozenset(live.values_list("kind", flat=True))

    @cached_property
    def authors(self) -> dict[str, UUID | None]:
        """Who made each of the moves that a second person must check, the last time."""
        checked = {move.second_person_of for move in self.declared.moves if move.second_person_of}
        rows = (
            CaseEvent.objects.filter(case=self.case, move__in=checked).order_by("seq").values_list("move", "actor_id")
        )
        return dict(rows)

    @property
    def label(self) -> str:
        return self.declared.step(self.case.step).label


def situation(case_id: UUID, actor: Actor, at: datetime, *, lock: bool) -> Situation:
    """Find a case for an actor; with ``lock`` it cannot change until the transaction ends.

    Raises:
        NoSuchCase: there is none, or the actor may not know of it.
    """
    case = case_seen(actor, case_id, lock=lock)
    if case is None:
        raise NoSuchCase(_("没有找到这个案件，或者它不归您办理。"))
    return Situation(case, case_type(case.type, case.type_version), actor, roles_of(case), at)


def role_for(here: Situation, move: Move) -> Role | None:
    """The role in which the actor may make the move; the declaration's order decides."""
    return next((role for role in move.by if role in here.roles), None)


def known_move(here: Situation, key: str) -> tuple[Move, Role]:
    """The move of that name, if it exists, starts here, and the actor may make it.

    Raises:
        WrongStep, NotYours
    """
    move = here.declared.move(key)
    if move is None:
        raise WrongStep(_("“%(type)s”没有这个办理动作，请刷新页面。") % {"type": here.declared.label})
    role = role_for(here, move)
    if role is None:
        raise NotYours(_("您的岗位不能办理“%(move)s”。") % {"move": move.label})
    if here.case.step not in here.declared.sources(move):
        raise WrongStep(
            _("案件现在在“%(step)s”环节，不能办理“%(move)s”，请刷新页面。") % {"step": here.label, "move": move.label}
        )
    return move, role


def refuse_if_blocked(here: Situation, move: Move, data: Mapping[str, Any]) -> None:
    """Raises ``MoveBlocked`` with the first thing in the way."""
    why_not = obstacle(here, move, data)
    if why_not:
        raise MoveBlocked(why_not)


def obstacle(here: Situation, move: Move, data: Mapping[str, Any] | None) -> str:
    """Why a move that belongs to this step cannot be made now; empty when nothing is in the way."""
    return (
        _paused(here, move)
        or _missing_papers(here, move)
        or _same_person(here, move)
        or _clock_says_no(here, move, data)
        or _guard_says_no(here, move, data)
    )


def _paused(here: Situation, move: Move) -> str:
    if move.clock is ClockVerb.RESUME:
        return "" if here.case.paused_on else _("计时没有中止，不需要恢复。")
    if here.case.paused_on is None:
        return ""
    if move.clock is not None:
        return _("计时正在中止，请先恢复计时。")
    leaves = move.to is not None and move.to != here.case.step and not here.declared.is_end(move.to)
    return _("计时正在中止，请先恢复计时，再办理“%(move)s”。") % {"move": move.label} if leaves else ""


def _missing_papers(here: Situation, move: Move) -> str:
    if not move.needs:
        return ""
    missing = [here.declared.document_label(kind) for kind in move.needs if kind not in here.papers]
    return _("还缺材料：%(papers)s。") % {"papers": "、".join(missing)} if missing else ""


def _same_person(here: Situation, move: Move) -> str:
    if move.second_person_of is None:
        return ""
    if move.second_person_of not in here.authors:
        first = here.declared.move(move.second_person_of)
        return _("要先由另一人办理“%(move)s”。") % {"move": first.label if first else move.second_person_of}
    if here.authors[move.second_person_of] == here.actor.account_id:
        return _("前一步是您办理的，这一步要由另一人办理。")
    return ""


def _clock_says_no(here: Situation, move: Move, data: Mapping[str, Any] | None) -> str:
    if move.clock is ClockVerb.PAUSE and move.to is None and not pausable_clocks(here):
        return _("没有正在计时的时限，不需要中止。")
    if move.clock is ClockVerb.EXTEND:
        return _cannot_extend(here, data)
    return ""


def pausable_clocks(here: Situation) -> list[Clock]:
    """Running clocks that a pause stops."""
    pausable = {limit.key for limit in here.declared.limits if limit.pausable}
    return [clock for clock in here.clocks if clock.limit in pausable and not clock.paused]


def extendable_clocks(here: Situation) -> list[Clock]:
    """Running clocks that the law still lets grow today."""
    today = day_of(here.at)
    return [clock for clock in here.clocks if clock.extended < clock.extension_most and today <= clock.due_on]


def _cannot_extend(here: Situation, data: Mapping[str, Any] | None) -> str:
    clocks = extendable_clocks(here)
    if not clocks:
        return _("没有可以延长的时限：已经延长过、已经超期，或者依据不允许延长。")
    if data is None:
        return ""
    wanted = data.get("limit")
    if wanted is None and len(clocks) > 1:
        return _("请选择要延长的时限。")
    if wanted is not None and wanted not in {clock.limit for clock in clocks}:
        return _("这个时限不能延长，请重新选择。")
    clock, length = extension_asked(here, data)
    left = clock.extension_most - clock.extended
    return "" if 0 < length <= left else _("最多还能延长 %(left)s，请改小。") % {"left": left}


def extension_asked(here: Situation, data: Mapping[str, Any]) -> tuple[Clock, int]:
    """Which clock is to grow, and by how much: all that is left unless the form says less."""
    wanted = data.get("limit")
    clock = next(clock for clock in extendable_clocks(here) if wanted in (None, clock.limit))
    length = data.get("length")
    return clock, int(length) if length is not None else clock.extension_most - clock.extended


def _guard_says_no(here: Situation, move: Move, data: Mapping[str, Any] | None) -> str:
    if move.guard is None:
        return ""
    facts = GuardFacts(
        case_id=here.case.pk,
        type=here.case.type,
        step=here.case.step,
        org_id=here.case.org_id,
        handler_id=here.case.handler_id,
        actor=here.actor,
        at=here.at,
        data=data,
    )
    try:
        return move.guard(facts) or ""
    except Refused as refusal:
        return refusal.sentence
