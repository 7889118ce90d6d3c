"""The special wage account (农民工工资专用账户): opened, filed, published, closed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.identity.numbers import account_number_parse
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.dates import say_day
from anxin.kit.errors import BadInput, Refused
from anxin.kit.text import line
from anxin.projects.deadlines import ACCOUNT_PUBLISH, last_day, must_have_happened
from anxin.projects.models import Project, WageAccount, WorkerMonth
from anxin.projects.rights import project_row, require_hand_in, require_keeper
from anxin.projects.waking import standing_wake


@transaction.atomic
def account_open(
    *,
    project_id: UUID,
    bank_name: str,
    number: str,
    opened_on: date,
    actor: Actor,
    at: datetime,
    agreement_on: date | None = None,
) -> None:
    """Enter the account opened for a project. Its name follows from contractor and project (人社部发〔2021〕53号).

    Raises:
        NotFound, NotAllowed; BadInput: no bank or a wrong number; Refused: the project has an open account.
    """
    row = project_row(actor, project_id, lock=True)
    require_hand_in(actor, row)
    bank = line(bank_name, most=100, label=_("开户银行"))
    if not bank:
        raise BadInput(_("请填写开户银行。"), field="bank_name")
    must_have_happened(opened_on, "opened_on", at=at)
    if opened_on < row.signed_on:
        raise BadInput(_("开户日期早于合同签订日期，请核对。"), field="opened_on")
    try:
        with transaction.atomic():
            WageAccount.objects.create(
                project=row,
                bank_name=bank,
                name=account_name(row),
                number=account_number_parse(number),
                agreement_on=agreement_on,
                opened_on=opened_on,
            )
    except IntegrityError as error:
        raise Refused(_("这个项目已有一个在用的专用账户，注销后才能再开。")) from error
    standing_wake(row.pk)


def account_name(row: Project) -> str:
    """``总包名称 + 项目名称 + “农民工工资专用账户”``."""
    contractor = row.parties.get(kind="main_contractor").name
    return f"{contractor}{row.name}农民工工资专用账户"[:200]


@transaction.atomic
def account_file(*, project_id: UUID, filed_on: date, actor: Actor, at: datetime) -> None:
    """Enter that the account was filed with the department (备案)."""
    account = _open_account(actor, project_id)
    must_have_happened(filed_on, "filed_on", at=at)
    if filed_on < account.opened_on:
        raise BadInput(_("备案日期早于开户日期，请核对。"), field="filed_on")
    account.filed_on = filed_on
    account.save(update_fields=["filed_on"])
    standing_wake(project_id)


@transaction.atomic
def account_publish(*, project_id: UUID, published_on: date, actor: Actor, at: datetime) -> None:
    """Start the publication before closing (完工公示): finished works without arrears only.

    Raises:
        Refused: not finished, or somebody is not paid in full.
    """
    account = _open_account(actor, project_id)
    row = account.project
    require_keeper(actor, row)
    must_have_happened(published_on, "published_on", at=at)
    if row.completed_on is None or published_on < row.completed_on:
        raise Refused(_("工程完工后才能公示注销专用账户，请先登记完工日期。"))
    owed = [one for one in WorkerMonth.objects.filter(sheet__project=row) if (one.paid_fen or 0) < (one.due_fen or 0)]
    if owed:
        raise Refused(_("还有 %(n)s 条工资没有发足，结清后才能公示注销。") % {"n": len(owed)})
    account.published_on = published_on
    account.save(update_fields=["published_on"])


@transaction.atomic
def account_close(*, project_id: UUID, closed_on: date, actor: Actor, at: datetime) -> None:
    """Close the account after its publication has run (注销专用账户).

    Raises:
        Refused: not published, or not long enough.
    """
    account = _open_account(actor, project_id)
    require_keeper(actor, account.project)
    if account.published_on is None:
        raise Refused(_("请先公示。公示期满才能注销专用账户。"))
    first_day = last_day(ACCOUNT_PUBLISH, account.published_on)
    if closed_on < first_day:
        raise Refused(
            _("公示期到 %(day)s 才满，之后才能注销专用账户。") % {"day": say_day(first_day, today=day_of(at))}
        )
    must_have_happened(closed_on, "closed_on", at=at)
    account.closed_on = closed_on
    account.save(update_fields=["closed_on"])
    standing_wake(project_id)


def _open_account(actor: Actor, project_id: UUID) -> WageAccount:
    row = project_row(actor, project_id, lock=True)
    require_hand_in(actor, row)
    account = WageAccount.objects.filter(project=row, closed_on=None).select_related("project").first()
    if account is None:
        raise Refused(_("这个项目还没有登记在用的专用账户。"))
    return account
