"""Every page once, by somebody who may open it: accessible, no wider than the window, silent on the console."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from lxml.html import fromstring

from anxin.cases.services import note_add
from anxin.cases.types import Audience
from anxin.claims.services import claim_advance
from anxin.identity.selectors import actor_for
from anxin.identity.types import Actor, Role
from anxin.supervise.services import sheet_make
from tests.given.claims import a_complete, a_reported
from tests.given.funds import pay_everything
from tests.given.jobs import run_jobs
from tests.given.people import NOON, City, a_worker
from tests.journeys.conftest import Journey, Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]

DOWNLOADS = ("payout-file", "api-v1:snippet")
NO_PAGES = (".xlsx", ".csv", ".pdf", ".docx", ".atom", ".xml", ".jpg", ".svg", ".json", ".webmanifest")
ROLES = (
    Role.BUREAU_LEAD,
    Role.BUREAU_REVIEWER,
    Role.FINANCE_MAKER,
    Role.FINANCE_CHECKER,
    Role.SUPERVISOR,
    Role.POLICY_ANALYST,
    Role.AUDITOR,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.BANK_CLERK,
)


@pytest.fixture
def cast(house: City, settings, tmp_path: Path) -> dict[str, Actor]:
    """A city where something of everything has happened."""
    settings.ANXIN_DATA = tmp_path
    settings.ANXIN_BANK_ASK_MINUTES = 0
    paid = a_complete(city=house)
    claim_advance(case_id=paid.case_id, at=NOON)
    pay_everything(at=NOON)
    ankle = {"diagnosis": "左踝关节扭伤", "icd": "S93.400", "body_parts": ["ankle_foot"], "side": "左"}
    referred = a_complete(city=house, rider=a_worker("孙试骑"), diagnosis=ankle)
    claim_advance(case_id=referred.case_id, at=NOON)
    fresh = a_reported(city=house, rider=paid.rider, on_order=False, happened_at=NOON.replace(day=20))
    handler = actor_for(referred.claim.case.handler_id, on=NOON.date())
    note_add(case_id=referred.case_id, text="已电话核对", audience=Audience.STAFF, actor=handler, at=NOON)
    sheet_make(at=NOON)
    run_jobs()
    cast = {role.value: house.staff(role) for role in ROLES}
    return cast | {"worker": fresh.rider, "handler": handler, "platform": fresh.operator}


def walk(person: Journey, start: str, known: set[str]) -> None:
    """Follow links breadth first; look at each route once, whoever came there first.

    Of a page that was looked at already only its links are read, without drawing it again.
    """
    waiting, here = [start], set()
    while waiting:
        address = waiting.pop(0)
        name = route_of(address)
        if name is None or name in here:
            continue
        here.add(name)
        if name in known:
            text = person.read(address)
        else:
            known.add(name)
            text = person.see(address, name)
        waiting += [urldefrag(urljoin(address, link))[0] for link in fromstring(text).xpath("//a/@href")]


def route_of(address: str) -> str | None:
    """The name of a page of ours; None for what is no page."""
    path = urlsplit(address).path
    if not address.startswith("/") or address.startswith("//") or path.endswith(NO_PAGES) or path == "/preferences/":
        return None
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    return None if name in DOWNLOADS else name


def test_every_page_is_accessible_and_silent(stage: Stage, cast: dict[str, Actor]):
    known: set[str] = set()
    walk(stage.worker(cast["worker"]), "/", known)
    for who, actor in cast.items():
        if who != "worker":
            walk(stage.staff(actor, who), "/desk/", known)
    walk(stage.staff(None, "visitor"), "/open/", known)

    assert {"home", "my-case", "desk", "case", "review-desk", "payouts", "supervise", "rules", "open"} <= known


def test_error_pages_are_accessible(stage: Stage):
    me = stage.worker(a_worker())
    for path, what in (("/no-such-page/", "404"), ("/desk/", "403"), ("/offline/", "offline")):
        me.open(path)
        me.problems.clear()  # the browser itself reports the status of the page
        me.look(what)


def test_the_desk_works_at_1024_px_and_at_200_percent(stage: Stage, cast: dict[str, Actor]):
    narrow = stage.staff(cast["bureau_lead"], "narrow", viewport={"width": 1024, "height": 768})
    zoomed = stage.staff(cast["bureau_lead"], "zoomed", viewport={"width": 640, "height": 430})
    for person in (narrow, zoomed):
        for path in ("/desk/", "/desk/claims/review/", "/desk/supervise/", "/desk/payouts/"):
            person.see(path, path.strip("/").replace("/", "-"))
