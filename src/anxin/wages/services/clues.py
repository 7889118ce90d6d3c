"""Clues by the thousand (线索批量接收), and what becomes of them: one case for one employer's many clues."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from anxin.cases.engine import do
from anxin.cases.engine.opening import id_index, name_index
from anxin.cases.engine.opening_many import Opening, open_cases
from anxin.cases.errors import MoveBlocked
from anxin.cases.selectors import cases_visible
from anxin.cases.services import link_add
from anxin.cases.types import Channel, LinkKind, PartyIn
from anxin.identity.selectors import staff_with, workers_by_id_numbers
from anxin.identity.types import Actor, OrgView, Role, StaffView
from anxin.kit.clock import day_of
from anxin.kit.errors import NotAllowed, Refused
from anxin.kit.ids import uuid7
from anxin.projects.selectors import projects_called
from anxin.wages.matching import employer_key, project_key
from anxin.wages.models import Complaint, WageCase, WageWorker
from anxin.wages.services.complaints import (
    TAKERS,
    advisory_number,
    bureau_in_charge,
    complaint_make,
    person_checked,
    trouble_checked,
    worker_row,
)
from anxin.wages.types import CLUE, WAGE, ComplaintRef, Door, PersonIn, Sector, TroubleIn

ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class ClueIn:
    """A clue as a table holds it. ``key`` is the same whenever the same clue is sent."""

    key: str
    source_ref: str
    trouble: TroubleIn
    person: PersonIn = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClueTaken:
    """What became of a clue: new, known already, joined with what was there, or refused with a sentence."""

    new: bool = False
    joined: bool = False
    refused: str = ""


@transaction.atomic
def clues_take(
    *, clues: Sequence[ClueIn], door: Door, actor: Actor, at: datetime, told_by: str = ""
) -> list[ClueTaken]:
    """Take clues in, each once; what belongs to something known is joined (线索导入). In the order given.

    New clues are opened together, in a few statements; only what meets something known goes the long way of a single
    complaint. Chunks about one employer wait for each other.

    Raises:
        NotAllowed: the actor takes no complaints.
    """
    if not (actor.is_system or actor.has(*TAKERS)):
        raise NotAllowed(_("欠薪线索由人社部门工作人员接收。"))
    answers: list[ClueTaken | None] = [None] * len(clues)
    checked = _checked(clues, answers, at)
    _queue_behind({employer_key(one.trouble.employer_name) for one in checked.values()})
    sent = set(Complaint.objects.filter(key__in=[one.key for one in checked.values()]).values_list("key", flat=True))
    busy = _busy_employers(checked)
    fresh: dict[int, ClueIn] = {}
    taken: set[tuple[str, str]] = set()
    slow: list[int] = []
    for place, one in checked.items():
        who = (employer_key(one.trouble.employer_name), one.person.id_number or one.person.name)
        if one.key in sent:
            answers[place] = ClueTaken()
        elif who[0] in busy or who in taken:
            slow.append(place)
        else:
            fresh[place] = one
            taken.add(who)
        sent.add(one.key)
    told_by = told_by[:50] or actor.public_name
    _open_all(fresh, door, actor, at, told_by)
    answers = [ClueTaken(new=True) if place in fresh else answer for place, answer in enumerate(answers)]
    for place in slow:
        answers[place] = _one_by_one(checked[place], door, actor, at, told_by)
    return [answer or ClueTaken() for answer in answers]


def _checked(clues: Sequence[ClueIn], answers: list[ClueTaken | None], at: datetime) -> dict[int, ClueIn]:
    """Clues with every field in its one spelling; what cannot be right is answered at once."""
    good: dict[int, ClueIn] = {}
    for place, one in enumerate(clues):
        try:
            good[place] = replace(one, trouble=trouble_checked(one.trouble), person=person_checked(one.person, at))
        except Refused as refusal:
            answers[place] = ClueTaken(refused=refusal.sentence)
    known = workers_by_id_numbers({one.person.id_number for one in good.values() if one.person.id_number})
    return {
        place: replace(one, person=replace(one.person, worker_id=known.get(one.person.id_number)))
        for place, one in good.items()
    }


def _queue_behind(keys: set[str]) -> None:
    numbers = sorted(advisory_number(key) for key in keys)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) n", [numbers])


def _busy_employers(checked: dict[int, ClueIn]) -> set[str]:
    """Employers about whom something is open: clues about them may be the same trouble."""
    keys = {employer_key(one.trouble.employer_name) for one in checked.values()}
    people = {id_index(one.person.id_number) for one in checked.values() if one.person.id_number}
    open_cases_of = WageCase.objects.filter(employer_key__in=keys, case__closed_on=None)
    complained = open_cases_of.filter(case__type=WAGE).values_list("employer_key", flat=True)
    same_people = open_cases_of.filter(workers__id_index__in=people).values_list("employer_key", flat=True)
    return {*complained, *same_people}


def _one_by_one(one: ClueIn, door: Door, actor: Actor, at: datetime, told_by: str) -> ClueTaken:
    try:
        with transaction.atomic():
            made = complaint_make(
                actor=actor,
                door=door,
                key=one.key,
                trouble=one.trouble,
                people=[one.person],
                at=at,
                source_ref=one.source_ref,
                as_clue=True,
                told_by=told_by,
            )
    except Refused as refusal:
        return ClueTaken(refused=refusal.sentence)
    return ClueTaken(new=not made.joined, joined=made.joined)


def _open_all(fresh: dict[int, ClueIn], door: Door, actor: Actor, at: datetime, told_by: str) -> None:
    if not fresh:
        return
    in_charge = {region: bureau_in_charge(region) for region in {one.trouble.region for one in fresh.values()}}
    shares = {bureau.id: _Shares(bureau, at) for bureau in {one.id: one for one in in_charge.values()}.values()}
    openings = []
    for one in fresh.values():
        bureau = in_charge[one.trouble.region]
        share = shares[bureau.id]
        party = PartyIn("worker", worker_id=one.person.worker_id, name=one.person.name, id_number=one.person.id_number)
        openings.append(Opening(bureau, share.next(), Channel.SYSTEM, (party,)))
    refs = open_cases(type=CLUE, openings=openings, actor=actor, at=at)
    sites = projects_called(one.trouble.project_name for one in fresh.values())
    cases = [
        _case(one, ref.case_id, ref.public_id, door, at, sites) for one, ref in zip(fresh.values(), refs, strict=True)
    ]
    told = [_complaint(one, case, door, actor, at, told_by) for one, case in zip(fresh.values(), cases, strict=True)]
    rows = [
        worker_row(case, complaint, one.person, keep_secret=False, at=at)
        for one, case, complaint in zip(fresh.values(), cases, told, strict=True)
    ]
    WageCase.objects.bulk_create(cases, batch_size=ROWS)
    Complaint.objects.bulk_create(told, batch_size=ROWS)
    WageWorker.objects.bulk_create(rows, batch_size=ROWS)


class _Shares:
    """The inspectors of a bureau, the one with the fewest open cases first, each new case counted."""

    def __init__(self, bureau: OrgView, at: datetime) -> None:
        ids = [one for one in (bureau.id, bureau.parent_id) if one]
        people: list[StaffView] = []
        for org_id in ids:
            people = people or staff_with(Role.WAGE_INSPECTOR, [org_id], on=day_of(at))
        mine = [one.account_id for one in people]
        open_now = cases_visible(Actor.system()).filter(handler_id__in=mine, closed_on=None).order_by()
        counts = dict(open_now.values_list("handler_id").annotate(n=Count("pk")))
        self._heap = [(counts.get(one.account_id, 0), place, one) for place, one in enumerate(people)]
        heapq.heapify(self._heap)

    def next(self) -> StaffView | None:
        """Whose turn it is; None when the bureau has no inspector."""
        if not self._heap:
            return None
        count, place, person = self._heap[0]
        heapq.heapreplace(self._heap, (count + 1, place, person))
        return person


def _case(one: ClueIn, case_id: UUID, number: str, door: Door, at: datetime, sites: Mapping[str, UUID]) -> WageCase:
    trouble = one.trouble
    return WageCase(
        case_id=case_id,
        number=number,
        employer_name=trouble.employer_name,
        employer_key=employer_key(trouble.employer_name),
        employer_code=trouble.employer_code,
        project_name=trouble.project_name,
        project_key=project_key(trouble.project_name),
        project_id=sites.get(trouble.project_name),
        place=trouble.place,
        sector=Sector(trouble.sector).value,
        door=door.value,
        reported_at=at,
        workers_count=1,
        claimed_fen=one.person.claimed_fen,
    )


def _complaint(one: ClueIn, case: WageCase, door: Door, actor: Actor, at: datetime, told_by: str) -> Complaint:
    return Complaint(
        case=case,
        key=one.key,
        door=door.value,
        source_ref=one.source_ref,
        made_at=at,
        by_account=actor.account_id,
        by_name=told_by,
        employer_name=one.trouble.employer_name,
        project_name=one.trouble.project_name,
        place=one.trouble.place,
        narrative=one.trouble.narrative,
    )


@transaction.atomic
def clues_raise(*, clue_ids: Sequence[UUID], actor: Actor, at: datetime) -> ComplaintRef:
    """Turn clues about one employer into one complaint case with all their people (线索转立案).

    An open complaint about the employer that still takes people in takes these in.

    Raises:
        MoveBlocked: nothing chosen, clues about several employers, or one is closed.
        NoSuchCase, NotYours: a clue is not the actor's to move.
    """
    clues = list(WageCase.objects.filter(pk__in=clue_ids).select_related("case").order_by("reported_at"))
    if not clues or any(clue.case.closed_on or clue.case.type != CLUE for clue in clues):
        raise MoveBlocked(_("请选择还没有办结的线索。"))
    if len({clue.employer_key for clue in clues}) != 1:
        raise MoveBlocked(_("选中的线索不是同一家单位的，请分开办理。"))
    for clue in clues:
        do(case_id=clue.pk, move="take_over", actor=actor, at=at, data={"case": "raised"})
    first = clues[0]
    trouble = TroubleIn(
        employer_name=first.employer_name,
        employer_code=first.employer_code,
        project_name=first.project_name,
        place=first.place,
        sector=Sector(first.sector),
    )
    people = [_person(row) for row in WageWorker.objects.filter(case__in=clues, withdrawn_at=None).order_by("id")]
    made = complaint_make(
        actor=Actor.system(),
        door=Door(first.door),
        key=f"raised:{uuid7()}",
        trouble=trouble,
        people=_once(people),
        at=at,
        source_ref=first.number,
    )
    for clue in clues:
        link_add(case_id=made.case_id, other_id=clue.pk, kind=LinkKind.REFERRED, actor=Actor.system(), at=at)
    return made


def _person(row: WageWorker) -> PersonIn:
    return PersonIn(
        name=row.name,
        id_number=row.id_number,
        phone=row.phone,
        work=row.work,
        period_from=row.period_from,
        period_to=row.period_to,
        claimed_fen=row.claimed_fen,
        worker_id=row.worker_id,
    )


def _once(people: Sequence[PersonIn]) -> list[PersonIn]:
    """Each person once: by number, else by name."""
    found: dict[str, PersonIn] = {}
    for one in people:
        found.setdefault(id_index(one.id_number) or name_index(one.name), one)
    return list(found.values())
