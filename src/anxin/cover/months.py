"""Months of the books (账期): the first day stands for the month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput

EVER: Final = date(1, 1, 1)
"""Before every month: the books of a platform that never closed one are open from here."""

_MONTH = re.compile(r"(\d{4})-?(\d{2})")


def month_of(day: date) -> date:
    """The month a day belongs to."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(month: date) -> date:
    """The month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def last_day(month: date) -> date:
    """Its last day."""
    return month_after(month) - timedelta(days=1)


def month_parse(text: str) -> date:
    """``2026-10`` or ``202610``.

    Raises:
        BadInput: it is no month.
    """
    found = _MONTH.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) < 2200:
        raise BadInput(_("月份请写成 2026-10。"))
    return date(int(found[1]), int(found[2]), 1)


def month_named(text: str) -> date | None:
    """The month an address names; None when it names none, or none we know."""
    try:
        return month_parse(text)
    except BadInput:
        return None
