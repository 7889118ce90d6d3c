"""Reminding platforms of overdue premium (催缴): as often and as late as the rules say, each once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.cover.models import Bill, Dunning
from anxin.identity.selectors import orgs_by_id, staff_with
from anxin.identity.types import Role
from anxin.kit.clock import day_of
from anxin.kit.dates import say_day
from anxin.kit.money import yuan_sign
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient
from anxin.policy.selectors import parameter


def bills_dun(*, at: datetime) -> int:
    """Send the reminders that are due today; return how many bills were reminded of. Running it again sends none."""
    today = day_of(at)
    overdue = Bill.objects.filter(due_on__lt=today, received_fen__lt=F("amount_fen")).order_by("due_on", "id")
    return sum(_dun(bill, at) for bill in overdue)


@transaction.atomic
def _dun(bill: Bill, at: datetime) -> bool:
    level = _level(bill.due_on, day_of(at))
    if level == 0 or bill.dunnings.filter(level__gte=level).exists():
        return False
    open_fen = bill.amount_fen - bill.received_fen
    row = Dunning(bill=bill, level=level, sent_at=at, open_fen=open_fen, told=0)
    Dunning.objects.bulk_create([row], ignore_conflicts=True)
    if not Dunning.objects.filter(pk=row.pk).exists():
        return False
    told = tell(
        event="premium_overdue",
        audience=Audience.PLATFORM,
        recipients=_people(bill),
        data={
            "month": _("%(year)s年%(month)s月") % {"year": bill.month.year, "month": bill.month.month},
            "amount": yuan_sign(open_fen),
            "due": say_day(bill.due_on, today=day_of(at)),
            "platform": orgs_by_id([bill.platform_id])[bill.platform_id].short_name,
        },
        key=f"premium:{bill.pk}:dunning:{level}",
        at=at,
    )
    Dunning.objects.filter(pk=row.pk).update(told=told)
    return True


def _level(due_on: date, today: date) -> int:
    """How many of the days named in the rules have passed since the bill was due."""
    days = parameter("premium", "dunning_days", on=due_on).value
    steps = days if isinstance(days, tuple) else (days,)
    return sum(1 for step in steps if isinstance(step, int) and due_on + timedelta(days=step) <= today)


def _people(bill: Bill) -> list[Recipient]:
    people = {
        person.account_id: person
        for role in (Role.PLATFORM_MANAGER, Role.PLATFORM_OPERATOR)
        for person in staff_with(role, [bill.platform_id])
    }
    return [Recipient(account_id=account_id) for account_id in sorted(people)]
