"""Signing a batch (复核、签发) and taking it apart again before it has left (作废)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from anxin.funds.errors import SamePerson, WrongState
from anxin.funds.failpoints import passing
from anxin.funds.models import Batch
from anxin.funds.rights import DESK_ROLES, require_person
from anxin.funds.services.holding import lock_fund, require_open
from anxin.funds.services.moves import Move, lock_payouts, move
from anxin.funds.services.run import batch_reference
from anxin.funds.states import Cause
from anxin.funds.types import BATCH_STATE_NAMES, BatchRef, BatchState
from anxin.funds.waking import wake
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.text import sentence

OPEN_STATES = (BatchState.BUILT, BatchState.CHECKED, BatchState.PART_RELEASED)


@transaction.atomic
def batch_check(*, batch_id: UUID, actor: Actor, at: datetime) -> BatchRef:
    """A second person has compared the batch (复核). In the lowest band this is also the last signature.

    Raises:
        SamePerson: the actor made the batch.
        WrongState: it is not waiting for a check.
    """
    require_person(actor, Role.FINANCE_CHECKER)
    batch = _locked(batch_id, BatchState.BUILT)
    _another_person(actor, batch)
    batch.checked_by_id, batch.checked_by_name, batch.checked_at = actor.account_id, actor.name, at
    return _signed(batch, BatchState.CHECKED, 1, actor, at, "check.signed")


@transaction.atomic
def batch_release(*, batch_id: UUID, actor: Actor, at: datetime) -> BatchRef:
    """A releaser lets the batch go (签发); in the highest band a second releaser must follow.

    With the last signature the payments count as submitted, the ledger moves them on their way, and the stored
    bytes are sent. Of two releasers at once one gets a refusal in words.

    Raises:
        SamePerson: the actor has signed before.
        WrongState: it is not waiting for a release, or its day has passed.
    """
    require_person(actor, Role.FINANCE_RELEASER)
    batch = _locked(batch_id, BatchState.CHECKED, BatchState.PART_RELEASED)
    _another_person(actor, batch)
    if batch.released_by_id is None:
        batch.released_by_id, batch.released_by_name, batch.released_at = actor.account_id, actor.name, at
        return _signed(batch, BatchState.PART_RELEASED, 2, actor, at, "release.signed")
    batch.second_by_id, batch.second_by_name, batch.second_at = actor.account_id, actor.name, at
    return _signed(batch, BatchState.PART_RELEASED, 3, actor, at, "release.signed")


def batches_expire(*, at: datetime) -> int:
    """Take apart what nobody finished signing on its day (过期作废): it can never leave, its payments must not wait.

    Return how many batches that were.
    """
    late = Batch.objects.filter(state__in=OPEN_STATES, day__lt=day_of(at)).values_list("pk", flat=True)
    why = noop("付款日当天没有签完字，自动作废")
    for batch_id in late:
        with transaction.atomic():
            _take_apart(_locked(batch_id, *OPEN_STATES, frozen_too=True), why, Actor.system(), at)
    return len(late)


@transaction.atomic
def batch_cancel(*, batch_id: UUID, why: str, actor: Actor, at: datetime) -> BatchRef:
    """Take a batch apart that has not been released (作废); its payments wait for the next run.

    Raises:
        WrongState: it was released: what has left cannot be called back here.
    """
    require_person(actor, *DESK_ROLES)
    why = sentence(why, most=400, label=_("作废原因"))
    if not why:
        raise BadInput(_("请写明作废原因。"), field="why")
    return _take_apart(_locked(batch_id, *OPEN_STATES, frozen_too=True), why, actor, at)


def _take_apart(batch: Batch, why: str, actor: Actor, at: datetime) -> BatchRef:
    orders = lock_payouts(Q(batch=batch))
    batch.state, batch.cancelled_why = BatchState.CANCELLED, why
    batch.save(update_fields=["state", "cancelled_why"])
    note = _("批次 %(number)s 作废：%(why)s") % {"number": batch.number, "why": why}
    move([Move(order, Cause.UNBATCH, note=note) for order in orders], actor=actor, at=at)
    return batch_reference(batch)


def _locked(batch_id: UUID, *states: BatchState, frozen_too: bool = False) -> Batch:
    """The batch under a row lock, in one of the states; fund first, so that locks are always taken in one order."""
    found = Batch.objects.filter(pk=batch_id).values_list("fund_id", flat=True).first()
    if found is None:
        raise NotFound(_("没有找到这个付款批次。"))
    fund = lock_fund(found)
    if not frozen_too:
        require_open(fund)
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state not in states:
        state = BATCH_STATE_NAMES[BatchState(batch.state)]
        raise WrongState(_("这个批次已经是“%(state)s”，刚才已有人办过，这一步不用再办。") % {"state": state})
    return batch


def _another_person(actor: Actor, batch: Batch) -> None:
    if actor.account_id in (batch.made_by_id, batch.checked_by_id, batch.released_by_id):
        raise SamePerson(_("制单、复核、签发不能是同一个人，请由另一位同事办理。"))


def _signed(batch: Batch, state: BatchState, signatures: int, actor: Actor, at: datetime, point: str) -> BatchRef:
    """Keep a signature; with the last one, let the batch go."""
    if day_of(at) > batch.day:
        raise WrongState(_("这个批次的付款日已过，请作废后重新制单。"))
    _same_bytes(batch)
    batch.state = BatchState.RELEASED if signatures == batch.signatures else state
    batch.save()
    if batch.state == BatchState.RELEASED:
        orders = lock_payouts(Q(batch=batch))
        move([Move(order, Cause.RELEASE, note=batch.number) for order in orders], actor=actor, at=at)
        wake()
    passing(point)
    return batch_reference(batch)


def _same_bytes(batch: Batch) -> None:
    """What is signed is what was built: byte for byte."""
    if hashlib.sha256(batch.file.content).hexdigest() != batch.file.sha256:
        raise WrongState(_("付款文件与制单时的摘要不一致，已停止办理；请联系安全审计员。"))
