"""The people of a wage case: withdrawing, secrecy, second officers, standing aside, who the employer is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import do
from anxin.cases.engine.opening import id_index
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.events import CaseRedacted
from anxin.cases.selectors import case_view
from anxin.cases.services import entry_add, party_add
from anxin.cases.types import Audience, PartyIn, Sight
from anxin.identity.events import WorkerRegistered
from anxin.identity.selectors import staff_by_ids, worker_by_id
from anxin.identity.services import employer_enter
from anxin.identity.types import Actor, OrgView, Role
from anxin.kit.clock import day_of, now
from anxin.kit.errors import BadInput
from anxin.kit.text import paragraph
from anxin.wages.models import Complaint, Evidence, Statement, WageWorker
from anxin.wages.services.money import owed_set, sums_follow
from anxin.wages.services.working import locked_wage, officer_case


@transaction.atomic
def worker_withdraw(*, case_id: UUID, actor: Actor, reason: str, at: datetime) -> bool:
    """A worker takes his own complaint back (撤回); the case ends with its last worker. True when it ended.

    What has been determined for him and not paid is taken off the books; what was paid stays.

    Raises:
        BadInput: no reason. MoveBlocked: he is not in the case, or it is past withdrawing.
    """
    why = paragraph(reason, most=500, label=_("理由"))
    if not why:
        raise BadInput(_("请写一句为什么撤回。"), field="reason")
    view = case_view(actor, case_id)
    if not view.is_open or actor.worker_id is None:
        raise MoveBlocked(_("案件已经办结，不需要撤回。"))
    row = (
        WageWorker.objects.select_for_update()
        .filter(case_id=case_id, worker_id=actor.worker_id, withdrawn_at=None)
        .first()
    )
    if row is None:
        raise MoveBlocked(_("您已经撤回，或者不在这个案件里。"))
    others = WageWorker.objects.filter(case_id=case_id, withdrawn_at=None).exclude(pk=row.pk).exists()
    if not others:
        do(case_id=case_id, move="withdraw", actor=actor, at=at, reason=why)
    row.withdrawn_at = at
    owed_set(row, row.paid_fen, key=f"wage-withdrawn:{row.pk}", memo=_("本人撤回"), actor=actor, at=at)
    row.extra_fen = min(row.extra_fen, row.owed_fen)
    row.save(update_fields=["withdrawn_at", "owed_fen", "extra_fen"])
    sums_follow(case_id)
    if others:
        entry_add(
            case_id=case_id,
            key="wage.withdrawn_one",
            audience=Audience.STAFF,
            data={"worker": row.pk},
            words={"reason": why},
            actor=actor,
            at=at,
            sights=(Sight.APPLICANT, Sight.FULL),
        )
    return not others


@transaction.atomic
def secrecy_set(*, wage_worker_id: UUID, secret: bool, actor: Actor, at: datetime) -> None:
    """Whether the employer may learn a worker's name (对单位保密): asked by the worker or noted by an officer."""
    row = WageWorker.objects.select_for_update().filter(pk=wage_worker_id).first()
    if row is None:
        raise BadInput(_("没有找到这名劳动者，请刷新页面。"))
    if actor.worker_id is None or actor.worker_id != row.worker_id:
        officer_case(row.case_id, actor, at)
    else:
        case_view(actor, row.case_id)
    if row.keep_secret == secret:
        return
    row.keep_secret = secret
    row.save(update_fields=["keep_secret"])
    entry_add(
        case_id=row.case_id,
        key="wage.secret",
        data={"worker": row.pk, "secret": secret},
        actor=actor,
        at=at,
        sights=(Sight.FULL, Sight.APPLICANT),
    )


@transaction.atomic
def employer_set(*, case_id: UUID, name: str, credit_code: str, actor: Actor, at: datetime) -> OrgView:
    """Say which registered employer it is (核实用人单位), so that a case can be accepted.

    Raises:
        BadInput, Refused: the name or code cannot be right. NotYours, MoveBlocked.
    """
    case = officer_case(case_id, actor, at)
    org = employer_enter(name=name, credit_code=credit_code, actor=actor, at=at)
    case.employer_id, case.employer_name, case.employer_code = org.id, org.name, org.credit_code
    case.save(update_fields=["employer", "employer_name", "employer_code"])
    party_add(case_id=case_id, party=PartyIn("employer", org_id=org.id), actor=actor, at=at)
    return org


