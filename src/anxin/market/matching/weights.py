"""The weights in force, read from the rules pack ``market`` (公开的匹配权重)."""

from __future__ import annotations

from datetime import date

from anxin.market.matching.types import Weights
from anxin.policy.selectors import parameter


def weights(on: date) -> Weights:
    """The weights of a day with the name of their pack.

    Raises:
        MissingRow: naming the weight nobody has entered.
    """
    rows = {name: parameter("market", f"weight_{name}", on=on) for name in ("trade", "skill", "pay", "near", "fresh")}
    hours = parameter("market", "fresh_hours", on=on)
    return Weights(
        **{name: row.number for name, row in rows.items()}, fresh_hours=hours.number, version=hours.pack.name
    )
