"""The payment day by itself (付款日程): each step looks at rows and does what is due.

A step that fails leaves its rows as they were, is logged, and does not stop the others. Running twice at once, or
again after a crash at any point, does nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.funds.bankdays import bank_days
from anxin.funds.memo import NO_BANK
from anxin.funds.models import Batch, Fund, PayoutOrder
from anxin.funds.rules import payout_rules
from anxin.funds.services.batch import OPEN_STATES, batch_check, batch_release, batches_expire
from anxin.funds.services.clearing import rejections_clear
from anxin.funds.services.inbox import files_collect
from anxin.funds.services.run import batch_reference, payout_run
from anxin.funds.services.sending import batches_ask, batches_send, overdue_mark
from anxin.funds.types import BatchRef, BatchState, PayoutState
from anxin.identity.selectors import staff_with
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of, local
from anxin.kit.errors import NotAllowed, Refused

log = logging.getLogger(__name__)


def payment_day(*, at: datetime) -> None:
    """Do everything that is due at this moment."""
    for step in STEPS:
        try:
            step(at)
        except Refused as refused:
            log.warning("payment step %s: %s", step.__name__, refused)


def collect(at: datetime) -> None:
    """Hear the bank first: what it has done comes before what we plan."""
    files_collect(at=at)


def expire(at: datetime) -> None:
    """Give back what stands in batches whose day is over."""
    batches_expire(at=at)


def run_when_due(at: datetime) -> None:
    """Build the batch of the day at the bureau's cut-off; in a demonstration, as soon as something waits."""
    for fund in Fund.objects.filter(frozen_at__isnull=True).exclude(bank=NO_BANK).values_list("code", flat=True):
        if _run_is_due(fund, at):
            payout_run(fund=fund, actor=Actor.system(), at=at)


def _run_is_due(fund: str, at: datetime) -> bool:
    day = day_of(at)
    if not PayoutOrder.objects.filter(fund=fund, state=PayoutState.APPROVED).exists():
        return False
    days = bank_days(day)
    if days.calendar.is_provisional(day) or not days.is_open(day):
        return False
    if settings.ANXIN_DEMO:
        return not Batch.objects.filter(fund=fund, state__in=OPEN_STATES).exists()
    wall = local(at)
    past_cut_off = wall.hour * 60 + wall.minute >= payout_rules(day).cut_off_minute
    return past_cut_off and not Batch.objects.filter(fund=fund, day=day, made_by_id__isnull=True).exists()


def demonstration_desk(at: datetime) -> None:
    """In a demonstration city the invented finance people sign what nobody has signed for a while."""
    if not settings.ANXIN_DEMO:
        return
    since = at - timedelta(minutes=settings.ANXIN_DEMO_DESK_MINUTES)
    for batch in Batch.objects.filter(state__in=OPEN_STATES, made_at__lte=since, day__gte=day_of(at)).order_by("id"):
        sign_as_demonstration(batch, at)


def sign_as_demonstration(batch: Batch, at: datetime) -> None:
    """Sign with the demonstration's finance people, one role after the other."""
    if batch.state == BatchState.BUILT:
        checker = _somebody(Role.FINANCE_CHECKER, batch)
        batch_check(batch_id=batch.pk, actor=checker, at=at)
    batch.refresh_from_db()
    while batch.state in (BatchState.CHECKED, BatchState.PART_RELEASED):
        batch_release(batch_id=batch.pk, actor=_somebody(Role.FINANCE_RELEASER, batch), at=at)
        batch.refresh_from_db()


def demonstration_day(*, at: datetime) -> BatchRef | None:
    """A whole payment day at once with the demonstration's people; None when nothing was payable.

    Raises:
        NotAllowed: outside a demonstration city, where people sign themselves.
    """
    if not settings.ANXIN_DEMO:
        raise NotAllowed("只有演示环境可以由演示人员代签；请由财务人员在付款台办理。")
    files_collect(at=at)
    built = payout_run(actor=Actor.system(), at=at)
    if built is None:
        return None
    batch = Batch.objects.get(pk=built.id)
    sign_as_demonstration(batch, at)
    batches_send(at=at)
    files_collect(at=at)
    batch.refresh_from_db()
    return batch_reference(batch)


def _somebody(role: Role, batch: Batch) -> Actor:
    """The first person in a role who has not signed this batch."""
    signed = {batch.made_by_id, batch.checked_by_id, batch.released_by_id}
    for person in staff_with(role):
        if person.account_id not in signed:
            return person.actor()
    raise Refused(_("没有还未经手这个批次的%(role)s，请先设置财务岗位。") % {"role": role})


def send(at: datetime) -> None:
    """Hand over what was released."""
    batches_send(at=at)


def ask(at: datetime) -> None:
    """Ask about what is unknown."""
    batches_ask(at=at)


def mark_overdue(at: datetime) -> None:
    """What has waited too long is unknown."""
    overdue_mark(at=at)


@transaction.atomic
def clear_rejections(at: datetime) -> None:
    """Close rejections that a statement has confirmed."""
    for fund in Fund.objects.exclude(bank=NO_BANK).values_list("code", flat=True):
        rejections_clear(fund=fund, at=at)


STEPS: tuple[Callable[[datetime], None], ...] = (
    collect,
    expire,
    run_when_due,
    demonstration_desk,
    send,
    ask,
    collect,
    mark_overdue,
    clear_rejections,
)
