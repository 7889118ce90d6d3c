"""What was seen of a client since a run began, and questions about it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from anxin.notify.webhooks.types import DeliveryView
from anxin.platforms.types import Asked

Test = Callable[[Asked], bool]
PATIENCE: Final = timedelta(seconds=1)
"""A client that was told to wait counts as having waited when this much of its time is missing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The requests of a run, oldest first, and what its webhooks did."""

    asked: Sequence[Asked]
    deliveries: Sequence[DeliveryView] = ()

    def first(self, method: str, path: str, test: Test) -> Asked | None:
        """The first request of an endpoint that passes a test. ``path`` may end in ``*``."""
        return next((one for one in self.all(method, path) if test(one)), None)

    def all(self, method: str, path: str) -> Iterator[Asked]:
        """The requests of an endpoint."""
        whole = "/api/v1" + path
        return (one for one in self.asked if one.method == method and _matches(one.path.partition("?")[0], whole))

    def anywhere(self, test: Test) -> Asked | None:
        """The first request at all that passes a test."""
        return next((one for one in self.asked if test(one)), None)

    def twice(self, method: str, path: str, mark: str, test: Callable[[Asked, Asked], bool]) -> Asked | None:
        """The second of two requests with the same mark (``digest``, ``key``) that together pass a test."""
        before: dict[Any, Asked] = {}
        for one in self.all(method, path):
            value = one.facts.get(mark)
            if value and value in before and test(before[value], one):
                return one
            if value:
                before.setdefault(value, one)
        return None

    def both_keys(self) -> Asked | None:
        """The first good request under a second key."""
        good = [one for one in self.asked if one.good]
        return next((one for one in good if one.key_id != good[0].key_id), None)

    def waited(self) -> Asked | None:
        """The first good request after a refusal for quota that came no sooner than was asked for."""
        refused: Asked | None = None
        for one in self.asked:
            if one.status == 429:
                refused = one
            elif refused is not None and one.good:
                pause = timedelta(seconds=int(refused.facts.get("wait", 1))) - PATIENCE
                if one.at - refused.at >= pause:
                    return one
        return None


def _matches(path: str, pattern: str) -> bool:
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def answer(one: Asked, name: str) -> Any:
    """A plain value of a request's answer."""
    return one.facts.get("answer", {}).get(name)


def count(one: Asked, name: str) -> int:
    """A number of a request's answer; 0 when there is none."""
    value = answer(one, name)
    return value if isinstance(value, int) else 0
