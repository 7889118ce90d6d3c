"""Days and moments as people say them."""

from datetime import date, datetime, timedelta

from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from anxin.kit.clock import local
from anxin.kit.workdays import Calendar

_WEEKDAYS = "一二三四五六日"
_DAYS_COUNTED = 100
"""Up to here days are counted: the longest limit in working days that people wait for is a quarter of a year."""
_MONTHS_COUNTED = 24
_UNITS = (gettext_noop("天"), gettext_noop("小时"), gettext_noop("分钟"), gettext_noop("秒"))


def say_day(day: date, *, today: date | None = None) -> str:
    """``11月23日 周一`` (``Mon 23 Nov`` in English); the year only when it is not this year."""
    if get_language() == "en":
        return f"{day:%a %-d %b}" + ("" if today is None or day.year == today.year else f" {day.year}")
    year = "" if today is None or day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"


def formal_day(day: date) -> str:
    """``2026年11月23日``: as forms and letters are dated, whatever the language of the page."""
    return f"{day.year}年{day.month}月{day.day}日"


def say_moment(at: datetime, *, today: date | None = None) -> str:
    """``11月23日 周一 14:05``."""
    wall = local(at)
    return f"{say_day(wall.date(), today=today)} {wall:%H:%M}"


def say_left(due: date, today: date, calendar: Calendar) -> str:
    """How long is left, in the words people use: ``还剩 2 个工作日``, ``今天到期``, ``已超期 1 天``, ``还剩约 3 年``.

    Nobody counts working days over months, and calendars of later years are not known yet.
    """
    if due == today:
        return _("今天到期")
    days = (due - today).days
    if days < 0:
        return ngettext("已超期 %(days)s 天", "已超期 %(days)s 天", -days) % {"days": -days}
    if days > _DAYS_COUNTED:
        return _say_long(days)
    working = calendar.between(today, due)
    if working == 0:
        return ngettext("还剩 %(days)s 天", "还剩 %(days)s 天", days) % {"days": days}
    return ngettext("还剩 %(days)s 个工作日", "还剩 %(days)s 个工作日", working) % {"days": working}


def _say_long(days: int) -> str:
    months = round(days / 30.44)
    if months < _MONTHS_COUNTED:
        return ngettext("还剩约 %(months)s 个月", "还剩约 %(months)s 个月", months) % {"months": months}
    years = round(months / 12)
    return ngettext("还剩约 %(years)s 年", "还剩约 %(years)s 年", years) % {"years": years}


def say_duration(length: timedelta) -> str:
    """``3 天 4 小时``, ``12 分钟``, ``45 秒``: two units at most."""
    seconds = max(int(length.total_seconds()), 0)
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    parts = [part for part in zip((days, hours, minutes, seconds), _UNITS, strict=True) if part[0]]
    return " ".join(f"{number} {_(unit)}" for number, unit in parts[:2]) or _("不到 1 秒")
