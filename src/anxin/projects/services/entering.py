"""Entering a project, its companies, and what the owner pays (项目登记)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.identity.names import org_name_parse
from anxin.identity.numbers import credit_code_parse
from anxin.identity.selectors import org as org_of
from anxin.identity.selectors import org_by_credit_code, org_by_name
from anxin.identity.types import Actor, OrgKind
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.ids import public_number
from anxin.kit.text import line, sentence
from anxin.projects.deadlines import must_have_happened
from anxin.projects.models import Party, Progress, Project
from anxin.projects.rights import KEEPERS, project_row, require_hand_in, require_keeper
from anxin.projects.types import PARTY_NAMES, PartyIn, PartyKind, ProgressKind, ProjectIn
from anxin.projects.waking import standing_wake

PREFIX = "XM"


@transaction.atomic
def project_enter(*, project: ProjectIn, actor: Actor, at: datetime) -> UUID:
    """Enter a construction project (工程项目登记). Entering the same name and contract day again is refused.

    Raises:
        NotAllowed: the actor's post does not reach the bureau in charge.
        BadInput: a day, a sum or a company that cannot be.
        Refused: it is already entered.
    """
    org = org_of(project.org_id)
    if org is None or org.kind not in (OrgKind.BUREAU, OrgKind.DISTRICT):
        raise NotFound(_("没有找到项目所在地的人社部门，请重新选择。"), field="org_id")
    if not (actor.is_system or actor.reaches(org.path, *KEEPERS)):
        raise NotAllowed(_("您只能登记本辖区的工程项目，请联系项目所在地的人社部门。"))
    _check(project)
    row = Project(
        number=public_number(PREFIX, at),
        name=line(project.name, most=120, label=_("项目名称")),
        org_id=org.id,
        org_path=org.path,
        site=sentence(project.site, most=200, label=_("工程地点")),
        industry=project.industry.value,
        permit_no=line(project.permit_no, most=60, label=_("施工许可证号")),
        contract_fen=project.contract_fen,
        labour_bp=project.labour_bp,
        signed_on=project.signed_on,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        pay_day=project.pay_day,
        officer_name=line(project.officer_name, most=50, label=_("劳资专管员")),
        officer_phone=line(project.officer_phone, most=30, label=_("劳资专管员电话")),
        created_at=at,
        created_by=actor.account_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("这个项目（同名、同一合同签订日期）已经登记，请在清单里查找。"), field="name") from error
    for party in project.parties:
        _party(row, party)
    standing_wake(row.pk)
    return row.pk


def _check(project: ProjectIn) -> None:
    if not project.name.strip():
        raise BadInput(_("请填写项目名称。"), field="name")
    if project.contract_fen <= 0:
        raise BadInput(_("合同总额应大于零。"), field="contract_fen")
    if project.ends_on < project.starts_on:
        raise BadInput(_("计划完工日期早于开工日期，请核对。"), field="ends_on")
    if not 1 <= project.pay_day <= 31:
        raise BadInput(_("每月发薪日应是 1 到 31。"), field="pay_day")
    if project.labour_bp is not None and not 0 < project.labour_bp <= 10_000:
        raise BadInput(_("人工费用比例应大于 0，不超过 100%。"), field="labour_bp")
    if [party.kind for party in project.parties].count(PartyKind.MAIN_CONTRACTOR) != 1:
        raise BadInput(_("请填写一家施工总承包单位。"), field="contractor")


@transaction.atomic
def party_add(*, project_id: UUID, party: PartyIn, actor: Actor, at: datetime) -> None:
    """Add a company to a project (参建单位). Adding it again changes nothing.

    Raises:
        NotFound, NotAllowed; BadInput: no name, a wrong credit code, a second main contractor.
    """
    row = project_row(actor, project_id, lock=True)
    require_hand_in(actor, row)
    if party.kind is PartyKind.MAIN_CONTRACTOR:
        raise BadInput(_("施工总承包单位只有一家，登记项目时已经填写。"), field="kind")
    _party(row, party)


def _party(row: Project, party: PartyIn) -> None:
    name = org_name_parse(party.name, label=PARTY_NAMES[party.kind], most=100)
    if not name:
        raise BadInput(_("请填写%(what)s的名称。") % {"what": PARTY_NAMES[party.kind]}, field="name")
    code = credit_code_parse(party.credit_code) if party.credit_code.strip() else ""
    known = org_by_credit_code(code) or org_by_name(name)
    Party.objects.get_or_create(
        project=row,
        kind=party.kind.value,
        name=name,
        defaults={
            "credit_code": code or (known.credit_code if known else ""),
            "org_id": known.id if known else None,
            "scope": sentence(party.scope, most=100, label=_("承包内容")),
        },
    )


@transaction.atomic
def progress_add(
    *, project_id: UUID, kind: ProgressKind, due_on: date, due_fen: int, actor: Actor, at: datetime
) -> UUID:
    """Enter a payment the owner owes on a day (应付工程款、人工费用). One of a kind a day.

    Raises:
        NotFound, NotAllowed; BadInput: no sum; Refused: that day already has one of this kind with another sum.
    """
    row = project_row(actor, project_id, lock=True)
    require_hand_in(actor, row)
    if due_fen <= 0:
        raise BadInput(_("应付金额应大于零。"), field="due_fen")
    progress, new = Progress.objects.get_or_create(
        project=row, kind=kind.value, due_on=due_on, defaults={"due_fen": due_fen}
    )
    if not new and progress.due_fen != due_fen:
        raise Refused(_("这一天已经登记过一笔，金额不同，请核对。"), field="due_on")
    standing_wake(row.pk)
    return progress.pk


@transaction.atomic
def progress_pay(
    *, project_id: UUID, progress_id: UUID, paid_fen: int, paid_on: date, actor: Actor, at: datetime
) -> None:
    """Enter how much of a payment has been made in all by a day (已付). Entering it again changes nothing.

    Raises:
        NotFound, NotAllowed; BadInput: less than before, or more than owed.
    """
    row = project_row(actor, project_id, lock=True)
    require_hand_in(actor, row)
    progress = Progress.objects.select_for_update().filter(pk=progress_id, project=row).first()
    if progress is None:
        raise NotFound(_("没有找到这笔应付款，请刷新页面再看。"))
    must_have_happened(paid_on, "paid_on", at=at)
    if not progress.paid_fen <= paid_fen <= progress.due_fen:
        raise BadInput(_("已付金额不能比以前登记的少，也不能超过应付金额。"), field="paid_fen")
    if paid_fen > progress.paid_fen:
        progress.paid_fen, progress.paid_on = paid_fen, paid_on
        progress.save(update_fields=["paid_fen", "paid_on"])
    standing_wake(row.pk)


@transaction.atomic
def project_complete(*, project_id: UUID, completed_on: date, actor: Actor, at: datetime) -> None:
    """Enter that the works are finished (完工).

    Raises:
        NotFound, NotAllowed; BadInput: before the start.
    """
    row = project_row(actor, project_id, lock=True)
    require_keeper(actor, row)
    must_have_happened(completed_on, "completed_on", at=at)
    if completed_on < row.starts_on:
        raise BadInput(_("完工日期早于开工日期，请核对。"), field="completed_on")
    row.completed_on = completed_on
    row.save(update_fields=["completed_on"])
    standing_wake(row.pk)
