"""Where the money of a decision is, in a sentence for the worker."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.funds.selectors import payouts_of
from anxin.funds.types import PayoutState
from anxin.funds.views import PayoutView
from anxin.kit.clock import now
from anxin.kit.dates import say_moment


def payment_sentence(case_id: UUID, step: str) -> str:
    """Where the money is; for a failed payment, what the bank said and what to do; for a new account, from when."""
    if step not in ("approved", "paying", "payment_fix", "paid", "closed"):
        return ""
    payments = payouts_of(f"case:{case_id}")
    if not payments:
        return ""
    last = payments[-1]
    if step == "approved":
        return _cooling_sentence(last.pay_from)
    if step == "payment_fix":
        reason = _(last.why)
        if last.state is PayoutState.RETURNED:
            said = _("钱付出去后被银行退了回来（%(reason)s）。请核对收款账户，改好后自动重付。")
            return said % {"reason": reason}
        return _("钱没有付成：%(reason)s。请核对收款账户，改好后自动重付。") % {"reason": reason}
    if step == "paying":
        return _waiting_sentence(last)
    return _("%(at)s 已付到您尾号 %(tail)s 的账户。") % {"at": say_moment(last.changed_at), "tail": last.account[-4:]}


def _waiting_sentence(payment: PayoutView) -> str:
    """Not "at the bank" before it is: a batch waits for the signatures of the finance desk first."""
    said = {
        PayoutState.BATCHED: _("财务正在签发，签完就送银行，付到您尾号 %(tail)s 的账户。"),
        PayoutState.UNKNOWN: _("银行还没有答复，我们正在催问。钱要付到您尾号 %(tail)s 的账户，不会重复付。"),
    }
    usual = _("已送银行，付到您尾号 %(tail)s 的账户。")
    return said.get(payment.state, usual) % {"tail": payment.account[-4:]}


def _cooling_sentence(pay_from: datetime | None) -> str:
    if pay_from is None or pay_from <= now():
        return ""
    return _("新账户 %(at)s 起才能收款，这是为了防止有人冒名改账户。到时自动付，不用您再做什么。") % {
        "at": say_moment(pay_from)
    }
