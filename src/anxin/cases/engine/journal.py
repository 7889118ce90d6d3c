"""Writing the append-only history: one entry, chained to the one before it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from anxin.cases.models import Case, CaseEvent, EventText
from anxin.cases.types import Audience
from anxin.identity.types import Actor, Role
from anxin.kit import chain
from anxin.kit.statements import insert

DATA_TEXT_MAX: Final = 120
"""Longest text in an event's data: ids and codes are short; words about people belong in ``EventText``."""


def plain(value: Any) -> Any:
    """The JSON form of a value, identical before it is stored and after it is read back.

    Raises:
        TypeError: for a float, which is neither an id nor money.
        ValueError: for a text that is too long to be a code.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if len(value) > DATA_TEXT_MAX:
            raise ValueError("an event's data holds ids and codes, not sentences")
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot stand in an event")


def payload(event: CaseEvent) -> dict[str, Any]:
    """What the digest of an event covers: all of it."""
    return {
        "case": str(event.case_id),
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(),
        "move": event.move,
        "type": event.type,
        "from": event.step_from,
        "to": event.step_to,
        "actor": None if event.actor_id is None else str(event.actor_id),
        "name": event.actor_name,
        "role": event.role,
        "audience": event.audience,
        "data": event.data,
        "text": event.text_digest,
    }


def append(
    case: Case,
    *,
    move: str,
    actor: Actor,
    role: Role,
    at: datetime,
    audience: Audience,
    step_from: str | None = None,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> CaseEvent:
    """Write the next entry of a locked case, and move its ``version`` and ``chain_head`` on (not saved here)."""
    body = {"words": dict(words), "salt": secrets.token_hex(16)} if words else None
    event = entry(
        case,
        move=move,
        actor=actor,
        role=role,
        at=at,
        audience=audience,
        step_from=step_from,
        data=data,
        text_digest=chain.digest(chain.canonical(body)).hex() if body else "",
    )
    insert(event)
    if body:
        EventText(case=case, seq=event.seq, body=body).save(force_insert=True)
    return event


def entry(
    case: Case,
    *,
    move: str,
    actor: Actor,
    role: Role,
    at: datetime,
    audience: Audience,
    step_from: str | None = None,
    data: Mapping[str, Any] | None = None,
    text_digest: str = "",
) -> CaseEvent:
    """The next entry of a case, chained to the one before it; neither it nor the case is saved."""
    case.version += 1
    event = CaseEvent(
        case=case,
        seq=case.version,
        at=at,
        move=move,
        type=case.type,
        step_from=case.step if step_from is None else step_from,
        step_to=case.step,
        actor_id=actor.account_id,
        actor_name=public_name(actor),
        role=role.value,
        audience=audience.value,
        data=plain(data or {}),
        text_digest=text_digest,
    )
    previous = bytes(case.chain_head) or None
    event.digest = case.chain_head = chain.link(previous, payload(event))
    return event


def public_name(actor: Actor) -> str:
    """The name that may stand in the history: staff act in office, a worker is shown by role."""
    return actor.name if actor.is_staff or actor.is_system else ""
