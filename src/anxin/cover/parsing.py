"""One order line, from text to values. Pure: every refusal is a sentence the platform can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cover.types import INDUSTRY_NAMES, Industry, OrderLine, Problem, ended
from anxin.kit.characters import is_storable
from anxin.kit.clock import SHANGHAI
from anxin.kit.errors import BadInput
from anxin.kit.text import fold

ORDER_NO_MAX: Final = 64
WORKER_MAX: Final = 40
CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far a platform's clock may run ahead of ours before an order counts as "in the future"."""

YEAR_FIRST: Final = 2020
YEAR_LAST: Final = 2199
"""Years an order can lie in: outside them a text is a typing mistake, not a moment."""

_DAY_LENGTH: Final = len("2026-11-23")

INDUSTRY_WORDS: Final[dict[str, Industry]] = {
    **{key.value: key for key in Industry},
    **{name: key for key, name in INDUSTRY_NAMES.items()},
    "外卖": Industry.DELIVERY,
    "网约车": Industry.RIDE,
}


class BadLine(BadInput):
    """A line that cannot be an order as it stands; ``problem`` says of which kind, so that a fix can be offered."""

    def __init__(self, sentence: str, problem: Problem = Problem.UNREADABLE) -> None:
        super().__init__(sentence)
        self.problem = problem


class OrderFacts(NamedTuple):
    """The values of one order, whoever sent them. A tuple, because there are tens of millions a day."""

    worker_id: UUID
    order_no: str
    accepted_at: datetime
    picked_at: datetime | None
    finished_at: datetime | None
    cancelled_at: datetime | None
    industry: Industry
    region: str

    @property
    def key(self) -> tuple[UUID, str]:
        """What tells one order of a platform from another. Given to somebody else, it is another piece of work."""
        return self.worker_id, self.order_no

    @property
    def ended_at(self) -> datetime | None:
        return ended(self.finished_at, self.cancelled_at)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a line is held against.

    Args:
        received_at: when it reached us; an order cannot have been accepted later.
        longest: an order that runs longer cannot be one order.
        earliest: orders accepted before are archived and no longer taken.
    """

    received_at: datetime
    longest: timedelta
    earliest: datetime

    @property
    def latest(self) -> datetime:
        return self.received_at + CLOCK_SKEW


def parse_moment(text: str, label: str) -> datetime | None:
    """A moment as platforms write it; without an offset it is Shanghai time. Empty means unknown.

    Raises:
        BadLine: naming the column.
    """
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        text = fold(text).replace("/", "-")
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadLine(_("%(label)s看不懂，请写成 2026-11-23 15:42:00。") % {"label": label}) from error
    if len(text) <= _DAY_LENGTH:
        raise BadLine(_("%(label)s缺少时分秒，请写成 2026-11-23 15:42:00。") % {"label": label})
    if not YEAR_FIRST <= at.year <= YEAR_LAST:
        raise BadLine(_("%(label)s的年份不对，请核对。") % {"label": label})
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def plain(text: str) -> str:
    """The text as it is stored; folding costs and most lines do not need it."""
    return text if text.isascii() and text.isprintable() and text == text.strip() else fold(text)


def parse_line(line: OrderLine, *, workers: Mapping[str, UUID], bounds: Bounds) -> OrderFacts:
    """Understand one line.

    Args:
        workers: who stands behind which text in the column ``worker``.

    Raises:
        BadLine: with the reason, in a sentence.
    """
    order_no = plain(line.order_no)
    if not order_no or len(order_no) > ORDER_NO_MAX or not is_storable(line.order_no):
        raise BadLine(_("订单号不能为空，最长 %(most)s 个字符。") % {"most": ORDER_NO_MAX})
    if not line.worker or not fold(line.worker):
        raise BadLine(_("缺少劳动者的身份证件号码。"))
    industry = INDUSTRY_WORDS.get(line.industry) or _industry(line.industry)
    region = plain(line.region)
    if region and not (region.isascii() and region.isdigit() and len(region) <= 12):
        raise BadLine(_("区划代码只能是数字，例如 110108。"))
    accepted_at = parse_moment(line.accepted_at, "接单时间")
    if accepted_at is None:
        raise BadLine(_("缺少接单时间：保障从接单的一刻算起，不能为空。"))
    ends = (
        parse_moment(line.picked_at, "取货时间"),
        parse_moment(line.finished_at, "完成时间"),
        parse_moment(line.cancelled_at, "取消时间"),
    )
    _check_times(accepted_at, ends, bounds)
    worker_id = workers.get(line.worker)
    if worker_id is None:
        raise BadLine(_("没有找到这位劳动者：请先为其办理实名登记，再发送订单。"), Problem.UNKNOWN_WORKER)
    return OrderFacts(worker_id, order_no, accepted_at, *ends, industry, region)


def _industry(text: str) -> Industry:
    found = INDUSTRY_WORDS.get(fold(text))
    if found is None:
        word = fold(text)[:20]
        raise BadLine(_("行业“%(word)s”不在目录里，请写出行、即时配送或同城货运。") % {"word": word})
    return found


def _check_times(accepted_at: datetime, ends: tuple[datetime | None, ...], bounds: Bounds) -> None:
    if accepted_at > bounds.latest:
        raise BadLine(_("接单时间在将来，请检查平台服务器的时钟和时区。"), Problem.FUTURE)
    if accepted_at < bounds.earliest:
        raise BadLine(_("这一天的订单已经存档，不能再从接口补报，请联系经办机构。"), Problem.ARCHIVED)
    for moment, label in zip(ends, ("取货时间", "完成时间", "取消时间"), strict=True):
        if moment is None:
            continue
        if moment < accepted_at:
            raise BadLine(_("%(label)s早于接单时间，请核对。") % {"label": label}, Problem.ENDS_EARLY)
        if moment > bounds.latest:
            sentence = _("%(label)s在将来，请检查平台服务器的时钟和时区。") % {"label": label}
            raise BadLine(sentence, Problem.FUTURE)
        if moment - accepted_at > bounds.longest:
            hours = int(bounds.longest.total_seconds() // 3600)
            sentence = _("这一单超过 %(hours)s 小时，不像是一单，请核对。") % {"hours": hours}
            raise BadLine(sentence, Problem.TOO_LONG)


def merged(known: OrderFacts, told: OrderFacts) -> OrderFacts:
    """What is known after a platform told us again: what it leaves out does not erase what it said before."""
    return told._replace(
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
