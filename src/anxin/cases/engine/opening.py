"""Opening a case (登记)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.access import seeing
from anxin.cases.engine import clocks as clock_rules
from anxin.cases.engine.journal import append
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.events import CaseOpened
from anxin.cases.models import Case, Party
from anxin.cases.people import Known, OpeningPeople, PartyPeople, opening_people
from anxin.cases.registry import CaseType, case_type
from anxin.cases.types import Audience, CaseRef, Channel, PartyIn
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind
from anxin.kit.events import emit
from anxin.kit.ids import public_number
from anxin.kit.statements import insert
from anxin.kit.text import fold

OPENED = "case.opened"
"""The first entry of every history."""

NAME_PURPOSE = "cases.party.name"
ID_PURPOSE = "cases.party.id_number"


def open_case(
    *,
    type: str,
    org_id: UUID,
    actor: Actor,
    at: datetime,
    channel: Channel | str,
    parties: Sequence[PartyIn] = (),
    handler_id: UUID | None = None,
    data: Mapping[str, Any] | None = None,
    priority: int = 0,
    known: Known | None = None,
) -> CaseRef:
    """Open a case of a type for the bureau ``org_id``, start its first limits and write its first entry.

    The organisation whose party role ``handles`` works on the case; without one it is ``org_id`` itself.

    Args:
        known: organisations and staff the caller has just looked up.

    Raises:
        NotYours: the actor sees no cases of this type.
        MoveBlocked: a party is missing or unknown.
        MissingRow: a limit has no row in the rules.
    """
    declared = case_type(type)
    role = opening_role(declared, actor)
    _check_parties(declared, parties)
    with one_transaction():
        people = opening_people(org_id, parties, declared.handling_role, handler_id, day_of(at), known or Known())
        case = new_case(declared, people, at, Channel(channel), priority)
        return _write(case, declared, people, actor, role, parties, data or {})


def opening_role(declared: CaseType, actor: Actor) -> Role:
    """The role in which somebody opens cases of a type. Raises ``NotYours`` when he sees none."""
    role = next((role for role in seeing(actor) if role is Role.SYSTEM or role in declared.seen_by), None)
    if role is None:
        raise NotYours(_("您不能登记“%(type)s”。") % {"type": declared.label})
    return role


def _check_parties(declared: CaseType, parties: Sequence[PartyIn]) -> None:
    given = {party.role for party in parties}
    for party in parties:
        if declared.party(party.role) is None:
            raise MoveBlocked(_("“%(type)s”没有这一方：%(role)s。") % {"type": declared.label, "role": party.role})
        if not (party.worker_id or party.org_id or fold(party.name)):
            raise MoveBlocked(_("当事方缺少姓名或名称，请补充。"))
    for role in declared.parties:
        if role.required and role.key not in given:
            raise MoveBlocked(_("还缺当事方：%(role)s。") % {"role": role.label})


def new_case(declared: CaseType, people: OpeningPeople, at: datetime, channel: Channel, priority: int) -> Case:
    """A case on its first step, not saved."""
    return Case(
        public_id=public_number(declared.prefix, at),
        type=declared.key,
        type_version=declared.version,
        step=declared.start,
        entered_at=at,
        opened_at=at,
        org_id=people.org.id,
        org_path=people.org.path,
        handler_org_id=people.handler_org.id,
        handler_org_path=people.handler_org.path,
        handler_id=people.handler.account_id if people.handler else None,
        handler_name=people.handler.name if people.handler else "",
        channel=channel.value,
        priority=priority,
        fast_lane=declared.fast_lane,
        confidential=declared.confidential,
        version=0,
        chain_head=b"",
    )


@transaction.atomic(savepoint=False)
def _write(
    case: Case,
    declared: CaseType,
    people: OpeningPeople,
    actor: Actor,
    role: Role,
    parties: Sequence[PartyIn],
    data: Mapping[str, Any],
) -> CaseRef:
    at = case.opened_at
    changes = clock_rules.on_entry(case, declared, (), step=declared.start, at=at, data=data, creates=True)
    case.next_due, case.next_provisional = clock_rules.next_due(changes.changed)
    entry = {**data, "channel": case.channel}
    if changes.as_data():
        entry["clocks"] = changes.as_data()
    append(case, move=OPENED, actor=actor, role=role, at=at, audience=Audience.PARTIES, step_from="", data=entry)
    insert(case)
    if parties:
        insert(*(party_row(case, party, people.parties) for party in parties))
    if changes.changed:
        insert(*changes.changed)
    emit(CaseOpened(case.pk, case.type, case.step, at))
    return CaseRef(case.pk, case.public_id, case.type, case.step, case.version)


def party_row(case: Case, party: PartyIn, people: PartyPeople) -> Party:
    """A party as it is stored: the name sealed, letter for letter, and findable by its whole spelling only."""
    name = people.name_of(party).replace("\0", "").strip()
    return Party(
        case=case,
        role=party.role,
        worker_id=party.worker_id,
        org_id=party.org_id,
        org_path=people.orgs[party.org_id].path if party.org_id else "",
        name=name,
        name_index=name_index(name),
        id_index=id_index(party.id_number),
    )


def name_index(name: str) -> str:
    """The keyed hash under which a name is found; spellings that look the same are the same."""
    folded = fold(name)
    return blind(folded, purpose=NAME_PURPOSE) if folded else ""


def id_index(number: str) -> str:
    """The keyed hash under which an ID number is found."""
    folded = fold(number).upper()
    return blind(folded, purpose=ID_PURPOSE) if folded else ""
