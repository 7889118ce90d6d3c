"""Opening many cases of one type at once (批量登记): a table of leads takes seconds, not minutes.

The same rows as ``open_case`` writes, in a handful of statements; the caller has looked everybody up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from anxin.cases.engine import clocks as clock_rules
from anxin.cases.engine.journal import entry
from anxin.cases.engine.opening import OPENED, new_case, opening_role, party_row
from anxin.cases.models import Case, CaseEvent, Clock, Party
from anxin.cases.people import OpeningPeople, PartyPeople
from anxin.cases.registry import case_type
from anxin.cases.types import Audience, CaseRef, Channel, PartyIn
from anxin.identity.types import Actor, OrgView, StaffView

ROWS: int = 200
"""Rows of one INSERT: more would pass the number of parameters a statement may have."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One case to open. ``handler`` must be able to see the cases of ``org``."""

    org: OrgView
    handler: StaffView | None
    channel: Channel
    parties: tuple[PartyIn, ...]


@transaction.atomic
def open_cases(*, type: str, openings: Sequence[Opening], actor: Actor, at: datetime) -> list[CaseRef]:
    """Open cases of one type, start their limits and write the first entry of each; in the order given.

    Nobody is told one by one: whoever opens thousands tells about the table.

    Raises:
        NotYours: the actor sees no cases of this type. MissingRow: a limit has no row in the rules.
    """
    declared = case_type(type)
    role = opening_role(declared, actor)
    cases: list[Case] = []
    clocks: list[Clock] = []
    events: list[CaseEvent] = []
    parties: list[Party] = []
    for one in openings:
        people = OpeningPeople(one.org, one.org, one.handler, PartyPeople({}, {}))
        case = new_case(declared, people, at, one.channel, 0)
        changes = clock_rules.on_entry(case, declared, (), step=declared.start, at=at, data={}, creates=True)
        case.next_due, case.next_provisional = clock_rules.next_due(changes.changed)
        data = {"channel": case.channel, "clocks": changes.as_data()}
        events.append(
            entry(case, move=OPENED, actor=actor, role=role, at=at, audience=Audience.PARTIES, step_from="", data=data)
        )
        cases.append(case)
        clocks += changes.changed
        parties += [party_row(case, party, people.parties) for party in one.parties]
    _write(cases, parties, clocks, events)
    return [CaseRef(case.pk, case.public_id, case.type, case.step, case.version) for case in cases]


def _write(cases: list[Case], parties: list[Party], clocks: list[Clock], events: list[CaseEvent]) -> None:
    Case.objects.bulk_create(cases, batch_size=ROWS)
    Party.objects.bulk_create(parties, batch_size=ROWS)
    Clock.objects.bulk_create(clocks, batch_size=ROWS)
    CaseEvent.objects.bulk_create(events, batch_size=ROWS)
