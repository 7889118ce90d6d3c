"""What importers share when they look at lines before any is taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from anxin.imports.types import Line
from anxin.kit.errors import Refused


def reasons(lines: Sequence[Line], check: Callable[[Line], object]) -> list[str]:
    """Why each line cannot be taken; empty when it can."""
    found = []
    for line in lines:
        try:
            check(line)
            found.append("")
        except Refused as refusal:
            found.append(refusal.sentence)
    return found
