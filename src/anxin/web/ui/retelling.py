"""Stored sentences in the language of the page.

Case files, messages and refusals are written in Chinese, whoever reads them, and stay as they were written. Most of
their sentences were made from texts of our catalogue; such a sentence is known by its pattern and said again with the
same values. What a person wrote matches no pattern and stays in his own words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils.translation import get_language

from anxin.kit.text import listed

_PLACE: Final = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_DAY: Final = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?: 周[一二三四五六日])?")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BETWEEN: Final = re.compile("、|, ")
_ENDS: Final = re.compile(r"(?<=[。；])|(\n)")
_LETTERS_LEAST: Final = 2
"""A pattern with fewer letters of its own would fit anything."""
_LENGTH_MOST: Final = 4000
_DEPTH_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class _Saying:
    """A text of the catalogue with places for values."""

    pattern: re.Pattern[str]
    said: str
    weight: int
    """How many letters are its own: where several fit, the most telling one is taken."""


@dataclass(frozen=True, slots=True)
class _Sayings:
    whole: Mapping[str, str]
    by_start: Mapping[str, Sequence[_Saying]]
    """By the first letter; those that begin with a value stand under the empty text."""

    def fitting(self, text: str) -> Sequence[_Saying]:
        return (*self.by_start.get(text[:1], ()), *self.by_start.get("", ()))


def retold(text: str) -> str:
    """A stored text as the language of the page says it; unchanged where the page is Chinese."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or len(text) > _LENGTH_MOST or not _CHINESE.search(text):
        return text
    return _retold(text, _sayings(language), 0)


def _retold(text: str, sayings: _Sayings, depth: int) -> str:
    if not _CHINESE.search(text):
        return text
    bare = text.strip()
    if bare in sayings.whole:
        return sayings.whole[bare]
    found = _by_pattern(bare, sayings, depth)
    if found is not None:
        return found
    names = _BETWEEN.split(bare)
    if all(name in sayings.whole for name in names):
        return listed(sayings.whole[name] for name in names)
    parts = [part for part in _ENDS.split(text) if part]
    if len(parts) > 1:
        return _joined([_part_retold(part, sayings, depth) for part in parts])
    return _DAY.sub(_day, text)


def _part_retold(part: str, sayings: _Sayings, depth: int) -> str:
    """One of several sentences; the semicolon behind a half one belongs to no text of the catalogue."""
    said = _retold(part, sayings, depth)
    return _retold(part[:-1], sayings, depth) + ";" if said == part and part.endswith("；") else said


def _by_pattern(text: str, sayings: _Sayings, depth: int) -> str | None:
    fits = ((saying, saying.pattern.fullmatch(text)) for saying in sayings.fitting(text))
    best = max(((one, match) for one, match in fits if match), key=lambda pair: pair[0].weight, default=None)
    if best is None or depth == _DEPTH_MOST:
        return None
    values = {name: _retold(value, sayings, depth + 1) for name, value in best[1].groupdict().items()}
    return _PLACE.sub(lambda place: values[place[1] or place[2]], best[0].said)


def _joined(parts: Sequence[str]) -> str:
    """Sentences side by side: a space after one that no longer ends in a Chinese stop."""
    out = ""
    for part in parts:
        out += f" {part}" if out and out[-1] in ".;!?" and part != "\n" else part
    return out


def _day(found: re.Match[str]) -> str:
    year, month, day = found[1], int(found[2]), int(found[3])
    try:
        date(int(year or 2000), month, day)
    except ValueError:
        return found[0]
    return f"{day} {_MONTHS[month - 1]}" + (f" {year}" if year else "")


@cache
def _sayings(language: str) -> _Sayings:
    whole: dict[str, str] = {}
    by_start: dict[str, list[_Saying]] = defaultdict(list)
    for folder in settings.LOCALE_PATHS:
        path = Path(folder, language, "LC_MESSAGES", "django.mo")
        for message in _messages(path):
            if not _PLACE.search(message[0]):
                whole[message[0]] = message[1]
            elif saying := _saying(*message):
                by_start[_PLACE.split(message[0])[0][:1]].append(saying)
    return _Sayings(whole, by_start)


def _messages(path: Path) -> list[tuple[str, str]]:
    with path.open("rb") as file:
        return [
            (message.id, message.string)
            for message in read_mo(file)
            if isinstance(message.id, str) and message.id and isinstance(message.string, str) and not message.context
        ]


def _saying(text: str, said: str) -> _Saying | None:
    own = _PLACE.sub("", text)
    weight = len(_CHINESE.findall(own))
    if weight < _LETTERS_LEAST:
        return None
    pattern, seen, end = "", set[str](), 0
    for place in _PLACE.finditer(text):
        name = place[1] or place[2]
        pattern += re.escape(text[end : place.start()])
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
        seen.add(name)
        end = place.end()
    return _Saying(re.compile(pattern + re.escape(text[end:]), re.DOTALL), said, weight)
