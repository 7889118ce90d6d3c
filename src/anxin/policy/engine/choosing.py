"""Which release answers: the law of one day, as we had published it by another day."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from anxin.policy.engine.errors import NoRules


class Dated(Protocol):
    """Anything with the two dates and a revision."""

    @property
    def in_force(self) -> date: ...
    @property
    def released_on(self) -> date: ...
    @property
    def revision(self) -> int: ...


R = TypeVar("R", bound=Dated)


def release_for(releases: Iterable[R], *, law_on: date, known_on: date, title: str = "规则") -> R:
    """The rules that applied on ``law_on``, as we had published them by ``known_on``.

    The latest in-force day wins, then the latest publication, then the higher revision: a correction replaces
    what it corrects from the day it was published, never before.

    Raises:
        NoRules: when nothing that applied was published by then.
    """
    usable = [r for r in releases if r.in_force <= law_on and r.released_on <= known_on]
    if not usable:
        raise NoRules(f"{title}：适用于 {law_on} 的版本在 {known_on} 之前没有发布，请政策分析员发布后再办理。")
    return max(usable, key=lambda r: (r.in_force, r.released_on, r.revision))
