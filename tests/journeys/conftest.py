"""Journeys: real Chromium, our own pages, a database of its own for each test.

Every page that a journey shows is photographed (``test-results/screenshots``), checked with axe, and may not write an
error to the console. Time stands near a working Monday noon, in the server; the browser's own clock is not used for
facts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from anxin.identity.types import Actor
from tests.given.jobs import forget_jobs
from tests.given.people import NOON, City, a_city, signed_in
from tests.journeys.hands import chromium_found
from tests.journeys.looks import AXE, mark_of, mark_of_answer
from tests.journeys.served import served

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

SHOTS = Path(__file__).resolve().parents[2] / "test-results" / "screenshots"
HERE = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 860}}
KIOSK = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}
WALL = {"viewport": {"width": 1920, "height": 1080}}
FLAGS = ["--no-sandbox", "--renderer-process-limit=1"]
"""Of a window that opens its first page one process is enough; the browser would leave the empty page its own."""

BROKEN_RULES = "axe.run({resultTypes: ['violations'], preload: false}).then((found) => found.violations)"
"""What holds is not told: it would be fifty times as much to carry out of the browser."""


def chromium_path() -> str:
    """Where Chromium is: ``ANXIN_CHROMIUM``, else on the path."""
    found = chromium_found()
    if found is None:
        pytest.fail(
            "journeys need Chromium: install it (apt-get install chromium fonts-noto-cjk) or set ANXIN_CHROMIUM"
        )
    return found


@dataclass
class Journey:
    """One person in front of a page: the page, what went wrong on it, the pictures taken."""

    name: str
    context: BrowserContext
    base: str
    window: dict[str, Any]
    problems: list[str] = field(default_factory=list)
    offline: bool = False
    _numbers: Any = field(default_factory=lambda: count(1))

    @cached_property
    def page(self) -> Page:
        """The page in front of this person; who only reads needs none."""
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        return page

    def open(self, path: str) -> None:
        """Go to an address of ours."""
        self.page.goto(f"{self.base}{path}")

    def read(self, path: str) -> str:
        """What an address answers to this person, not drawn."""
        return self.context.request.get(f"{self.base}{path}").text()

    def see(self, path: str, what: str) -> str:
        """Open an address and look, unless what it answers was found good before. Gives the page's text."""
        answer = self.read(path)
        mark, picture = mark_of_answer(answer, self.context, self.window), self._picture(what)
        if picture.exists() and mark.exists():
            return answer
        self.open(path)
        self._look(what, picture)
        mark.touch()
        return self.page.content()

    def look(self, what: str, *, axe: bool = True) -> None:
        """Take a picture; then the page must be accessible, as wide as the window, and silent."""
        self._look(what, self._picture(what), axe=axe)

    def _picture(self, what: str) -> Path:
        return SHOTS / self.name / f"{next(self._numbers):02d}-{what}.jpg"

    def _look(self, what: str, picture: Path, *, axe: bool = True) -> None:
        self.page.wait_for_load_state("load")
        mark = mark_of(self.page)
        if not (picture.exists() and mark.exists()):
            self._photograph(picture)
            if axe:
                self._must_be_accessible(what)
                mark.touch()
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{what}: the page is {wide} px wider than the window"
        assert not self.problems, f"{what}: {self.problems}"

    def _photograph(self, path: Path) -> None:
        """The whole page in one window, so that bars fixed to an edge stand where they belong."""
        path.parent.mkdir(parents=True, exist_ok=True)
        window = self.page.viewport_size
        assert window is not None
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": window["width"], "height": max(window["height"], height)})
        self.page.screenshot(path=path, type="jpeg", quality=80)
        self.page.set_viewport_size(window)

    def _must_be_accessible(self, what: str) -> None:
        self.page.evaluate(AXE)
        serious = [
            f"{one['id']}: {one['help']} ({', '.join(node['html'][:120] for node in one['nodes'][:3])})"
            for one in self.page.evaluate(BROKEN_RULES)
            if one["impact"] in {"serious", "critical"}
        ]
        assert not serious, f"{what}: {serious}"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (self.offline and "ERR_INTERNET_DISCONNECTED" in message.text):
            self.problems.append(message.text)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def house(transactional_db: None, settings: Any) -> Iterator[City]:
    """A city with the shipped rules and calendar, at noon, in demo dress."""
    settings.ANXIN_DEMO = True
    forget_jobs()
    with time_machine.travel(NOON, tick=True):
        yield a_city()


@dataclass
class Stage:
    """Brings people on: each in a browser of his own."""

    name: str
    browser: Browser
    base: str
    on: list[Journey] = field(default_factory=list)

    def worker(self, actor: Actor | None = None, **more: Any) -> Journey:
        """Somebody with a phone in his hand."""
        return self._enter("worker", PHONE | more, actor)

    def staff(self, actor: Actor, role: str, **more: Any) -> Journey:
        """Somebody at a desk."""
        return self._enter(role, DESK | more, actor)

    def kiosk(self) -> Journey:
        """Somebody before the machine in the hall; its clock is the city's."""
        return self._clocked(self._enter("kiosk", KIOSK, None))

    def wall(self) -> Journey:
        """The screen on the wall; its clock is the city's."""
        return self._clocked(self._enter("wall", WALL, None))

    def _clocked(self, journey: Journey) -> Journey:
        journey.context.clock.install(time=NOON)
        return journey

    def _enter(self, role: str, look: dict[str, Any], actor: Actor | None) -> Journey:
        context = self.browser.new_context(base_url=self.base, **HERE, **look)
        context.set_default_timeout(15_000)
        if actor is not None:
            cookie = signed_in(actor).cookies[django_settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.base}])
        journey = Journey(f"{self.name}-{role}", context, self.base, look)
        self.on.append(journey)
        return journey


@pytest.fixture
def stage(request: pytest.FixtureRequest, chromium: Browser, house: City) -> Iterator[Stage]:
    """The stage of one test, with a server that sees the test's settings."""
    with served() as address:
        made = Stage(request.node.name.removeprefix("test_")[:60], chromium, address)
        yield made
        for journey in made.on:
            journey.context.close()