@transaction.atomic
def second_set(*, case_id: UUID, second_id: UUID, actor: Actor, at: datetime) -> None:
    """Another second officer (协办监察员), by an officer or the lead.

    Raises:
        BadInput: the same person twice, or nobody. NotYours.
    """
    here, case = locked_wage(case_id, actor, at)
    if not actor.has(Role.BUREAU_LEAD):
        officer_case(case_id, actor, at)
    second = staff_by_ids([second_id], on=day_of(at)).get(second_id)
    if second is None or not any(post.role is Role.WAGE_INSPECTOR for post in second.posts):
        raise BadInput(_("请选择一位劳动监察员。"), field="second")
    if second_id == here.case.handler_id or str(second_id) in case.avoiding:
        raise BadInput(_("协办监察员须是另一个人，且没有回避情形。"), field="second")
    case.second_id, case.second_name = second_id, second.name
    case.save(update_fields=["second_id", "second_name"])
    entry_add(case_id=case_id, key="wage.second", data={"second": second_id}, actor=actor, at=at)


@transaction.atomic
def avoid(*, case_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """An officer with an interest in the matter stands aside (回避): from then on he can do nothing in the case.

    Raises:
        BadInput: no reason. NotYours: not an inspector.
    """
    why = paragraph(reason, most=500, label=_("回避理由"))
    if not why:
        raise BadInput(_("请写明为什么回避。"), field="reason")
    _here, case = locked_wage(case_id, actor, at)
    if actor.account_id is None or not actor.has(Role.WAGE_INSPECTOR):
        raise NotYours(_("只有劳动监察员可以申请回避。"))
    who = str(actor.account_id)
    if who in case.avoiding:
        return
    case.avoiding = [*case.avoiding, who]
    if case.second_id == actor.account_id:
        case.second_id, case.second_name = None, ""
    case.save(update_fields=["avoiding", "second_id", "second_name"])
    entry_add(case_id=case_id, key="wage.avoid", words={"reason": why}, actor=actor, at=at)


@transaction.atomic
def incident_note(*, case_id: UUID, what: str, actor: Actor, at: datetime) -> None:
    """Note that the arrears led to a group or extreme incident (群体性或极端事件)."""
    words = paragraph(what, most=500, label=_("事件情况"))
    if not words:
        raise BadInput(_("请写明发生了什么。"), field="what")
    case = officer_case(case_id, actor, at)
    case.grave_incident = True
    case.save(update_fields=["grave_incident"])
    entry_add(case_id=case_id, key="wage.incident", words={"what": words}, actor=actor, at=at)


def case_redacted(event: CaseRedacted) -> None:
    """Listener: the personal data of a case was destroyed; its workers and their words go with it."""
    WageWorker.objects.filter(case_id=event.case_id).update(
        name="", name_index="", id_number="", id_index="", phone="", worker=None
    )
    Complaint.objects.filter(case_id=event.case_id).update(narrative="")
    Statement.objects.filter(case_id=event.case_id).update(name="", text="")
    Evidence.objects.filter(case_id=event.case_id).update(note="")


def worker_registered(event: WorkerRegistered) -> None:
    """Listener: somebody whose wages were complained about by others now has an account; his cases become his."""
    worker = worker_by_id(event.worker_id)
    if worker is None:
        return
    rows = WageWorker.objects.filter(id_index=id_index(worker.id_number), worker=None)
    for row in rows:
        with transaction.atomic():
            WageWorker.objects.filter(pk=row.pk).update(worker_id=worker.id)
            party_add(
                case_id=row.case_id,
                party=PartyIn("worker", worker_id=worker.id, name=worker.name, id_number=worker.id_number),
                actor=Actor.system(),
                at=now(),
            )
