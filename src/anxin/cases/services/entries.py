"""Entries of a case's own context (办理记录): what its services did, without moving a step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.engine.recording import locked_for, record
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.types import Audience, EventRef, Sight
from anxin.identity.types import Actor


def entry_add(
    *,
    case_id: UUID,
    key: str,
    actor: Actor,
    at: datetime,
    audience: Audience = Audience.STAFF,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    sights: Collection[Sight] = (Sight.FULL,),
) -> EventRef:
    """Write an entry that the type declares in ``entries``; words about people go to ``words``, which is kept sealed.

    Raises:
        LookupError: the type declares no such entry: a mistake of the caller.
        NoSuchCase, NotYours, MoveBlocked
    """
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("记录办理情况"), sights=sights)
        if key not in here.declared.entries:
            raise LookupError(f"{here.declared.key} declares no entry {key}")
        event = record(here, key, audience=audience, data=data, words=words)
        return EventRef(case_id, event.seq, key, here.case.step, here.case.step, at)
