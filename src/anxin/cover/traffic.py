"""Made-up orders of a city (模拟订单): eleven platforms; fixed shares are sent again, late, corrected or bad.

The same seed gives the same orders, so that a run can be repeated and its sums be worked out beforehand.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from anxin.cover.types import Industry, OrderLine

PLATFORMS: Final = (
    ("快跑外卖", Industry.DELIVERY),
    ("团团到家", Industry.DELIVERY),
    ("闪达同城", Industry.DELIVERY),
    ("飞递", Industry.DELIVERY),
    ("顺手送", Industry.DELIVERY),
    ("悠行出行", Industry.RIDE),
    ("曹家出行", Industry.RIDE),
    ("运满城", Industry.FREIGHT),
    ("快犬货运", Industry.FREIGHT),
    ("悠行货运", Industry.FREIGHT),
    ("省心满载", Industry.FREIGHT),
)
"""Eleven invented platforms with what they do."""

REGIONS: Final = ("110101", "110102", "110105", "110106", "110107", "110108", "110109", "110111")

RESENT: Final = 30
LATE: Final = 20
CORRECTED: Final = 10
BAD: Final = 5
_OF: Final = 1000
"""Shares in a thousand lines."""

_SPREAD: Final = timedelta(minutes=8)


@dataclass(frozen=True, slots=True)
class Traffic:
    """The orders of one platform.

    Args:
        workers: what stands in the column ``worker``.
    """

    prefix: str
    industry: Industry
    workers: Sequence[str]
    seed: int = 7

    def lines(self, count: int, *, until: datetime) -> Iterator[OrderLine]:
        """``count`` lines that reach us at ``until``: most are new orders, some are lines sent before, or wrong."""
        chance = random.Random(f"{self.prefix}:{self.seed}")  # noqa: S311 - made-up orders, not secrets
        sent: list[OrderLine] = []
        number = 0
        for _ in range(count):
            lot = chance.randrange(_OF)
            if sent and lot < RESENT:
                yield chance.choice(sent)
            elif sent and lot < RESENT + CORRECTED:
                yield self._corrected(chance.choice(sent), chance)
            elif lot < RESENT + CORRECTED + BAD:
                yield self._bad(self._order(number := number + 1, chance, until), chance)
            else:
                late = lot >= _OF - LATE
                line = self._order(number := number + 1, chance, until - timedelta(hours=2) if late else until)
                sent.append(line)
                if len(sent) > _OF:
                    sent[chance.randrange(_OF)] = sent.pop()
                yield line

    def _order(self, number: int, chance: random.Random, until: datetime) -> OrderLine:
        accepted = until - timedelta(seconds=chance.randrange(int(_SPREAD.total_seconds())))
        ended = accepted + timedelta(seconds=chance.randrange(60, 480))
        return OrderLine(
            order_no=f"{self.prefix}{number:014d}",
            worker=chance.choice(self.workers),
            accepted_at=accepted.isoformat(),
            picked_at="",
            finished_at=ended.isoformat() if ended <= until else "",
            industry=self.industry.value,
            region=chance.choice(REGIONS),
        )

    def _corrected(self, line: OrderLine, chance: random.Random) -> OrderLine:
        return replace(line, region=chance.choice(REGIONS))

    def _bad(self, line: OrderLine, chance: random.Random) -> OrderLine:
        return chance.choice(
            (
                replace(line, accepted_at="昨天下午"),
                replace(line, worker="110105194912310021"),
                replace(line, finished_at="2020-01-01T00:00:00+08:00"),
            )
        )
