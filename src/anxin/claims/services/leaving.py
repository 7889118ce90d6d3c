"""Leaving the fast lane (转出快赔): which facts a small injury may not have, and why, in words for the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from anxin.policy.selectors import parameter

TOPIC = "fast_lane"


def leaving_move(step: str) -> str:
    """The move that takes a claim out of the fast lane from a step."""
    return "leave_fast_uncalled" if step == "reported" else "leave_fast"


def leaves_because(facts: Mapping[str, Any], *, on: date) -> str:
    """Why a claim with these facts goes on in the ordinary procedure; empty while it may stay. Pure but for the rules.

    Facts that are not there yet say nothing.

    Args:
        on: the day of the accident.

    Raises:
        MissingRow: nobody has entered which facts these are.
    """
    rows = parameter(TOPIC, "leaves", on=on).value
    told = {f"{name}={_written(value)}" for name, value in facts.items()}
    lines = (str(row).split(" ", 1) for row in (rows if isinstance(rows, tuple) else (rows,)))
    return "；".join(words for fact, words in lines if fact in told)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
