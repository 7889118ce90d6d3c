"""``none_listed@1``: is a list empty."""

from anxin.policy.engine.formula import Derivation


def none_listed(listed: list[str]) -> bool:
    """True when nothing stands in the list."""
    return not listed


FORMULA = Derivation(none_listed, takes=("list",), gives="bool")
