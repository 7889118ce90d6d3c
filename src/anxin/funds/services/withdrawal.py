"""Taking back a debt before it is in a batch (撤销付款)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.funds.errors import WrongState
from anxin.funds.models import PayoutOrder
from anxin.funds.services.moves import Move, lock_payouts, move
from anxin.funds.services.obligation import reference
from anxin.funds.states import Cause
from anxin.funds.types import PayoutRef, PayoutState
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput
from anxin.kit.text import sentence


@transaction.atomic
def payout_withdraw(*, key: str, why: str, actor: Actor, at: datetime) -> PayoutRef:
    """Cancel an approved payment that stands in no batch yet, and the debt with it (撤销付款).

    The caller answers for the right to do so: the decision behind the debt was changed.

    Raises:
        WrongState: it is in a batch, on its way or paid; or there is none.
    """
    why = sentence(why, most=400, label=_("撤销原因"))
    if not why:
        raise BadInput(_("请写明撤销原因。"), field="why")
    last = PayoutOrder.objects.filter(key=key).order_by("-attempt").values_list("id", flat=True).first()
    orders = lock_payouts(Q(pk=last))
    if not orders:
        raise WrongState(_("没有找到这笔付款，请从案件页重新进入。"))
    if orders[0].state == PayoutState.CANCELLED:
        return reference(orders[0], created=False)
    move([Move(orders[0], Cause.WITHDRAW, note=why)], actor=actor, at=at)
    return reference(orders[0], created=False)
