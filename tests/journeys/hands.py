"""What a journey and the player of the main job both do with a browser; needs no Django."""

import os
import shutil

from playwright.sync_api import Page

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_found() -> str | None:
    """Where Chromium is: ``ANXIN_CHROMIUM``, else on the path."""
    return os.environ.get("ANXIN_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def draw(page: Page) -> None:
    """A few strokes in the box for a signature."""
    canvas = page.locator("[data-sign] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + 18 * step, box["y"] + 60 + 30 * (step % 3))
    page.mouse.up()
