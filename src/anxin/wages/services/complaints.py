"""Complaints through every door (投诉与线索): one trouble is one case, however often and from wherever it is told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import do, open_case
from anxin.cases.engine.opening import id_index, name_index
from anxin.cases.services import entry_add, handler_pick, party_add
from anxin.cases.types import Audience, Channel, PartyIn
from anxin.identity.names import org_name_parse, person_name_parse
from anxin.identity.numbers import credit_code_parse, id_birth_date, id_number_parse, phone_parse
from anxin.identity.regions import bureau_of_region
from anxin.identity.selectors import org_by_credit_code, orgs, worker_by_id, workers_by_id_numbers
from anxin.identity.types import Actor, OrgKind, OrgView, Role
from anxin.kit.characters import is_storable
from anxin.kit.clock import day_of
from anxin.kit.dates import say_day
from anxin.kit.errors import BadInput, NotAllowed
from anxin.kit.events import emit
from anxin.kit.text import line, paragraph, sentence
from anxin.kit.workdays import current_calendar, due
from anxin.policy.selectors import limit, parameter
from anxin.projects.selectors import projects_called
from anxin.wages.errors import NotReady
from anxin.wages.events import WagesComplained
from anxin.wages.matching import employer_key, periods_meet, project_key, same_project
from anxin.wages.models import Complaint, WageCase, WageWorker
from anxin.wages.services.money import sums_follow
from anxin.wages.sheet import PLAUSIBLE_FEN, check_period
from anxin.wages.types import CLUE, WAGE, ComplaintRef, Door, PersonIn, Sector, TroubleIn

KEY_MAX: Final = 120
NARRATIVE_MAX: Final = 2000
PEOPLE_MAX: Final = 500
"""Most people in one complaint; larger groups come as a list."""

TAKERS: Final = (Role.WAGE_INSPECTOR, Role.BUREAU_INTAKE, Role.BUREAU_LEAD)
"""Posts that take a complaint down for somebody else."""

CHANNELS: Final = {Door.PHONE: Channel.WORKER, Door.HALL: Channel.COUNTER, Door.HOTLINE: Channel.PHONE}
JOINABLE_STEPS: Final = ("received", "supplementing", "investigating")
"""A case takes in further workers while it is looked into; a later complaint is a case of its own."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A complaint with every text checked."""

    door: Door
    key: str
    trouble: TroubleIn
    employer_key: str
    project_key: str
    people: tuple[PersonIn, ...]
    keep_secret: bool
    source_ref: str
    by_name: str
    type: str


def complaint_make(
    *,
    actor: Actor,
    door: Door | str,
    key: str,
    trouble: TroubleIn,
    people: Sequence[PersonIn],
    at: datetime,
    keep_secret: bool = False,
    source_ref: str = "",
    as_clue: bool = False,
    told_by: str = "",
) -> ComplaintRef:
    """Take a complaint that wages are owed (投诉登记). What is known already is joined, never doubled and never lost.

    The same ``key`` again gives the first answer. A message about a person, employer, project and period that a case
    knows is noted there. A message about another person of the same employer and project joins the case that is still
    being looked into. Two at the same instant about one employer wait for each other. Nobody is turned away for age.

    Args:
        key: made by the sender, the same for every retry.
        people: whom wages are owed to; a worker who complains himself stands first.
        keep_secret: the employer must not learn who complained.
        as_clue: a lead to be looked into, not yet a complaint with its statutory limit.
        told_by: the office that passed it on, where a machine did; else whoever takes it down.

    Raises:
        NotAllowed: the actor may not complain for these people.
        BadInput: with the field.
        NotReady: no bureau is entered.
    """
    door = Door(door)
    _check_taker(actor, people)
    told = _told(actor, door, key, trouble, people, at, keep_secret, source_ref, as_clue)
    told = replace(told, by_name=told_by[:50] or told.by_name)
    with transaction.atomic():
        _queue_behind(told.employer_key)
        again = Complaint.objects.select_related("case").filter(key=told.key).first()
        if again is not None:
            return _again(again)
        case = _same_trouble(told) or _open_case_of(told)
        if case is not None:
            return _join(case, told, actor, at)
        return _open(told, actor, at)


