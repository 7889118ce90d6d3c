"""One order line, from text to values. Pure: every refusal is a sentence the platform can act on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cover.types import INDUSTRY_NAMES, Industry, OrderLine
from anxin.kit.clock import SHANGHAI
from anxin.kit.errors import BadInput
from anxin.kit.text import fold, has_nul

ORDER_NO_MAX: Final = 64
CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far a platform's clock may run ahead of ours before an order counts as "in the future"."""

YEAR_FIRST: Final = 2020
YEAR_LAST: Final = 2199
"""Years an order can lie in: outside them a text is a typing mistake, not a moment."""

INDUSTRY_WORDS: Final[dict[str, Industry]] = {
    **{key.value: key for key in Industry},
    **{name: key for key, name in INDUSTRY_NAMES.items()},
    "外卖": Industry.DELIVERY,
    "网约车": Industry.RIDE,
}


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The values of one order, whoever sent them."""

    worker_id: UUID
    order_no: str
    accepted_at: datetime
    picked_at: datetime | None
    finished_at: datetime | None
    cancelled_at: datetime | None
    industry: Industry
    region: str


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """A line whose times and words are understood; the worker is still a text to be looked up."""

    worker: str
    order_no: str
    accepted_at: datetime
    picked_at: datetime | None
    finished_at: datetime | None
    cancelled_at: datetime | None
    industry: Industry
    region: str

    def of(self, worker_id: UUID) -> OrderFacts:
        return OrderFacts(
            worker_id=worker_id,
            order_no=self.order_no,
            accepted_at=self.accepted_at,
            picked_at=self.picked_at,
            finished_at=self.finished_at,
            cancelled_at=self.cancelled_at,
            industry=self.industry,
            region=self.region,
        )


def parse_moment(text: str, label: str) -> datetime | None:
    """A moment as platforms write it; without an offset it is Shanghai time. Empty means unknown.

    Raises:
        BadInput: naming the column.
    """
    plain = fold(text).replace("/", "-")
    if not plain:
        return None
    try:
        at = datetime.fromisoformat(plain)
    except ValueError as error:
        raise BadInput(_("%(label)s看不懂，请写成 2026-11-23 15:42:00。") % {"label": label}) from error
    if len(plain) <= len("2026-11-23"):
        raise BadInput(_("%(label)s缺少时分秒，请写成 2026-11-23 15:42:00。") % {"label": label})
    if not YEAR_FIRST <= at.year <= YEAR_LAST:
        raise BadInput(_("%(label)s的年份不对，请核对。") % {"label": label})
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def parse_line(line: OrderLine, *, received_at: datetime, longest: timedelta) -> ParsedLine:
    """Understand one line.

    Args:
        received_at: when it reached us; an order cannot have been accepted later.
        longest: an order that runs longer cannot be one order.

    Raises:
        BadInput: with the reason, in a sentence.
    """
    order_no = fold(line.order_no)
    if not order_no or len(order_no) > ORDER_NO_MAX or has_nul(line.order_no):
        raise BadInput(_("订单号不能为空，最长 %(most)s 个字符。") % {"most": ORDER_NO_MAX})
    if not fold(line.worker):
        raise BadInput(_("缺少劳动者的身份证件号码。"))
    industry = INDUSTRY_WORDS.get(fold(line.industry))
    if industry is None:
        raise BadInput(
            _("行业“%(word)s”不在目录里，请写出行、即时配送或同城货运。") % {"word": fold(line.industry)[:20]}
        )
    region = fold(line.region)
    if region and not (region.isascii() and region.isdigit() and len(region) <= 12):
        raise BadInput(_("区划代码只能是数字，例如 110108。"))
    accepted_at = parse_moment(line.accepted_at, _("接单时间"))
    if accepted_at is None:
        raise BadInput(_("缺少接单时间：保障从接单的一刻算起，不能为空。"))
    parsed = ParsedLine(
        worker=fold(line.worker),
        order_no=order_no,
        accepted_at=accepted_at,
        picked_at=parse_moment(line.picked_at, _("取货时间")),
        finished_at=parse_moment(line.finished_at, _("完成时间")),
        cancelled_at=parse_moment(line.cancelled_at, _("取消时间")),
        industry=industry,
        region=region,
    )
    _check_times(parsed, received_at=received_at, longest=longest)
    return parsed


def _check_times(parsed: ParsedLine, *, received_at: datetime, longest: timedelta) -> None:
    if parsed.accepted_at > received_at + CLOCK_SKEW:
        raise BadInput(_("接单时间在将来，请检查平台服务器的时钟和时区。"))
    labelled = (
        (parsed.picked_at, _("取货时间")),
        (parsed.finished_at, _("完成时间")),
        (parsed.cancelled_at, _("取消时间")),
    )
    for moment, label in labelled:
        if moment is None:
            continue
        if moment < parsed.accepted_at:
            raise BadInput(_("%(label)s早于接单时间，请核对。") % {"label": label})
        if moment > received_at + CLOCK_SKEW:
            raise BadInput(_("%(label)s在将来，请检查平台服务器的时钟和时区。") % {"label": label})
        if moment - parsed.accepted_at > longest:
            hours = int(longest.total_seconds() // 3600)
            raise BadInput(_("这一单超过 %(hours)s 小时，不像是一单，请核对。") % {"hours": hours})


def merged(known: OrderFacts, told: OrderFacts) -> OrderFacts:
    """What is known after a platform told us again: what it leaves out does not erase what it said before."""
    return replace(
        told,
        picked_at=told.picked_at or known.picked_at,
        finished_at=told.finished_at or known.finished_at,
        cancelled_at=told.cancelled_at or known.cancelled_at,
        region=told.region or known.region,
    )


def is_progress(known: OrderFacts, now: OrderFacts) -> bool:
    """Is every difference something that was still open before (picked up, finished), not a change of words?"""
    if (known.accepted_at, known.industry) != (now.accepted_at, now.industry):
        return False
    pairs = (
        (known.picked_at, now.picked_at),
        (known.finished_at, now.finished_at),
        (known.cancelled_at, now.cancelled_at),
        (known.region, now.region),
    )
    return all(not before or before == after for before, after in pairs)
