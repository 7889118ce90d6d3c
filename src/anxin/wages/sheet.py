"""The arithmetic of a wage sheet (工资核算), to the fen and without the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from anxin.kit.dates import formal_day
from anxin.kit.errors import BadInput
from anxin.kit.money import round_half_up, yuan_sign
from anxin.wages.types import Basis

THOUSANDTHS: Final = 1000
EARLIEST: Final = date(1990, 1, 1)
"""Days before this are slips of the keyboard, not unpaid wages that anybody still pursues."""

PLAUSIBLE_FEN: Final = 10**10
"""A hundred million yuan: more than this for one person is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class LineIn:
    """A line as somebody enters it. Money in fen, quantity in thousandths of the basis."""

    period_from: date
    period_to: date
    basis: Basis
    price_fen: int
    quantity_milli: int
    paid_fen: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line worked out: agreed = price × quantity, rounded to the fen; owed = agreed − paid."""

    given: LineIn
    agreed_fen: int
    owed_fen: int


def line_of(given: LineIn, *, today: date) -> Line:
    """Work a line out.

    Raises:
        BadInput: with what is wrong, in words that name the period.
    """
    check_period(given.period_from, given.period_to, today=today)
    if min(given.price_fen, given.quantity_milli, given.paid_fen) < 0:
        raise BadInput(_("%(period)s：单价、数量和已付都不能小于零。") % {"period": _period(given)})
    agreed = round_half_up(given.price_fen * given.quantity_milli, THOUSANDTHS)
    if agreed > PLAUSIBLE_FEN:
        raise BadInput(
            _("%(period)s：应付 %(sum)s 大得不合常理，请核对单价和数量。")
            % {"period": _period(given), "sum": yuan_sign(agreed)}
        )
    if given.paid_fen > agreed:
        raise BadInput(
            _("%(period)s：已付 %(paid)s 多于应付 %(agreed)s，请核对。")
            % {"period": _period(given), "paid": yuan_sign(given.paid_fen), "agreed": yuan_sign(agreed)}
        )
    return Line(given, agreed, agreed - given.paid_fen)


def lines_of(given: Sequence[LineIn], *, today: date) -> tuple[Line, ...]:
    """Work a worker's lines out; two lines of one basis may not share a day.

    Raises:
        BadInput
    """
    lines = tuple(line_of(one, today=today) for one in given)
    ordered = sorted(given, key=lambda one: (one.basis, one.period_from))
    for one, after in pairwise(ordered):
        overlaps = one.basis == after.basis and after.period_from <= one.period_to
        if overlaps and one.basis in (Basis.MONTH, Basis.DAY):
            raise BadInput(
                _("%(one)s 和 %(other)s 有重叠的日子，会重复计算，请改成不重叠的时段。")
                % {"one": _period(one), "other": _period(after)}
            )
    return lines


def check_period(first: date | None, last: date | None, *, today: date) -> None:
    """Raises ``BadInput`` for a period that runs backwards, lies in the future or decades ago."""
    for day in (first, last):
        if day is not None and day < EARLIEST:
            raise BadInput(_("日期 %(day)s 太早，请核对年份。") % {"day": formal_day(day)}, field="period_from")
    if first is not None and first > today:
        raise BadInput(_("欠薪开始的日期 %(day)s 在将来，请核对。") % {"day": formal_day(first)}, field="period_from")
    if first is not None and last is not None and last < first:
        raise BadInput(_("欠薪的结束日期早于开始日期，请核对。"), field="period_to")


def extra_damages(open_fen: int, percent: int) -> int:
    """Extra damages (加付赔偿金): a percentage of what was still due, cut down to the fen."""
    return open_fen * percent // 100


def _period(given: LineIn) -> str:
    return f"{formal_day(given.period_from)}至{formal_day(given.period_to)}"
