"""The question bank, one data file a trade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Point:
    """Something a good answer says, and words that show it was said."""

    says: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an interview. ``good`` is an answer that says every point."""

    number: int
    ask: str
    good: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions of one trade. ``fits`` are parts of the names of trades it is for."""

    key: str
    trade: str
    fits: tuple[str, ...]
    questions: tuple[Question, ...]


@lru_cache(maxsize=1)
def banks() -> Mapping[str, Bank]:
    """Every bank by its key."""
    files = sorted((Path(__file__).parent / "questions").glob("*.yaml"))
    return {path.stem: _bank(path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in files}


def bank_for(trade: str) -> Bank | None:
    """The bank that fits a trade's name best: the longest part that matches."""
    fitting = [(len(part), bank) for bank in banks().values() for part in bank.fits if part in trade]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _bank(key: str, content: dict[str, Any]) -> Bank:
    questions = tuple(_question(number, each) for number, each in enumerate(content["questions"], start=1))
    return Bank(key, content["trade"], tuple(content["fits"]), questions)


def _question(number: int, content: dict[str, Any]) -> Question:
    points = tuple(Point(says, tuple(str(word) for word in words)) for says, words in content["points"].items())
    return Question(number, content["ask"], content["good"], points)