def _check_taker(actor: Actor, people: Sequence[PersonIn]) -> None:
    own = actor.worker_id is not None and bool(people) and people[0].worker_id == actor.worker_id
    if not (actor.is_system or own or actor.has(*TAKERS)):
        raise NotAllowed(_("欠薪投诉由劳动者本人提出，或者由人社部门工作人员代为登记。"))


def _told(
    actor: Actor,
    door: Door,
    key: str,
    trouble: TroubleIn,
    people: Sequence[PersonIn],
    at: datetime,
    keep_secret: bool,
    source_ref: str,
    as_clue: bool,
) -> _Told:
    if not key or len(key) > KEY_MAX or not is_storable(key):
        raise BadInput(_("这次提交缺少编号，请刷新页面后再报一次。"), field="key")
    if not people:
        raise BadInput(_("请填写被欠薪的人。"), field="people")
    if len(people) > PEOPLE_MAX:
        raise BadInput(_("一次最多登记 %(most)s 人，人数更多请用表格导入。") % {"most": PEOPLE_MAX}, field="people")
    checked = trouble_checked(trouble)
    return _Told(
        door=door,
        key=key,
        trouble=checked,
        employer_key=employer_key(checked.employer_name),
        project_key=project_key(checked.project_name),
        people=_people(people, at),
        keep_secret=keep_secret,
        source_ref=line(source_ref, most=80, label=_("来源编号")),
        by_name=actor.name if actor.is_staff else "",
        type=CLUE if as_clue else WAGE,
    )


def trouble_checked(trouble: TroubleIn) -> TroubleIn:
    """The trouble with every field in its one spelling. Raises ``BadInput``."""
    name = org_name_parse(trouble.employer_name, most=100, label=_("单位名称"))
    if not name:
        raise BadInput(_("请填写是哪家单位或者谁欠的工资，写工地名称或者带班人的名字也可以。"), field="employer_name")
    return replace(
        trouble,
        employer_name=name,
        employer_code=credit_code_parse(trouble.employer_code) if trouble.employer_code else "",
        project_name=line(trouble.project_name, most=100, label=_("项目名称")),
        place=sentence(trouble.place, most=200, label=_("地点")),
        narrative=paragraph(trouble.narrative, most=NARRATIVE_MAX, label=_("经过")),
        sector=Sector(trouble.sector),
    )


def person_checked(person: PersonIn, at: datetime) -> PersonIn:
    """One person with every field in its one spelling.

    Raises:
        BadInput: naming what is wrong.
    """
    today = day_of(at)
    check_period(person.period_from, person.period_to, today=today)
    if not 0 <= person.claimed_fen <= PLAUSIBLE_FEN:
        raise BadInput(_("欠薪金额大得不合常理，请核对单位是不是“元”。"), field="amount")
    return replace(
        person,
        name=person_name_parse(person.name),
        id_number=id_number_parse(person.id_number, on=today) if person.id_number else "",
        phone=phone_parse(person.phone) if person.phone else "",
        work=line(person.work, most=40, label=_("工种")),
    )


def _people(people: Sequence[PersonIn], at: datetime) -> tuple[PersonIn, ...]:
    checked = [person_checked(_with_account(person), at) for person in people]
    numbers = [person.id_number for person in checked if person.id_number]
    if len(set(numbers)) != len(numbers):
        raise BadInput(_("名单里有同一个证件号码出现两次，请核对。"), field="people")
    known = workers_by_id_numbers(numbers) if numbers else {}
    return tuple(replace(one, worker_id=one.worker_id or known.get(one.id_number)) for one in checked)


def _with_account(person: PersonIn) -> PersonIn:
    """A person with an account brings name, number and phone along."""
    if person.worker_id is None:
        return person
    worker = worker_by_id(person.worker_id)
    if worker is None:
        raise BadInput(_("没有找到这位劳动者，请重新登录后再试。"))
    return replace(person, name=worker.name, id_number=worker.id_number, phone=worker.phone)


def advisory_number(key: str) -> int:
    """The number under which complaints about an employer wait for each other."""
    return int.from_bytes(hashlib.sha256(b"wages.complaint" + key.encode()).digest()[:8], "big", signed=True)


