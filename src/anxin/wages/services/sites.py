"""The registered project of a wage case (对应登记项目), and its deposit as a source of payment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.services import entry_add
from anxin.cases.types import Audience
from anxin.identity.types import Actor
from anxin.projects.selectors import deposit_certificate, project_by_id, project_shown
from anxin.projects.services import deposit_draw, deposit_return
from anxin.projects.waking import standing_wake
from anxin.wages.errors import NotReady
from anxin.wages.models import Payment, WageCase
from anxin.wages.services.letters import letter_make
from anxin.wages.services.working import officer_case
from anxin.wages.types import LetterKind


@transaction.atomic
def site_set(*, case_id: UUID, project_id: UUID, actor: Actor, at: datetime) -> None:
    """Say which registered project the case is about; its deposit, its companies and its warning follow from that.

    Raises:
        NotFound: no such project, or not the actor's. NotYours, MoveBlocked. NotReady: its deposit has been used.
    """
    case = officer_case(case_id, actor, at)
    project = project_shown(actor, project_id)
    if case.project_id == project.id:
        return
    if Payment.objects.filter(case=case, source="deposit", withdrawn_at=None).exists():
        raise NotReady(_("已经用原来项目的保证金支付过工资，不能改成别的项目；登记有误的请先撤销支付。"))
    before, case.project_id = case.project_id, project.id
    case.project_name = case.project_name or project.name[:100]
    case.save(update_fields=["project_id", "project_name"])
    for one in filter(None, (before, project.id)):
        standing_wake(one)
    entry_add(
        case_id=case_id,
        key="wage.site",
        audience=Audience.STAFF,
        data={"project": project.id, "number": project.number},
        actor=actor,
        at=at,
    )


def deposit_pays(case: WageCase, made: Sequence[Payment], *, actor: Actor, at: datetime) -> None:
    """Draw what these payments come to from the deposit of the case's project, in the same transaction.

    Raises:
        NotReady: the case stands beside no registered project. Refused: the deposit does not hold so much.
    """
    deposit_draw(
        project_id=_site_of(case),
        amount_fen=sum(one.amount_fen for one in made),
        key=f"wage-paid:{made[0].pk}",
        reason=_("支付案件 %(number)s 的欠薪，%(count)s 人") % {"number": case.number, "count": len(made)},
        actor=actor,
        at=at,
    )


def deposit_letter(case: WageCase, made: Sequence[Payment], *, actor: Actor, at: datetime, seq: int) -> None:
    """The notice on which the bank or insurer that holds the deposit pays these workers."""
    project_id = _site_of(case)
    project, held = project_by_id(project_id), deposit_certificate(project_id)
    words = {
        "payments": [str(one.pk) for one in made],
        "amount_fen": sum(one.amount_fen for one in made),
        "project": project.name if project else "",
        "bank": held.bank_name,
        "certificate": held.certificate_no,
    }
    letter_make(case_id=case.pk, kind=LetterKind.DEPOSIT, words=words, actor=actor, at=at, seq=seq)


def deposit_gets_back(case: WageCase, payment: Payment, *, actor: Actor, at: datetime) -> None:
    """A payment from the deposit did not arrive: its money is in the deposit again."""
    deposit_return(
        project_id=_site_of(case),
        amount_fen=payment.amount_fen,
        key=f"wage-unpaid:{payment.pk}",
        reason=_("案件 %(number)s 的一笔支付没有到账，退回") % {"number": case.number},
        actor=actor,
        at=at,
    )


def _site_of(case: WageCase) -> UUID:
    if case.project_id is None:
        raise NotReady(_("这件案件还没有对应到登记的工程项目。请先在“单位和工地”里对应项目，再用保证金支付。"))
    return case.project_id
