"""What a batch changes in the books (合并): pure, so that any mix can be tried by the thousand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from anxin.cover.parsing import OrderFacts, is_progress, merged
from anxin.cover.rates import Rate, cancelled_first
from anxin.cover.store import Stored, TallyKey
from anxin.cover.types import Industry, LineState
from anxin.kit.clock import day_of

RateOn = Callable[[Industry, str, date, date], Rate]
"""The rate of an industry in a region on a day, as published by another day."""

Key = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Change:
    """An order before and after a correction."""

    before: OrderFacts
    after: OrderFacts


@dataclass(slots=True)
class Outcome:
    """Everything a batch changes, gathered before anything is written."""

    fresh: dict[Key, Stored] = field(default_factory=dict)
    touched: dict[Key, Stored] = field(default_factory=dict)
    gone: list[OrderFacts] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    tallies: Counter[TallyKey] = field(default_factory=Counter)
    states: list[tuple[int, str, LineState]] = field(default_factory=list)
    suspect: list[OrderFacts] = field(default_factory=list)
    """Told late or told differently: an accident may have come first."""
    late: int = 0
    delay: timedelta = timedelta()
    delay_max: timedelta = timedelta()

    @property
    def written(self) -> list[OrderFacts]:
        """Every order the batch puts into the books or changes there."""
        return [row.facts for row in (*self.fresh.values(), *self.touched.values())]


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds lines against what is known.

    Args:
        rate: what one order costs; asked once per kind and day.
        at: when the batch reached us.
        late_after: new orders told later than this are late.
        open_month: the first month whose books are open; what concerns earlier days is booked there.
    """

    rate: RateOn
    at: datetime
    late_after: timedelta
    open_month: date
    _rates: dict[tuple[Industry, str, date, date], Rate] = field(default_factory=dict)

    def judge(self, known: Mapping[Key, Stored], told: Iterable[tuple[int, OrderFacts]]) -> Outcome:
        """Decide line by line, in the order they were sent."""
        out = Outcome()
        standing = dict(known)
        for number, facts in told:
            key = facts.key
            stands = standing.get(key)
            if stands is None:
                standing[key] = out.fresh[key] = self._new(out, facts)
                state = LineState.ACCEPTED
            else:
                state = self._again(out, standing, stands, facts)
            out.states.append((number, facts.order_no, state))
        out.gone = [
            known[key].facts
            for key, now in out.touched.items()
            if now.facts.accepted_at != known[key].facts.accepted_at
        ]
        return out

    def _new(self, out: Outcome, facts: OrderFacts) -> Stored:
        stored = self._stored(facts, self.at, None)
        out.tallies[self._tally(stored)] += 1
        delay = max(self.at - facts.accepted_at, timedelta())
        out.delay += delay
        out.delay_max = max(out.delay_max, delay)
        if delay > self.late_after:
            out.late += 1
            out.suspect.append(facts)
        return stored

    def _again(self, out: Outcome, standing: dict[Key, Stored], stands: Stored, told: OrderFacts) -> LineState:
        before, after, key = stands.facts, merged(stands.facts, told), told.key
        if after == before:
            return LineState.SAME
        progress = is_progress(before, after)
        revised_at = stands.revised_at if progress else self.at
        stored = self._stored(after, stands.declared_at, revised_at)
        out.tallies[self._tally(stands)] -= 1
        out.tallies[self._tally(stored)] += 1
        standing[key] = stored
        if key in out.fresh:
            out.fresh[key] = stored._replace(revised_at=None)
        else:
            out.touched[key] = stored
        if progress:
            return LineState.ACCEPTED
        out.changes.append(Change(before, after))
        out.suspect.append(after)
        return LineState.CORRECTED

    def _stored(self, facts: OrderFacts, declared_at: datetime, revised_at: datetime | None) -> Stored:
        cancelled = cancelled_first(facts.finished_at, facts.cancelled_at)
        rate = self._rate(facts.industry, facts.region, day_of(facts.accepted_at), day_of(declared_at))
        premium_hao = rate.of(picked=facts.picked_at is not None, cancelled_first=cancelled)
        return Stored(facts, premium_hao, declared_at, revised_at)

    def _tally(self, stored: Stored) -> TallyKey:
        facts = stored.facts
        day = day_of(facts.accepted_at)
        month = max(day.replace(day=1), self.open_month)
        return TallyKey(month, day, facts.industry, facts.region, stored.premium_hao)

    def _rate(self, industry: Industry, region: str, day: date, known_on: date) -> Rate:
        """As published when the order was first told, so that a later word about it does not change its price."""
        key = (industry, region, day, known_on)
        found = self._rates.get(key)
        if found is None:
            found = self._rates[key] = self.rate(*key)
        return found
