"""Entries that move no step: a paper, a note, a new handler, a listing. Same lock, same chain, same history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.access import sight_of
from anxin.cases.engine.journal import append
from anxin.cases.engine.situation import Situation, situation
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.models import CaseEvent
from anxin.cases.types import Audience, Sight
from anxin.identity.types import Actor, Role

WORKING_SIGHTS = frozenset({Sight.FULL, Sight.APPLICANT, Sight.LIMITED})
"""Who works on a case or is a party to it; overseers read."""


def locked_for(
    case_id: UUID, actor: Actor, at: datetime, *, what: str, sights: Collection[Sight] = (Sight.FULL,)
) -> Situation:
    """Lock a case for an entry of the kind ``what``, for somebody who sees at least that much of it.

    Raises:
        NoSuchCase, NotYours, MoveBlocked
    """
    here = situation(case_id, actor, at, lock=True)
    if sight_of(here.roles) not in sights:
        raise NotYours(_("您可以查看这个案件，但不能%(what)s。") % {"what": what})
    if here.case.redacted_at is not None:
        raise MoveBlocked(_("这个案件的资料已按期销毁，不能再%(what)s。") % {"what": what})
    return here


@transaction.atomic(savepoint=False)
def record(
    here: Situation,
    key: str,
    *,
    audience: Audience,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    changed: Iterable[str] = (),
) -> CaseEvent:
    """Write an entry of a locked case; ``changed`` are fields of the case row to save with it."""
    event = append(
        here.case,
        move=key,
        actor=here.actor,
        role=acting_role(here),
        at=here.at,
        audience=audience,
        data=data,
        words=words,
    )
    here.case.save(update_fields=("version", "chain_head", *changed))
    return event


def acting_role(here: Situation) -> Role:
    """The role in which somebody with several acts: the one that sees most."""
    order = list(Role)
    return min(here.roles, key=lambda role: (list(Sight).index(sight_of(frozenset({role}))), order.index(role)))
