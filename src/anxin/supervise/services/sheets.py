"""Making the public figures."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.supervise.models import FigureSheet
from anxin.supervise.selectors import supervision
from anxin.supervise.types import Period

PERIOD: Final = timedelta(days=90)
FEWEST_CASES: Final = 3
"""A number that stands on fewer cases could be about one known person: it is not published."""

PUBLIC: Final = ("report-to-money", "same-day", "faster", "fast-lane", "first-contact", "first-time", "overturned")


def sheet_make(*, at: datetime) -> FigureSheet:
    """Count the last 90 days of all cases and keep the result for the public page.

    Repeating it makes a newer sheet with the same numbers; old sheets stay, so that a published figure can be shown.
    """
    period = Period(day_of(at - PERIOD), day_of(at))
    found = supervision(actor=Actor.system(), period=period, at=at)
    shown = [asdict(figure) for figure in found.figures if figure.key in PUBLIC]
    for figure in shown:
        if figure["cases"] < FEWEST_CASES:
            figure["value"], figure["cases"] = "—", 0
    return FigureSheet.objects.create(
        first=period.first,
        last=period.last,
        made_at=at,
        cases=found.cases if found.cases >= FEWEST_CASES else 0,
        figures=shown,
    )
