"""What one order costs its platform (费率): dated rows of the rules, in 1/10000 yuan (毫). No float anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F, Q
from django.utils.translation import gettext as _

from anxin.cover.types import INDUSTRY_NAMES, UNRATED, Industry
from anxin.identity.types import OrgKind, OrgView
from anxin.kit.money import round_half_up
from anxin.platforms.selectors import joinings
from anxin.platforms.types import JoiningView
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow, Parameter

HAO_A_FEN: Final = 100
"""A fen is a hundred hao: 1/10000 yuan (毫)."""

BASE_CLASS: Final = "基准"
"""The rate class that changes nothing. Every other one needs its row ``class_percent.<class>`` in the rules."""

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


@dataclass(frozen=True, slots=True)
class Contributor:
    """Who pays for orders: a platform and where it has joined (参保登记).

    ``joined`` is None for a sandbox, which joins nothing and pays nothing.
    """

    platform: OrgView
    joined: Sequence[JoiningView] | None

    def joining(self, industry: Industry, region: str, day: date) -> JoiningView | None:
        """The joining an order falls under: of its industry, on its day, the narrowest region that holds it.

        An order that names no region falls under the only joining there is.
        """
        on_day = [
            one
            for one in self.joined or ()
            if one.industry == industry.value
            and one.starts_on <= day
            and (one.ends_on is None or day <= one.ends_on)
            and region.startswith(_stem(one.region_code) if region else "")
        ]
        if not region and len(on_day) != 1:
            return None
        return max(on_day, key=lambda one: len(_stem(one.region_code)), default=None)


def contributor_of(platform: OrgView) -> Contributor:
    """A platform with its joinings as they stand."""
    sandbox = platform.kind is OrgKind.SANDBOX
    return Contributor(platform, None if sandbox else joinings(platform_id=platform.id))


def _stem(code: str) -> str:
    """The digits that every place of a region begins with: ``110000 -> 11``, ``110108 -> 110108``."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def rate(contributor: Contributor, industry: Industry, region: str, day: date, known_on: date | None = None) -> Rate:
    """The rate in force on a day where the order was: base times floating coefficient times the rate class.

    A platform's own rows go before those of the region it has joined in, and these before the industry's.

    Args:
        known_on: as published by then; today when None.

    Raises:
        MissingRow: naming the row nobody has entered, or the joining that is missing.
    """
    joining = contributor.joining(industry, region, day)
    if joining is None and contributor.joined is not None:
        raise MissingRow(_not_joined(contributor.platform, industry, region, day))
    marks = _marks(contributor.platform, joining)
    base = _narrowest(f"rate_hao.{industry}", marks, day, known_on)
    coefficient = _narrowest(f"coefficient_percent.{industry}", marks, day, known_on)
    percent = _class_percent(joining, day, known_on)
    word = parameter("premium", "cancelled_orders_count", on=day, known_on=known_on)
    counts = CANCELLED_COUNTS.get(str(word.value))
    if counts is None:
        raise MissingRow(_("参数“cancelled_orders_count”只能是 none、picked 或 all，请政策分析员检查规则包。"))
    return Rate(round_half_up(base.number * coefficient.number * percent, 100 * 100), counts)


def _not_joined(platform: OrgView, industry: Industry, region: str, day: date) -> str:
    words = {
        "platform": platform.short_name,
        "industry": INDUSTRY_NAMES[industry],
        "day": day,
        "region": region or _("没有写区划的订单"),
    }
    return _("%(platform)s 在 %(region)s 没有%(industry)s的参保登记（%(day)s），请系统管理员登记后补定费率。") % words


def _marks(platform: OrgView, joining: JoiningView | None) -> list[str]:
    """What rows of narrower validity end in: the platform's credit code, then the region it has joined in."""
    own = [f".p{platform.credit_code.lower()}"] if platform.credit_code else []
    return [*own, *([f".r{joining.region_code}"] if joining else []), ""]


def _class_percent(joining: JoiningView | None, day: date, known_on: date | None) -> int:
    if joining is None or joining.rate_class == BASE_CLASS:
        return 100
    return parameter("premium", f"class_percent.{joining.rate_class}", on=day, known_on=known_on).number


def rate_or_none(contributor: Contributor, industry: Industry, region: str, day: date, known_on: date) -> Rate:
    """As :func:`rate`, by what is published now where nothing was by ``known_on``.

    An order is kept, and covers, although nobody has published its rate or entered the joining yet.
    """
    for known in (known_on, None):
        try:
            return rate(contributor, industry, region, day, known)
        except MissingRow:
            continue
    return _NOTHING


def missing_rate(contributor: Contributor, industry: Industry, region: str, day: date) -> str:
    """The sentence that names what is missing, or an empty text."""
    try:
        rate(contributor, industry, region, day)
    except MissingRow as missing:
        return missing.sentence
    return ""


def _narrowest(name: str, marks: Sequence[str], day: date, known_on: date | None) -> Parameter:
    for mark in marks[:-1]:
        try:
            return parameter("premium", name + mark, on=day, known_on=known_on)
        except MissingRow:
            continue
    return parameter("premium", name + marks[-1], on=day, known_on=known_on)


def fen_of(hao: int) -> int:
    """Hao rounded to whole fen, halves away from zero: once per line of a bill, never before."""
    return round_half_up(hao, HAO_A_FEN) if hao >= 0 else -round_half_up(-hao, HAO_A_FEN)


def cancelled_first(finished_at: datetime | None, cancelled_at: datetime | None) -> bool:
    """Did an order end by being cancelled?"""
    return cancelled_at is not None and (finished_at is None or cancelled_at < finished_at)


CANCELLED_FIRST: Final = Q(cancelled_at__isnull=False) & (Q(finished_at=None) | Q(cancelled_at__lt=F("finished_at")))
""":func:`cancelled_first`, for many orders at once."""
