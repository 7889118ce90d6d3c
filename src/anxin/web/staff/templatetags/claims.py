"""Which lines of a decision stand open on the desk, and which are folded."""

from collections.abc import Iterable

from django import template

from anxin.claims.types import DecisionLine

register = template.Library()

_MET = ("pass", "info")


@register.filter
def telling(lines: Iterable[DecisionLine]) -> list[DecisionLine]:
    """The lines somebody must look at: every sum, and whatever speaks against paying it."""
    return [line for line in lines if not _is_met(line)]


@register.filter
def met(lines: Iterable[DecisionLine]) -> list[DecisionLine]:
    """The conditions that were met, and remarks."""
    return [line for line in lines if _is_met(line)]


def _is_met(line: DecisionLine) -> bool:
    return line.result in _MET and line.amount_fen is None
