"""Scores in the words of the people they are about (说明)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from anxin.market.jobs.trades import trade_list
from anxin.market.matching.types import Missing, Part, Parts

MISSING_MOST: Final = 4
FURTHER_M: Final = 3_000
"""How much further "3 km more" is."""


def kilometres(metres: int) -> str:
    """``800 米``, ``2.3 公里``."""
    if metres < 1000:
        return _("%(n)s 米") % {"n": metres // 50 * 50 or 50}
    return _("%(n)s 公里") % {"n": f"{metres / 1000:.1f}"}


def parts_in_words(parts: Parts, *, same_trade: bool, asked: int) -> tuple[Part, ...]:
    """Each part with its reason, in the order people read them."""
    trade = _("工种一致") if same_trade else _("同类工种") if parts.trade else _("别的工种")
    skill = _("技能 %(held)s/%(asked)s") % {"held": parts.skills_held, "asked": asked} if asked else _("不要求技能")
    return (
        Part("trade", trade, parts.trade),
        Part("skill", skill, parts.skill),
        Part("pay", _("工钱高于期望"), parts.pay),
        Part("near", kilometres(parts.distance), parts.near),
        Part("fresh", _("新发布"), parts.fresh),
    )


def missing_in_words(counts: Mapping[str, int]) -> tuple[Missing, ...]:
    """What one step more would open, the most first: ``差健康证：可多 812 个岗位``."""
    found = [Missing(key, _missing(key, count), count) for key, count in counts.items() if count > 0]
    return tuple(sorted(found, key=lambda one: (-one.count, one.key))[:MISSING_MOST])


def _missing(key: str, count: int) -> str:
    if key == "distance":
        return _("再多走 3 公里：可多 %(n)s 个岗位") % {"n": count}
    if key == "time":
        return _("时间再宽一些：可多 %(n)s 个岗位") % {"n": count}
    if key == "pay":
        return _("期望工钱低一点：可多 %(n)s 个岗位") % {"n": count}
    bit = int(key.rpartition(":")[2])
    condition = next(one for one in trade_list().conditions if one.bit == bit)
    return _("差%(name)s：可多 %(n)s 个岗位") % {"name": condition.shown, "n": count}
