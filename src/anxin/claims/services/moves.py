"""Moves of a claim by name, for pages and the API that do not build their form from the declaration.

Everything a move does besides changing the step stands in ``claims.effects``, so that it happens from any page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import do
from anxin.cases.selectors import case_view, cases_visible
from anxin.cases.types import EventRef
from anxin.claims.errors import AlreadyAnswered
from anxin.claims.models import DecisionRecord, PlatformCheck
from anxin.claims.services.leaving import leaving_move
from anxin.claims.services.rejoining import rejoining_move
from anxin.claims.services.settling import payee_in
from anxin.claims.types import PAYMENT_FIX, PlatformAnswer
from anxin.funds.selectors import dead_account, retries_waiting
from anxin.funds.services import obligation_retry
from anxin.funds.types import PayeeIn
from anxin.identity.selectors import payee_account
from anxin.identity.services import payee_set
from anxin.identity.types import Actor, PayeeKind
from anxin.kit.errors import BadInput, NotAllowed


def platform_answer(
    *, actor: Actor, case_id: UUID, answer: PlatformAnswer | str, at: datetime, reason: str = ""
) -> EventRef | None:
    """The platform confirms the facts of an accident or disputes them with a reason (平台核实).

    The same answer again is harmless and gives None; another one after the first is refused, because people already
    act on it: a platform that was wrong writes to the handler.

    Raises:
        BadInput: no such answer. AlreadyAnswered: it said something else before. FormIncomplete: no reason.
    """
    moves = {PlatformAnswer.CONFIRMED.value: "platform_confirm", PlatformAnswer.DISPUTED.value: "platform_dispute"}
    if answer not in moves:
        raise BadInput(_("请选择“确认”或“有异议”。"), field="answer")
    try:
        with transaction.atomic():
            return do(case_id=case_id, move=moves[answer], actor=actor, at=at, reason=reason)
    except AlreadyAnswered:
        if PlatformCheck.objects.filter(claim_id=case_id, answer=answer).exists():
            return None
        raise


def contact(*, actor: Actor, case_id: UUID, at: datetime, note: str = "") -> EventRef:
    """The handler has spoken with the worker for the first time."""
    return _do(actor, case_id, "contact", at, data={"note": note})


def submit(*, actor: Actor, case_id: UUID, at: datetime, version: int | None = None) -> EventRef:
    """Hand in the set of papers. A look at it follows within seconds."""
    return _do(actor, case_id, "submit", at, version=version)


def ask_more(*, actor: Actor, case_id: UUID, at: datetime, reason: str, version: int | None = None) -> EventRef:
    """Send the case back to the worker, saying what is wanted."""
    return _do(actor, case_id, "ask_more", at, reason=reason, version=version)


def withdraw(*, actor: Actor, case_id: UUID, at: datetime, version: int | None = None) -> EventRef:
    """The worker takes the report or the claim back."""
    return _do(actor, case_id, "withdraw", at, version=version)


def judge(
    *, actor: Actor, case_id: UUID, at: datetime, fact: str, value: str, reason: str, version: int | None = None
) -> EventRef:
    """A named person settles a fact; the claim is decided again with it."""
    return _do(actor, case_id, "judge", at, data={"fact": fact, "value": value}, reason=reason, version=version)


def approve(*, actor: Actor, case_id: UUID, at: datetime, reason: str, version: int | None = None) -> EventRef:
    """A named person approves the full amount claimed."""
    return _do(actor, case_id, "approve", at, reason=reason, version=version)


def adverse_propose(
    *,
    actor: Actor,
    case_id: UUID,
    at: datetime,
    amount_fen: int,
    reason: str,
    article: str,
    version: int | None = None,
) -> EventRef:
    """A named person proposes to refuse (amount 0) or to pay less than claimed; a second one must confirm."""
    data = {"amount_fen": amount_fen, "article": article}
    return _do(actor, case_id, "propose_adverse", at, data=data, reason=reason, version=version)


def adverse_confirm(
    *, actor: Actor, case_id: UUID, at: datetime, refuse: bool, reason: str, version: int | None = None
) -> EventRef:
    """The second person confirms a refusal or a cut; ``refuse`` must say which, so that nobody confirms blindly."""
    return _do(actor, case_id, "confirm_refusal" if refuse else "confirm_cut", at, reason=reason, version=version)


def adverse_reject(*, actor: Actor, case_id: UUID, at: datetime, reason: str, version: int | None = None) -> EventRef:
    """The second person sends a proposed refusal or cut back."""
    return _do(actor, case_id, "reject_adverse", at, reason=reason, version=version)


def leave_fast(*, actor: Actor, case_id: UUID, at: datetime, why: str, version: int | None = None) -> EventRef:
    """The case goes on in the ordinary procedure; everything handed in is kept."""
    move = leaving_move(case_view(actor, case_id).step)
    return _do(actor, case_id, move, at, data={"why": why}, version=version)


def rejoin_fast(*, actor: Actor, case_id: UUID, at: datetime, why: str, version: int | None = None) -> EventRef:
    """The fact was wrong that made the case leave the fast lane: it goes on there, and is looked at at once.

    Raises:
        MoveBlocked: the rules still say otherwise, or it came back before.
    """
    move = rejoining_move(case_view(actor, case_id).step)
    return _do(actor, case_id, move, at, data={"why": why}, version=version)


@transaction.atomic
def payee_correct(
    *,
    worker_id: UUID,
    kind: PayeeKind | str,
    bank_name: str,
    number: str,
    actor: Actor,
    at: datetime,
    bank_code: str = "",
) -> int:
    """Set where a worker's own money goes, and pay again whatever came back, claim or objection: both or neither.

    Returns how many payments are tried again, those included that waited to be and go to the newer account now.

    Raises:
        NotAllowed: it is somebody else's account. BadInput: a number is wrong; or money waits and the bank's code is
            not known, or the bank has refused this very account for good.
    """
    if actor.worker_id != worker_id:
        raise NotAllowed(_("只有本人可以用新账户重付自己的款。"))
    waiting = list(cases_visible(actor).filter(step=PAYMENT_FIX).values_list("pk", flat=True))
    on_their_way = retries_waiting(worker_id)
    if (waiting or on_their_way) and not bank_code:
        raise BadInput(
            _("这家银行不在合作银行里，重付要填 12 位联行号：请问开户行，或者换一张合作银行的卡。"), field="bank_code"
        )
    payee_set(
        worker_id=worker_id, kind=kind, bank_name=bank_name, bank_code=bank_code, number=number, actor=actor, at=at
    )
    if waiting:
        _must_be_another(worker_id)
    for case_id in waiting:
        _do(actor, case_id, "payee_fixed", at)
    for payout_id, key in on_their_way:
        _redirect(worker_id, payout_id, key, actor, at)
    return len(waiting) + len(on_their_way)


def _must_be_another(worker_id: UUID) -> None:
    why = dead_account(_payee(worker_id))
    if why:
        raise BadInput(
            _("银行说这个账户收不了款（%(why)s）。请核对卡号，或者换一张本人名下的卡。") % {"why": why}, field="number"
        )


def _redirect(worker_id: UUID, payout_id: UUID, key: str, actor: Actor, at: datetime) -> None:
    """A payment that is tried again and has not left goes to the newest account as well."""
    again = obligation_retry(key=key, payee=_payee(worker_id), actor=actor, at=at)
    DecisionRecord.objects.filter(payout_id=payout_id).update(payout_id=again.id)


def _payee(worker_id: UUID) -> PayeeIn:
    account = payee_account(worker_id)
    assert account is not None, "it was set a moment ago"
    return payee_in(account)


def _do(actor: Actor, case_id: UUID, move: str, at: datetime, **more: Any) -> EventRef:
    return do(case_id=case_id, move=move, actor=actor, at=at, **more)