def _queue_behind(key: str) -> None:
    """One complaint about an employer at a time: the second finds what the first has written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [advisory_number(key)])


def _open_cases(told: _Told) -> list[WageCase]:
    rows = WageCase.objects.filter(employer_key=told.employer_key, case__closed_on=None).select_related("case")
    return [row for row in rows.order_by("reported_at") if same_project(row.project_key, told.project_key)]


def _same_trouble(told: _Told) -> WageCase | None:
    """The open case that already holds one of these people for the same employer, project and period."""
    cases = {row.pk: row for row in _open_cases(told)}
    wanted = {id_index(person.id_number): person for person in told.people if person.id_number}
    if not cases or not wanted:
        return None
    for row in WageWorker.objects.filter(case_id__in=cases, id_index__in=wanted, withdrawn_at=None):
        person = wanted[row.id_index]
        if periods_meet(row.period_from, row.period_to, person.period_from, person.period_to):
            return _not_a_clue(cases[row.case_id], told)
    return None


def _not_a_clue(case: WageCase, told: _Told) -> WageCase | None:
    """A complaint about something that is only a clue so far opens a real case; the clue goes over into it."""
    return None if case.case.type == CLUE and told.type == WAGE else case


def _open_case_of(told: _Told) -> WageCase | None:
    """The case about this employer and project that still takes in further workers."""
    return next((row for row in _open_cases(told) if row.case.type == WAGE and row.case.step in JOINABLE_STEPS), None)


def _join(case: WageCase, told: _Told, actor: Actor, at: datetime) -> ComplaintRef:
    complaint = _complaint(case, told, actor, at, joined=True)
    complaint.save(force_insert=True)
    added = workers_add(case, complaint, told.people, keep_secret=told.keep_secret, at=at)
    entry_add(
        case_id=case.pk,
        key="wage.joined",
        audience=Audience.STAFF,
        data={"complaint": complaint.pk, "door": told.door.value, "workers": added},
        actor=Actor.system(),
        at=at,
    )
    emit(WagesComplained(case.pk, complaint.pk, True, at))
    sentence = _("您反映的欠薪和已有案件 %(number)s 是同一件，已经并进去一起办，不会丢。") % {"number": case.number}
    return ComplaintRef(complaint.pk, case.pk, case.number, True, sentence, case.workers_count + added)


def _open(told: _Told, actor: Actor, at: datetime) -> ComplaintRef:
    bureau = bureau_in_charge(told.trouble.region)
    handler = inspector_for(bureau, at)
    opened = open_case(
        type=told.type,
        org_id=bureau.id,
        actor=Actor.system() if actor.is_worker else actor,
        at=at,
        channel=CHANNELS.get(told.door, Channel.SYSTEM),
        parties=tuple(_party(person) for person in told.people),
        handler_id=handler,
    )
    case = _case(told, opened.case_id, opened.public_id, at)
    case.save(force_insert=True)
    complaint = _complaint(case, told, actor, at, joined=False)
    complaint.save(force_insert=True)
    WageWorker.objects.bulk_create(
        worker_row(case, complaint, one, keep_secret=told.keep_secret, at=at) for one in told.people
    )
    sums_follow(case.pk)
    if told.type == WAGE:
        _take_clues_over(case, told, at)
    emit(WagesComplained(case.pk, complaint.pk, False, at))
    return ComplaintRef(
        complaint.pk, case.pk, case.number, False, _received(case.number, told.type, at), len(told.people)
    )


def _received(number: str, type: str, at: datetime) -> str:
    """What the sender reads at once: received, and by when he hears more."""
    if type == CLUE:
        return _("已收到线索，编号 %(number)s。监察员会联系您核实。") % {"number": number}
    row = limit("wa.accept", on=day_of(at))
    day = due(day_of(at), length=row.length, unit=row.unit, calendar=current_calendar()).day
    return _("已收到您的投诉，案号 %(number)s。监察员会联系您，%(day)s 前告诉您是否受理。") % {
        "number": number,
        "day": say_day(day),
    }


def _take_clues_over(case: WageCase, told: _Told, at: datetime) -> None:
    """Clues about the same people go over into the real case, with a trace in both."""
    indexes = [id_index(person.id_number) for person in told.people if person.id_number]
    for clue in _open_cases(told):
        if clue.case.type == CLUE and clue.workers.filter(id_index__in=indexes).exists():
            do(case_id=clue.pk, move="take_over", actor=Actor.system(), at=at, data={"case": str(case.pk)})


def bureau_in_charge(region: str) -> OrgView:
    """The bureau or district in charge of a region (the first bureau when none is named).

    Raises:
        NotReady: no bureau is entered.
    """
    bureau = bureau_of_region(orgs(OrgKind.DISTRICT, OrgKind.BUREAU), region)
    if bureau is None:
        raise NotReady(_("系统里还没有人社部门，请联系系统管理员先完成设置。"))
    return bureau


def inspector_for(bureau: OrgView, at: datetime) -> UUID | None:
    """The inspector of the bureau, or of the one above it, with the fewest open cases; None when there is nobody."""
    for org_id in (bureau.id, bureau.parent_id):
        person = handler_pick(role=Role.WAGE_INSPECTOR, org_ids=[org_id], at=at) if org_id else None
        if person is not None:
            return person.account_id
    return None


def _case(told: _Told, case_id: UUID, number: str, at: datetime) -> WageCase:
    trouble = told.trouble
    employer = org_by_credit_code(trouble.employer_code) if trouble.employer_code else None
    return WageCase(
        case_id=case_id,
        number=number,
        employer_name=trouble.employer_name,
        employer_key=told.employer_key,
        employer_code=trouble.employer_code,
        employer_id=employer.id if employer else None,
        project_name=trouble.project_name,
        project_key=told.project_key,
        project_id=projects_called([trouble.project_name]).get(trouble.project_name),
        place=trouble.place,
        sector=trouble.sector.value,
        door=told.door.value,
        reported_at=at,
    )


def _complaint(case: WageCase, told: _Told, actor: Actor, at: datetime, *, joined: bool) -> Complaint:
    return Complaint(
        case=case,
        key=told.key,
        door=told.door.value,
        source_ref=told.source_ref,
        made_at=at,
        by_account=actor.account_id,
        by_name=told.by_name,
        employer_name=told.trouble.employer_name,
        project_name=told.trouble.project_name,
        place=told.trouble.place,
        narrative=told.trouble.narrative,
        joined=joined,
    )


def workers_add(
    case: WageCase, complaint: Complaint, people: Sequence[PersonIn], *, keep_secret: bool, at: datetime
) -> int:
    """Put people into a case; who is in it already is not doubled. Gives how many are new."""
    known = set(case.workers.exclude(id_index="").values_list("id_index", flat=True))
    fresh = [one for one in people if not one.id_number or id_index(one.id_number) not in known]
    fresh = [one for one in fresh if one.id_number or not _named(case, one)]
    WageWorker.objects.bulk_create(worker_row(case, complaint, one, keep_secret=keep_secret, at=at) for one in fresh)
    for one in fresh:
        party_add(case_id=case.pk, party=_party(one), actor=Actor.system(), at=at)
    sums_follow(case.pk)
    return len(fresh)


def _party(person: PersonIn) -> PartyIn:
    return PartyIn("worker", worker_id=person.worker_id, name=person.name, id_number=person.id_number)


def _named(case: WageCase, person: PersonIn) -> bool:
    """Somebody of that very name without a number is in the case already."""
    return case.workers.filter(name_index=name_index(person.name)).exists()


def worker_row(
    case: WageCase, complaint: Complaint, person: PersonIn, *, keep_secret: bool, at: datetime
) -> WageWorker:
    """A person as the case keeps him."""
    return WageWorker(
        case=case,
        worker_id=person.worker_id,
        complaint=complaint,
        name=person.name,
        name_index=name_index(person.name),
        id_number=person.id_number,
        id_index=id_index(person.id_number),
        phone=person.phone,
        work=person.work,
        period_from=person.period_from,
        period_to=person.period_to,
        claimed_fen=person.claimed_fen,
        keep_secret=keep_secret,
        over_age=over_age(person.id_number, at),
    )


def over_age(id_number: str, at: datetime) -> bool:
    """May somebody have passed the age of retirement; never a reason to refuse."""
    if not id_number:
        return False
    born, day = id_birth_date(id_number), day_of(at)
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    row = "over_age_man" if int(id_number[16]) % 2 else "over_age_woman"
    return age >= parameter("wages", row, on=day).number


def _again(complaint: Complaint) -> ComplaintRef:
    case = complaint.case
    sentence = _("已收到，案号 %(number)s。") % {"number": case.number}
    return ComplaintRef(complaint.pk, case.pk, case.number, complaint.joined, sentence, case.workers_count)
