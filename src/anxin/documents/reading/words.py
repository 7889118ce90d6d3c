"""Doubtful letters put right by the words they stand in (按词订正).

A letter that the models were unsure of is replaced where all other letters of a known word stand around it and only one
word fits. It stays doubtful: what was put right is looked at by a person, and never reported as sure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Final

from anxin.documents.reading.base import Run

_FILE: Final = Path(__file__).with_name("words.txt")
_SHORTEST: Final = 3
_TWO_UNKNOWN: Final = 5
_UNSURE: Final = 0.9
_MENDED: Final = 0.8
_FITS: Final = 0.7
"""That a word fits speaks for the letter; it is no proof."""

_HOLE: Final = "□"
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return frozenset(word for word in words if len(word) >= _SHORTEST)


@lru_cache(maxsize=1)
def _holed() -> dict[str, tuple[str, ...]]:
    """The known words by what is left of them when one letter is unknown, or two of a longer word."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in _words():
        for holes in _choices(tuple(range(len(word))), len(word)):
            found[_with_holes(word, holes)].add(word)
    return {pattern: tuple(words) for pattern, words in found.items()}


def _choices(places: tuple[int, ...], length: int) -> Iterator[tuple[int, ...]]:
    """One unknown letter, or two in a word long enough to be known by the others."""
    yield from ((place,) for place in places)
    if length >= _TWO_UNKNOWN:
        yield from combinations(places, 2)


def _with_holes(word: str, holes: tuple[int, ...]) -> str:
    return "".join(_HOLE if place in holes else letter for place, letter in enumerate(word))


@lru_cache(maxsize=1)
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in _words()}, reverse=True))


def mended(run: Run) -> Run:
    """A piece of text with its doubtful letters put right, by the longest words first."""
    if len(run.letters) != len(run.text):
        return run
    text, doubtful = run.text, {n for n, (_, sure) in enumerate(run.letters) if sure < _UNSURE}
    doubtful = {n for n in doubtful if _HAN.fullmatch(text[n])}
    put_right: set[int] = set()
    for start, length in _windows(len(text), doubtful):
        inside = tuple(n - start for n in sorted(doubtful) if start <= n < start + length)
        word = _fitting(text[start : start + length], inside) if inside else None
        if word is not None:
            put_right |= {start + n for n in inside if word[n] != text[start + n]}
            doubtful -= {start + n for n in inside}
            text = text[:start] + word + text[start + length :]
    if text == run.text:
        return run
    letters = list(run.letters)
    for n in put_right:
        at, sure = letters[n]
        letters[n] = at, min(max(sure, _FITS), _MENDED)
    return replace(run, text=text, letters=tuple(letters))


def _windows(size: int, doubtful: set[int]) -> Iterator[tuple[int, int]]:
    """Where a word with a doubtful letter may stand: start and length, the longest first."""
    for length in _lengths():
        for start in range(size - length + 1):
            if not doubtful.isdisjoint(range(start, start + length)):
                yield start, length


def _fitting(part: str, doubtful: tuple[int, ...]) -> str | None:
    """The one word that a part of a text is, but for its doubtful letters; the part itself when it is a word."""
    if part in _words():
        return part
    if len(part) < _TWO_UNKNOWN and len(doubtful) > 1:
        return None
    found = {word for holes in _choices(doubtful, len(part)) for word in _holed().get(_with_holes(part, holes), ())}
    return found.pop() if len(found) == 1 else None
