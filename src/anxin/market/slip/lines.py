"""The slip as lines of type, shared by picture and PDF: one order, one wording, in the language of who takes it.

What the employer wrote stays as he wrote it: the guard at the gate has to read it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anxin.kit.clock import local
from anxin.kit.dates import say_moment
from anxin.market.slip.types import Slip


@dataclass(frozen=True, slots=True)
class Line:
    """A text in one of the slip's styles: ``title``, ``pay``, ``fact`` (with a term), ``small``, ``rule``, ``qr``."""

    style: str
    text: str = ""
    term: str = ""


def lines(slip: Slip) -> Iterator[Line]:
    """From top to bottom."""
    yield Line("head", slip.market)
    yield Line("head", _("岗位匹配单  %(number)s") % {"number": slip.number})
    yield Line("rule")
    yield Line("title", slip.title)
    if slip.trade:
        yield Line("strong", slip.trade)
    yield Line("pay", slip.pay)
    yield Line("small", f"{slip.employer}  {slip.paid_how}".strip())
    yield Line("rule")
    yield Line("fact", slip.when, pgettext("slip", "时间"))
    yield Line("fact", slip.place, pgettext("slip", "地方"))
    if slip.way:
        yield Line("fact", slip.way, pgettext("slip", "怎么走"))
    yield Line("fact", f"{slip.contact}  {slip.phone}".strip(), pgettext("slip", "找谁"))
    if slip.bring:
        yield Line("fact", _("、").join(slip.bring), pgettext("slip", "带上"))
    yield Line("rule")
    yield Line("qr", slip.url)
    yield Line("centre", _("扫码在手机上看这个活、报名、到岗签到"))
    yield Line("rule")
    yield from _reasons(slip)
    counts = {"left": slip.slots_left, "ahead": slip.ahead}
    yield Line("small", _("还缺 %(left)s 人，已发出 %(ahead)s 张单子。") % counts)
    if slip.held_until:
        yield Line("strong", _("名额为您留到 %(time)s") % {"time": f"{local(slip.held_until):%H:%M}"})
    yield Line("small", _("本单有效到 %(time)s") % {"time": say_moment(slip.valid_until)})
    if slip.offline:
        yield Line("strong", _("断网时打印：名额没有留住，去之前请先打电话。"))
    yield Line("small", _("找活不收费。要您交押金、培训费、服装费的，不要交，打 12333。"))
    made = {"time": say_moment(slip.printed_at), "version": slip.version}
    yield Line("tiny", _("%(time)s 打印 · 匹配版本 %(version)s") % made)


def _reasons(slip: Slip) -> Iterator[Line]:
    if slip.why:
        yield Line("small", _("为什么推荐：%(why)s") % {"why": " · ".join(slip.why)})
    if slip.missing:
        yield Line("small", _("还差：%(missing)s") % {"missing": _("、").join(slip.missing)})
