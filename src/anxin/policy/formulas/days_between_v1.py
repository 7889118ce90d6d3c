"""``days_between@1``: whole days from one date to another; negative when the second is earlier."""

from datetime import date

from anxin.policy.engine.formula import Derivation


def days_between(first: str, second: str) -> int:
    """Days from ``first`` to ``second`` (ISO dates)."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


FORMULA = Derivation(days_between, takes=("date", "date"), gives="int")
