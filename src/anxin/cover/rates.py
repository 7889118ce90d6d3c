"""What one order costs its platform (费率): dated rows of the rules, in 1/10000 yuan (毫). No float anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from anxin.cover.types import UNRATED, Industry
from anxin.identity.types import OrgView
from anxin.kit.money import round_half_up
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow, Parameter

HAO_A_FEN: Final = 100
"""A fen is a hundred hao: 1/10000 yuan (毫)."""

CANCELLED_COUNTS: Final[dict[str, Callable[[bool], bool]]] = {
    "none": lambda picked: False,
    "picked": lambda picked: picked,
    "all": lambda picked: True,
}
"""Does a cancelled order count, by the word of the rules and whether the goods were picked up before."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one order of an industry costs a platform on a day, and what becomes of cancelled ones."""

    hao: int
    cancelled_counts: Callable[[bool], bool]

    def of(self, *, picked: bool, cancelled_first: bool) -> int:
        """The premium of one order in hao.

        Args:
            cancelled_first: it ended by being cancelled, not finished.
        """
        return self.hao if not cancelled_first or self.cancelled_counts(picked) else 0


_NOTHING: Final = Rate(UNRATED, lambda picked: True)


def rate(platform: OrgView, industry: Industry, day: date, known_on: date | None = None) -> Rate:
    """The rate in force on a day: base times floating coefficient, the platform's own rows before the industry's.

    Args:
        known_on: as published by then; today when None.

    Raises:
        MissingRow: naming the row nobody has entered.
    """
    base = _own_or_common("rate_hao", platform, industry, day, known_on)
    coefficient = _own_or_common("coefficient_percent", platform, industry, day, known_on)
    word = parameter("premium", "cancelled_orders_count", on=day, known_on=known_on)
    counts = CANCELLED_COUNTS.get(str(word.value))
    if counts is None:
        raise MissingRow(_("参数“cancelled_orders_count”只能是 none、picked 或 all，请政策分析员检查规则包。"))
    return Rate(round_half_up(base.number * coefficient.number, 100), counts)


def rate_or_none(platform: OrgView, industry: Industry, day: date, known_on: date) -> Rate:
    """As :func:`rate`, by what is published now where nothing was by ``known_on``.

    An order is kept, and covers, although nobody has published its rate yet.
    """
    for known in (known_on, None):
        try:
            return rate(platform, industry, day, known)
        except MissingRow:
            continue
    return _NOTHING


def missing_rate(platform: OrgView, industry: Industry, day: date) -> str:
    """The sentence that names the missing row, or an empty text."""
    try:
        rate(platform, industry, day)
    except MissingRow as missing:
        return missing.sentence
    return ""


def _own_or_common(name: str, platform: OrgView, industry: Industry, day: date, known_on: date | None) -> Parameter:
    if platform.credit_code:
        try:
            own = f"{name}.{industry}.p{platform.credit_code.lower()}"
            return parameter("premium", own, on=day, known_on=known_on)
        except MissingRow:
            pass
    return parameter("premium", f"{name}.{industry}", on=day, known_on=known_on)


def fen_of(hao: int) -> int:
    """Hao rounded to whole fen, halves away from zero: once per line of a bill, never before."""
    return round_half_up(hao, HAO_A_FEN) if hao >= 0 else -round_half_up(-hao, HAO_A_FEN)


def cancelled_first(finished_at: datetime | None, cancelled_at: datetime | None) -> bool:
    """Did an order end by being cancelled?"""
    return cancelled_at is not None and (finished_at is None or cancelled_at < finished_at)
