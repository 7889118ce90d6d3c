"""Colours by day and by night: what is written on what must be readable (WCAG 2.2, 4.5:1; edges and marks 3:1)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import anxin.web.ui

TOKENS = (Path(anxin.web.ui.__file__).parent / "static/ui/tokens.css").read_text("utf-8")
GROUNDS = ("ground", "card", "sunk")
SOFT = ("brand", "ok", "info", "warn", "danger")

WRITTEN = [
    *((word, ground) for ground in GROUNDS for word in ("ink", "muted", "brand", "ok", "info", "warn", "danger")),
    *((word, f"{soft}-soft") for soft in SOFT for word in ("ink", "muted")),
    *((f"{soft}-strong", f"{soft}-soft") for soft in SOFT if soft != "ok"),
    *((soft, f"{soft}-soft") for soft in SOFT),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-danger", "danger"),
    ("card", "ink"),
    ("hint", "card"),
    ("pencil", "paper"),
]
DRAWN = [("line-strong", "card"), ("line-strong", "ground"), ("brand", "card"), ("danger", "card")]


def column(night: bool) -> dict[str, str]:
    """The colours that hold by day, or by night: what the night does not name stays as it is."""
    day, dark = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", day))
    return found | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark)) if night else found


def light_of(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((light_of(one), light_of(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_everything_written_is_readable_and_everything_drawn_is_seen(night: bool):
    colours = column(night)
    weak = {
        f"{one} on {other}": round(contrast(colours[one], colours[other]), 2)
        for pairs, least in ((WRITTEN, 4.5), (DRAWN, 3.0))
        for one, other in pairs
        if contrast(colours[one], colours[other]) < least
    }
    assert not weak


def test_black_on_white_is_twenty_one_to_one():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
