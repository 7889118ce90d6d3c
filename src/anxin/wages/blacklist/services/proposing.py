"""Opening a listing procedure (拟列入失信名单)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import do, open_case
from anxin.cases.types import CaseRef, Channel, PartyIn
from anxin.identity.names import person_name_parse
from anxin.identity.numbers import id_number_parse
from anxin.identity.selectors import org as org_of
from anxin.identity.services import employer_enter
from anxin.identity.services.restrictions import person_blind
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.text import line, sentence
from anxin.wages.blacklist.models import Entry, Person, Procedure
from anxin.wages.blacklist.types import TYPE, OrderIn, PersonIn, UnitIn

PROPOSERS = (Role.WAGE_INSPECTOR,)


@transaction.atomic
def blacklist_propose(
    *, org_id: UUID, unit: UnitIn, persons: Sequence[PersonIn], order: OrderIn, actor: Actor, at: datetime
) -> CaseRef:
    """Begin to look at whether a unit goes on the list. Nothing is decided by this; the unit is told first.

    Raises:
        NotAllowed: only an inspector of the bureau in charge proposes.
        BadInput: a number, a name or a day that cannot be.
        Refused: this order is already being looked at.
    """
    bureau = org_of(org_id)
    if bureau is None:
        raise NotFound(_("没有找到办理的人社部门。"), field="org_id")
    if not actor.reaches(bureau.path, *PROPOSERS):
        raise NotAllowed(_("拟列入失信名单由本辖区的劳动保障监察员提出。"))
    number = line(order.number, most=60, label=_("文书编号"))
    if not number:
        raise BadInput(_("请填写限期改正指令书的编号。"), field="number")
    if not order.ordered_on <= order.pay_by:
        raise BadInput(_("支付期限早于责令日期，请核对。"), field="pay_by")
    if order.ordered_on > day_of(at):
        raise BadInput(_("责令日期不能晚于今天。"), field="ordered_on")
    people = [_checked(one, at) for one in persons]
    company = employer_enter(name=unit.name, credit_code=unit.credit_code, actor=Actor.system(), at=at)
    if Procedure.objects.filter(unit_id=company.id, order_number=number).exists():
        raise Refused(_("这份限期改正指令书已经在办理列入，请在台账里查找。"), field="number")
    ref = open_case(
        type=TYPE,
        org_id=bureau.id,
        actor=actor,
        at=at,
        channel=Channel.COUNTER,
        parties=(
            PartyIn("unit", org_id=company.id),
            *(PartyIn("person", name=one.name, id_number=one.id_number) for one in people),
        ),
        handler_id=actor.account_id,
        data={"pay_by": order.pay_by.isoformat()},
    )
    procedure = Procedure.objects.create(
        case_id=ref.case_id,
        unit_id=company.id,
        wage_case_id=order.wage_case_id,
        order_number=number,
        ordered_on=order.ordered_on,
        pay_by=order.pay_by,
        unpaid_fen=order.unpaid_fen,
        workers=order.workers,
        reaches_crime_sum=order.reaches_crime_sum,
        group_incident=order.group_incident,
        what=sentence(order.what, most=400, label=_("事实")),
    )
    Person.objects.bulk_create(
        Person(
            procedure=procedure,
            kind=one.kind.value,
            name=one.name,
            id_number=one.id_number,
            id_blind=person_blind(one.id_number),
        )
        for one in people
    )
    return ref


def _checked(person: PersonIn, at: datetime) -> PersonIn:
    return PersonIn(person.kind, person_name_parse(person.name), id_number_parse(person.id_number, on=day_of(at)))


def terms_close(*, at: datetime) -> int:
    """Close procedures of early removal whose original term has passed; return how many."""
    closed = 0
    rows = Procedure.objects.filter(case__step="early_removed", case__type=TYPE)
    for procedure in rows:
        last = Entry.objects.filter(procedure=procedure).order_by("-decided_on").first()
        if last is not None and last.ends_on < day_of(at):
            do(case_id=procedure.pk, move="close", actor=Actor.system(), at=at)
            closed += 1
    return closed
