"""Lines that cannot be orders as they stand (隔离): kept with what is wrong, offered with what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.cover.limits import longest_of_all
from anxin.cover.models import QuarantinedLine
from anxin.cover.parsing import BadLine, parse_moment
from anxin.cover.services.orders import orders_take
from anxin.cover.types import Fix, LineAnswer, LineState, OrderLine, Problem, Source
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import NotAllowed, NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DROP: Final = "drop"
ALIKE_MOST: Final = 100
"""Lines one press puts right: what a page can wait for."""

_OFFSET: Final = timedelta(hours=8)

FIXES: Final[dict[Problem, tuple[tuple[str, StrOrPromise], ...]]] = {
    Problem.UNKNOWN_WORKER: (("again", gettext_lazy("已登记，再收一次")),),
    Problem.ENDS_EARLY: (
        ("without_end", gettext_lazy("先不要结束时间")),
        ("next_day", gettext_lazy("结束时间是第二天的")),
    ),
    Problem.TOO_LONG: (("without_end", gettext_lazy("先不要结束时间")), ("capped", gettext_lazy("按最长时间结束"))),
    Problem.FUTURE: (
        ("again", gettext_lazy("现在再收一次")),
        ("eight_hours", gettext_lazy("时间多写了 8 小时，减去")),
    ),
    Problem.UNREADABLE: (),
    Problem.ARCHIVED: (),
}
"""What can be done about each kind of problem: key and label. Dropping a line is always possible."""


def fixes_for(problem: Problem) -> tuple[Fix, ...]:
    """What can be done about a line."""
    return (*(Fix(key, str(label)) for key, label in FIXES[problem]), Fix(DROP, _("不要这一行了")))


@transaction.atomic
def quarantine_fix(*, line_id: UUID, fix: str, actor: Actor, at: datetime) -> LineAnswer:
    """Do one of the offered fixes, or drop the line. What is still wrong stays in quarantine with its new reason.

    Raises:
        NotFound: no such open line of the actor's platform.
        NotAllowed: this fix is not offered for this line.
    """
    row = QuarantinedLine.objects.select_for_update(of=("self",)).filter(pk=line_id, settled_at=None).first()
    if row is None or not _may(actor, row.platform_id):
        raise NotFound(_("没有这一行，可能已经处理过了。"))
    line = OrderLine(**row.content)
    if fix == DROP:
        _settle(row, fix, actor, at)
        return LineAnswer(1, row.order_no, LineState.REFUSED, row.reason)
    if fix not in {key for key, _label in FIXES[Problem(row.problem)]}:
        raise NotAllowed(_("这一行不能这样处理。"))
    repaired = fixed(line, fix, longest=longest_of_all(day_of(at)))
    answer = orders_take(platform_id=row.platform_id, lines=[repaired], actor=actor, at=at, source=Source.FIX)[0]
    if answer.state is not LineState.REFUSED:
        _settle(row, fix, actor, at)
    elif repaired != line:
        _settle(row, "replaced", actor, at)
    return answer


def quarantine_fix_alike(
    *, platform_id: UUID, problem: Problem, fix: str, actor: Actor, at: datetime
) -> tuple[int, int]:
    """Do one of the offered fixes for all lines with one kind of problem, at most ``ALIKE_MOST`` of them.

    Returns how many lines were taken or dropped, and how many are still wrong. Each line by itself: one that is still
    wrong costs no other.

    Raises:
        NotFound: not the actor's platform. NotAllowed: this fix is not offered.
    """
    if not _may(actor, platform_id):
        raise NotFound(_("没有这个平台的订单数据。"))
    rows = QuarantinedLine.objects.filter(platform_id=platform_id, problem=problem.value, settled_at=None)
    done = left = 0
    for line_id in rows.order_by("last_at").values_list("pk", flat=True)[:ALIKE_MOST]:
        answer = quarantine_fix(line_id=line_id, fix=fix, actor=actor, at=at)
        wrong = answer.state is LineState.REFUSED and fix != DROP
        done, left = done + (not wrong), left + wrong
    return done, left


def _may(actor: Actor, platform_id: UUID) -> bool:
    return actor.is_system or platform_id in actor.orgs(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)


def _settle(row: QuarantinedLine, how: str, actor: Actor, at: datetime) -> None:
    row.settled_at, row.settled_how, row.settled_by = at, how, actor.account_id
    row.save(update_fields=["settled_at", "settled_how", "settled_by"])


def fixed(line: OrderLine, fix: str, *, longest: timedelta) -> OrderLine:
    """The line after a fix. Pure; an unreadable time stays as it is and is refused again."""
    if fix == "without_end":
        return replace(line, picked_at="", finished_at="", cancelled_at="")
    if fix == "next_day":
        return _moved(line, ("picked_at", "finished_at", "cancelled_at"), timedelta(days=1), only_early=True)
    if fix == "eight_hours":
        return _moved(line, ("accepted_at", "picked_at", "finished_at", "cancelled_at"), -_OFFSET)
    if fix == "capped":
        return _capped(line, longest)
    return line


def _moved(line: OrderLine, names: Sequence[str], by: timedelta, *, only_early: bool = False) -> OrderLine:
    try:
        start = parse_moment(line.accepted_at, "")
        told = {name: parse_moment(getattr(line, name), "") for name in names}
    except BadLine:
        return line
    moved = {
        name: (at + by).isoformat() for name, at in told.items() if at and not (only_early and start and at >= start)
    }
    return replace(line, **moved)


def _capped(line: OrderLine, longest: timedelta) -> OrderLine:
    try:
        start = parse_moment(line.accepted_at, "")
        told = {name: parse_moment(getattr(line, name), "") for name in ("picked_at", "finished_at", "cancelled_at")}
    except BadLine:
        return line
    if start is None:
        return line
    return replace(line, **{name: min(at, start + longest).isoformat() for name, at in told.items() if at})
