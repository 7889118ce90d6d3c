"""Stopping and resuming payments of a fund (停付、恢复)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.funds.errors import PayoutsFrozenNow, WrongState
from anxin.funds.events import PayoutsFrozen
from anxin.funds.models import Fund, ReconcileRun
from anxin.funds.rights import DESK_ROLES, require, require_person
from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.events import emit
from anxin.kit.statements import Prepared
from anxin.kit.text import sentence


def lock_fund(code: str) -> Fund:
    """The fund under a row lock: one run, one statement import at a time.

    Raises:
        NotFound: no such fund.
    """
    fund = _locked.first(code=code)
    if fund is None:
        raise NotFound(_("没有代码为“%(code)s”的基金，请核对。") % {"code": code})
    return fund


_locked = Prepared(lambda code: Fund.objects.select_for_update().filter(code=code))


def require_open(fund: Fund) -> None:
    """Let only a fund pass that is not frozen.

    Raises:
        PayoutsFrozenNow: with the reason and what to do.
    """
    if fund.frozen_at:
        raise PayoutsFrozenNow(
            _("付款已停：%(why)s 请先核对账目，对账通过后由签发员恢复付款。") % {"why": fund.frozen_why}
        )


@transaction.atomic
def payouts_freeze(*, fund: str, why: str, actor: Actor, at: datetime) -> bool:
    """Stop everything that would send money; what is owed stays owed. False when it was stopped already."""
    require(actor, *DESK_ROLES, Role.BUREAU_LEAD, Role.AUDITOR)
    why = sentence(why, most=400, label=_("停付原因"))
    if not why:
        raise BadInput(_("请写明停付原因。"), field="why")
    row = lock_fund(fund)
    if row.frozen_at:
        return False
    Fund.objects.filter(pk=fund).update(frozen_at=at, frozen_why=why)
    emit(PayoutsFrozen(fund, why, at))
    return True


@transaction.atomic
def payouts_thaw(*, fund: str, actor: Actor, at: datetime) -> None:
    """Let payments run again, once a reconciliation after the freeze found no broken books.

    Raises:
        WrongState: no such reconciliation yet.
    """
    require_person(actor, Role.FINANCE_RELEASER, Role.BUREAU_LEAD)
    row = lock_fund(fund)
    if row.frozen_at is None:
        return
    last = ReconcileRun.objects.order_by("-at", "-id").first()
    if last is None or last.at < row.frozen_at or last.exit_code == 2:
        raise WrongState(_("停付之后还没有通过的对账，不能恢复付款；请先对账并处理差异。"))
    Fund.objects.filter(pk=fund).update(frozen_at=None, frozen_why="")
