"""What templates need to speak with one voice: icons, money, days. Built in; no ``{% load %}`` needed."""

from datetime import date, datetime, timedelta

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from anxin.kit import clock
from anxin.kit.dates import formal_day, say_day, say_duration, say_left, say_moment
from anxin.kit.money import yuan_sign
from anxin.kit.text import listed, mask_account, mask_id, mask_name, mask_phone
from anxin.kit.workdays import current_calendar
from anxin.web.ui.retelling import retold as retold_text

register = template.Library()

register.filter("mask_name", mask_name)
register.filter("mask_id", mask_id)
register.filter("mask_phone", mask_phone)
register.filter("mask_account", mask_account)
register.filter("listed", listed)


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """A drawing of the sprite; with a label it is read aloud, without one it is decoration."""
    css = f"icon icon-{size}" if size else "icon"
    address = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, address)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, address)


@register.filter
def retold(text: object) -> str:
    """A stored sentence in the language of the page."""
    return retold_text(str(text))


@register.filter
def money(fen: int | None) -> str:
    """``30200`` (fen) as ``¥302.00``; a dash for no amount."""
    return "—" if fen is None else yuan_sign(fen)


@register.filter
def count(number: object) -> str:
    """How many there are: ``10937`` as ``10,937``; a dash for nothing known. What is no number stays as it is."""
    if number is None:
        return "—"
    return f"{number:,}" if isinstance(number, int) else str(number)


@register.filter
def moment(at: datetime | None) -> str:
    """``11月23日 周一 14:05``."""
    if at is None:
        return "—"
    return date_format(clock.local(at), "D j M, H:i") if _english() else say_moment(at, today=clock.today())


@register.filter
def clock_time(at: datetime | None) -> str:
    """``14:05`` on a clock in China."""
    return "—" if at is None else f"{clock.local(at):%H:%M}"


@register.filter
def day(value: date | datetime | None) -> str:
    """``11月23日 周一``."""
    if value is None:
        return "—"
    on = clock.day_of(value) if isinstance(value, datetime) else value
    return date_format(on, "D j M") if _english() else say_day(on, today=clock.today())


@register.filter
def formal(value: date | None) -> str:
    """``2026年11月23日``: a day of a contract or a law, named with its year."""
    if value is None:
        return "—"
    return date_format(value, "j M Y") if _english() else formal_day(value)


@register.filter
def month(value: date | None) -> str:
    """``2026年11月``: a period is named with its year."""
    if value is None:
        return "—"
    return date_format(value, "M Y") if _english() else f"{value.year}年{value.month}月"


@register.filter
def left(due: date | None) -> str:
    """``还剩 2 个工作日``."""
    return "—" if due is None else say_left(due, clock.today(), current_calendar())


@register.filter
def duration(length: timedelta | None) -> str:
    """``3 天 4 小时``."""
    return "—" if length is None else say_duration(length)


def _english() -> bool:
    return get_language() == "en"
