"""The courses as shipped: one YAML file a version under ``rules/courses/<key>/``, checked when read."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kit.clock import today
from anxin.kit.errors import NotFound
from anxin.prevention.types import Card, Course, Level, Question

QUESTIONS: Final = 5
RIGHT_LEAST: Final = 4
"""How many of the five have to be right."""


class BadCourse(ValueError):
    """A course file is not what a course has to be."""


def courses(on: date | None = None) -> tuple[Course, ...]:
    """Every course in the version in force on a day, in the order of their titles' keys."""
    day = on or today()
    newest: dict[str, Course] = {}
    for course in _all(settings.ANXIN_RULES):
        if course.in_force <= day:
            newest[course.key] = course
    return tuple(newest.values())


def course(key: str, on: date | None = None) -> Course:
    """One course.

    Raises:
        NotFound: no such course is in force.
    """
    found = next((one for one in courses(on) if one.key == key), None)
    if found is None:
        raise NotFound(_("没有这门课，请回到列表再选。"))
    return found


def courses_for(event: str) -> tuple[Course, ...]:
    """The courses an event calls for."""
    return tuple(one for one in courses() if event in one.events)


@lru_cache(maxsize=2)
def _all(rules: Path) -> tuple[Course, ...]:
    return tuple(_read(path) for path in sorted(rules.glob("courses/*/*.yaml")))


def _read(path: Path) -> Course:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if content["key"] != path.parent.name or content["in_force"].isoformat() != path.stem:
        raise BadCourse(f"{path}: key and day must be those of the path")
    made = Course(
        key=content["key"],
        title=content["title"],
        version=content["version"],
        in_force=content["in_force"],
        minutes=content["minutes"],
        icon=content["icon"],
        events=tuple(content["events"]),
        summary=content["summary"],
        source=content["source"],
        certainty=content["certainty"],
        levels={Level(level): text for level, text in content["levels"].items()},
        cards=tuple(Card(**card) for card in content["cards"]),
        questions=tuple(Question(**(one | {"choices": tuple(one["choices"])})) for one in content["questions"]),
    )
    _check(path, made)
    return made


def _check(path: Path, made: Course) -> None:
    if set(made.levels) != set(Level):
        raise BadCourse(f"{path}: a word for every level is needed")
    if len(made.questions) != QUESTIONS or any(not 0 <= one.right < len(one.choices) for one in made.questions):
        raise BadCourse(f"{path}: five questions, each with its right choice")
