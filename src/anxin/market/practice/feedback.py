"""What an answer said and what it left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from anxin.kit.text import fold
from anxin.market.practice.bank import Point, Question

ANSWER_LENGTH_MOST: Final = 1000
_SHORT: Final = 15
_LONG: Final = 260
"""Characters: about a minute of speech."""
_FILLERS: Final = re.compile(r"嗯|呃|那个那个|就是说|怎么说呢")
_FILLERS_MANY: Final = 3


@dataclass(frozen=True, slots=True)
class Feedback:
    """The checklist of one answer: points said, points left out, and hints on how it was said."""

    said: tuple[Point, ...]
    missing: tuple[Point, ...]
    hints: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.missing


def feedback(question: Question, answer: str) -> Feedback:
    """Compare an answer with the points of its question. The same answer always gets the same checklist."""
    told = fold(answer)[:ANSWER_LENGTH_MOST]
    said = tuple(point for point in question.points if any(fold(word) in told for word in point.words))
    missing = tuple(point for point in question.points if point not in said)
    return Feedback(said, missing, tuple(_hints(told)))


def _hints(told: str) -> list[str]:
    hints = []
    if len(told) < _SHORT:
        hints.append("说得太短了，再加一件您真做过的事。")
    if len(told) > _LONG:
        hints.append("有点长，面试时一个问题说一分钟左右就好，先说最要紧的。")
    if len(_FILLERS.findall(told)) >= _FILLERS_MANY:
        hints.append("“嗯”“就是说”多了些，想好再说，停一下没关系。")
    return hints
