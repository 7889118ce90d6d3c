"""What was looked at already, so that a look that can find nothing new is not taken again.

What axe finds and what a picture shows follow from the page as it stands, its style sheets and the browser. A page that
stood so before, up to the numbers on it, was found good, and its picture is there. So a second run checks and draws
what has changed. A fresh clone, as every run on another machine, knows nothing and looks at everything.
"""

from __future__ import annotations

import json
import re
import shutil
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
LOOKS = ROOT / "build" / "looks"
AXE = Axe().axe_script

STANDING = """() => [
    document.documentElement.outerHTML,
    [...document.querySelectorAll("input, textarea, select")].map((field) => [field.value, field.checked]),
    document.activeElement && [document.activeElement.tagName, document.activeElement.id],
    [scrollX, scrollY],
]"""
"""A page as it stands: its elements, what was typed, where the cursor is, how far it is scrolled."""

WINDOW = "() => [innerWidth, innerHeight, devicePixelRatio]"

DRAWN_BY_LOT = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # names of rows
    r"|[0-9a-f]{32,}"  # digests
    r"|(?<![\w:+/=-])(?=[\w:+/=-]*[0-9])(?=[\w:+/=-]*[A-Z])[\w:+/=-]{8,}"  # tokens, keys, pictures, case numbers
    r"|(?<![a-zA-Z])[0-9]+"  # numbers, but not that of h2
    r'| style=\\"\\"',  # what the camera leaves behind
    re.ASCII,
)
"""Another one looks alike."""


def mark_of(page: Page) -> Path:
    """The file that exists when this page, as it stands, was looked at and found good."""
    return _mark(json.dumps(page.evaluate(STANDING), ensure_ascii=False), page.evaluate(WINDOW), page.context)


def mark_of_answer(answer: str, context: BrowserContext, window: dict[str, Any]) -> Path:
    """The file that exists when a page that was served so, opened in such a window, was looked at and found good.

    As a page stands when it is opened follows from what is served and the scripts.
    """
    return _mark(answer, window, context)


def _mark(standing: str, window: object, context: BrowserContext) -> Path:
    browser = context.browser
    assert browser is not None
    return _folder(browser.version) / sha256(f"{DRAWN_BY_LOT.sub('0', standing)}\0{window}".encode()).hexdigest()


@lru_cache
def _folder(browser: str) -> Path:
    """The marks made with this browser, these style sheets and scripts, and these eyes; those of others go."""
    own = sorted(path for path in (ROOT / "src").glob("**/static/**/*") if path.is_file())
    eyes = [Path(__file__), Path(__file__).with_name("conftest.py"), ROOT / "package-lock.json"]
    sum_ = sha256(f"{browser}\0{AXE}".encode())
    for path in [*own, *eyes]:
        sum_.update(b"\0" + path.name.encode() + b"\0" + path.read_bytes())
    folder = LOOKS / sum_.hexdigest()
    for other in LOOKS.glob("*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
