"""What became of payments, in sentences (付款去向): of one, and of a whole batch.

Said in Chinese as everything is that holds the words of a bank; pages retell it in their language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as noop

from anxin.funds.types import AT_BANK_STATES, RETRY_STATES, TROUBLED_STATES, BatchState, PayoutState, SendState

_S: Final = PayoutState

_CODES: Final = {
    "AC01": noop("账号不对"),
    "AC03": noop("账号不对"),
    "AC04": noop("账户已销户"),
    "AC06": noop("账户被冻结或止付"),
    "AC07": noop("账户已销户"),
    "AG01": noop("这个账户不能收这类款"),
    "AM04": noop("付款账户余额不足"),
    "BE01": noop("户名和账号对不上"),
    "BE04": noop("收款人资料不全"),
    "RC01": noop("联行号不对"),
}
"""Reasons of ISO 20022 (ExternalStatusReason1Code) that concern an account, for banks that send the code alone."""

DEAD: Final = ("AC01", "AC03", "AC04", "AC07", "AG01", "BE01")
"""Reasons that will be the same next time: an account in the same words is not tried again."""

_ONE: Final[Mapping[PayoutState, str]] = {
    _S.APPROVED: noop("核定了，等下一次制单。"),
    _S.BATCHED: noop("已制单，签完字就送银行。"),
    _S.SUBMITTED: noop("已送银行，还没有答复。"),
    _S.ACCEPTED: noop("银行已受理，等对账单记账。"),
    _S.UNKNOWN: noop("银行还没有给出能用的答复，钱可能已经出去，不能重付。系统用同一个标识继续问银行。"),
    _S.REJECTED: noop("银行拒付：%(why)s。等对账单确认没有付出后，会自动请劳动者改账户。"),
    _S.PAID: noop("钱已到账。"),
    _S.FAILED: noop("没有付成：%(why)s。已请劳动者核对收款账户，改好后自动重付。"),
    _S.RETURNED: noop("钱付出后被银行退回：%(why)s。已请劳动者核对收款账户，改好后自动重付。"),
    _S.CANCELLED: noop("已撤销，不会再付。"),
}
_AGAIN: Final[Mapping[PayoutState, str]] = {
    _S.FAILED: noop("没有付成：%(why)s。账户已更正，另付了一笔。"),
    _S.RETURNED: noop("钱付出后被银行退回：%(why)s。账户已更正，另付了一笔。"),
}
_UNSIGNED: Final[Mapping[tuple[BatchState, bool], str]] = {
    (BatchState.BUILT, True): noop("等复核，复核完就送银行"),
    (BatchState.BUILT, False): noop("等复核，之后还要签发"),
    (BatchState.CHECKED, True): noop("等签发，签发完就送银行"),
    (BatchState.CHECKED, False): noop("等签发，之后还要第二人签发"),
    (BatchState.PART_RELEASED, True): noop("等第二人签发，签完就送银行"),
}
"""What an open batch waits for; True: with that signature it leaves."""
_GIVEN: Final = {BatchState.BUILT: 0, BatchState.CHECKED: 1, BatchState.PART_RELEASED: 2}
_SILENT: Final = noop("银行没有说明原因")
_MANY: Final = (
    ("unknown", noop("%(n)s 笔结果不明，正在问银行")),
    ("rejected", noop("%(n)s 笔银行拒付，等对账单确认")),
    ("returned", noop("%(n)s 笔退回，等劳动者更正账户")),
    ("failed", noop("%(n)s 笔没有付成，等劳动者更正账户")),
    ("again", noop("%(n)s 笔没有付成，更正账户后已另付")),
    ("at_bank", noop("%(n)s 笔在银行办理")),
    ("paid", noop("%(n)s 笔已到账")),
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the payments of a batch, each counted once. ``again``: came to nothing and was paid again."""

    paid: int = 0
    at_bank: int = 0
    unknown: int = 0
    rejected: int = 0
    returned: int = 0
    failed: int = 0
    again: int = 0

    @property
    def troubled(self) -> int:
        """How many wait for somebody to do something."""
        return self.unknown + self.rejected + self.returned + self.failed


def reason_said(code: str, text: str) -> str:
    """Why a bank did not pay: what its code means, else its own words, which in a statement may be any text."""
    return _CODES.get(code) or text or (noop("银行写的原因码是 %(code)s") % {"code": code} if code else _SILENT)


def payment_said(state: PayoutState, *, why: str, again: bool) -> str:
    """Where one payment stands, and who does what next. ``again``: it came to nothing and was paid again."""
    return (_AGAIN if again else _ONE)[state] % {"why": why}


def fate_of(state: PayoutState, *, again: bool) -> str:
    """Which field of :class:`Fate` counts a payment that was sent; empty for one that was not."""
    if again and state in RETRY_STATES:
        return "again"
    if state is _S.PAID or state in TROUBLED_STATES:
        return state.value
    return "at_bank" if state in AT_BANK_STATES else ""


def batch_said(state: BatchState, send_state: SendState, fate: Fate, *, items: int, signatures: int) -> str:
    """What a batch waits for, or what became of its money, trouble first."""
    if state is BatchState.CANCELLED:
        return noop("已作废，没有送银行，付款回到待付款")
    if state in _GIVEN:
        return _UNSIGNED[state, signatures - _GIVEN[state] == 1]
    if send_state is SendState.UNCLEAR:
        return noop("文件送出后没有答复，会用同一个标识再送")
    if send_state is SendState.NOT_SENT:
        return noop("签完了，正在送银行")
    if fate.paid == items:
        return noop("%(n)s 笔全部到账") % {"n": items} if items > 1 else noop("已到账")
    counts = ((getattr(fate, name), said) for name, said in _MANY)
    return "；".join(said % {"n": count} for count, said in counts if count)
