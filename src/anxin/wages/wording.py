"""The words of the letters (文书用语), dated data in ``rules/letters``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.wages.errors import NotReady
from anxin.wages.types import LetterKind

_FILES: Final = "wages-*.yaml"


@dataclass(frozen=True, slots=True)
class Wording:
    """What one kind of letter says. ``to``: complainant, employer or police."""

    to: str
    paragraphs: tuple[str, ...]
    with_list: bool
    with_remedies: bool
    mark: str

    @property
    def names(self) -> frozenset[str]:
        """What the paragraphs need."""
        return frozenset(name for one in self.paragraphs for _text, name, _f, _c in Formatter().parse(one) if name)


@dataclass(frozen=True, slots=True)
class Wordings:
    """All letters as they read from a day on."""

    from_day: date
    letters: Mapping[LetterKind, Wording]
    remedies: str


def wordings(on: date) -> Wordings:
    """The wording in force on a day.

    Raises:
        NotReady: nobody has entered one.
    """
    known = [one for one in _all() if one.from_day <= on]
    if not known:
        raise NotReady(_("还没有这一天适用的文书用语，请政策分析员补充。"))
    return max(known, key=lambda one: one.from_day)


@cache
def _all() -> tuple[Wordings, ...]:
    return tuple(_read(path) for path in sorted(Path(settings.ANXIN_RULES, "letters").glob(_FILES)))


def _read(path: Path) -> Wordings:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    letters = {
        LetterKind(key): Wording(
            row["to"], tuple(row["paragraphs"]), bool(row.get("list")), bool(row.get("remedies")), row["mark"]
        )
        for key, row in content["letters"].items()
    }
    return Wordings(content["from"], letters, content["remedies"])
