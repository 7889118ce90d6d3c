"""Hostile words in every field people can fill, then every page every role can reach: nowhere do they become markup."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from html import escape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import time_machine
from django.test import Client, override_settings

from anxin.cases.services import note_add
from anxin.cases.types import Audience
from anxin.claims.services import claim_advance, objection_raise, platform_answer
from anxin.claims.types import PlatformAnswer
from anxin.identity.services import payee_set
from anxin.identity.types import Actor, OrgKind, PayeeKind, Role
from anxin.supervise.services import sheet_make
from tests.given.claims import RIB_ITEMS, Given, a_complete, a_reported
from tests.given.people import NOON, City, a_city, a_staff, a_worker, an_org, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOSTILE = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>{{ 7|add:7 }}"
RAW = ("<img src=x", "<script>alert", 'onerror=alert(1)>"')
SHORT = "<img src=x onerror=alert(1)>"
"""For names, which are short."""

FILES = (".xlsx", ".csv", ".pdf", ".docx", ".atom", ".xml", ".jpg", ".svg", ".webmanifest")
SHIPPED = re.compile(r"/desk/(policy/releases|cases/types)/.")
"""Pages of what we ship, which nobody types and everybody reads alike: the first who comes there walks them for all."""
PAGES_MAX = 200
_LINK = re.compile(r'(?:href|hx-get)="([^"]+)"')


@pytest.fixture(scope="module", autouse=True)
def _noon(one_city_for_all: None) -> Iterator[None]:
    with override_settings(ANXIN_DEMO=True), time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(scope="module")
def city() -> City:
    return replace(a_city(), platform=an_org(OrgKind.PLATFORM, name=f"平台{SHORT}"))


@pytest.fixture(scope="module")
def given(city: City) -> Given:
    """One claim decided, one with hostile papers in review, one disputed; hostile words wherever one may write."""
    rider = a_worker()
    done = a_complete(city=city, rider=rider, place=HOSTILE, narrative=HOSTILE, account=False)
    payee_set(
        worker_id=rider.worker_id,
        kind=PayeeKind.BANK_CARD,
        bank_name=SHORT,
        number="6222020000001234567",
        bank_code="102100099996",
        actor=rider,
        at=NOON,
    )
    claim_advance(case_id=done.case_id, at=NOON)
    items = tuple((f"{SHORT}{name}", amount) for name, amount in RIB_ITEMS)
    papers = {
        "receipt": {"hospital": HOSTILE, "items": items},
        "diagnosis": {"diagnosis": HOSTILE, "hospital": HOSTILE},
    }
    referred = a_complete(city=city, rider=a_worker("孙试骑"), place=HOSTILE, **papers)
    claim_advance(case_id=referred.case_id, at=NOON)
    note_add(case_id=done.case_id, text=HOSTILE, audience=Audience.PARTIES, actor=done.handler, at=NOON)
    disputed = a_reported(city=city, rider=a_worker("钱试骑"), place=HOSTILE, narrative=HOSTILE)
    platform_answer(
        actor=disputed.operator, case_id=disputed.case_id, answer=PlatformAnswer.DISPUTED, reason=HOSTILE, at=NOON
    )
    sheet_make(at=NOON)
    return done


def crawl(browser: Client, start: str, walked: Collection[str] = ()) -> dict[str, str]:
    """Every page of ours reachable by links but those walked, as text: one filter of each list, no error of ours."""
    waiting, seen, known = [start], {}, set[str]()
    while waiting and len(seen) < PAGES_MAX:
        address = waiting.pop(0)
        path = urlsplit(address).path
        if path in seen or path in walked:
            continue
        answer = browser.get(address)
        assert answer.status_code < 500, address
        html = answer.get("Content-Type", "").startswith("text/html") and answer.status_code == 200
        seen[path] = answer.content.decode() if html else ""
        for link in set(_LINK.findall(seen[path])) - known:
            known |= {link} if link.startswith("/") else set()
            target = urldefrag(urljoin(address, link.replace("&amp;", "&")))[0]
            if target.startswith("/") and not target.startswith(("//", "/static/")) and not target.endswith(FILES):
                waiting.append(target)
    assert len(seen) < PAGES_MAX, "more pages than this test walks"
    return seen


def must_be_harmless(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        for raw in RAW:
            assert raw not in text, f"{path} shows {raw}"
        assert "14}}" not in text


def people(city: City, given: Given) -> dict[str, Actor]:
    return {
        "handler": given.handler,
        "platform": given.operator,
        "reviewer": a_staff(Role.BUREAU_REVIEWER, org=city.bureau),
        "lead": a_staff(Role.BUREAU_LEAD, org=city.bureau),
        "finance": a_staff(Role.FINANCE_MAKER, org=city.bureau),
        "supervisor": a_staff(Role.SUPERVISOR, org=city.bureau),
        "analyst": a_staff(Role.POLICY_ANALYST, org=city.bureau),
        "auditor": a_staff(Role.AUDITOR, org=city.bureau),
        "system admin": a_staff(Role.SYSTEM_ADMIN, org=city.bureau),
        "security admin": a_staff(Role.SECURITY_ADMIN, org=city.bureau),
    }


def test_the_worker_meets_hostile_words_as_words(given: Given):
    objection_raise(actor=given.rider, case_id=given.case_id, reason=HOSTILE, at=NOON)

    pages = crawl(signed_in(given.rider), "/")

    must_be_harmless(pages)
    assert f"/cases/{given.case_id}/" in pages
    assert any(escape(HOSTILE) in text for text in pages.values())


def test_every_desk_meets_hostile_words_as_words(given: Given, city: City):
    walked: set[str] = set()
    for who, actor in people(city, given).items():
        pages = crawl(signed_in(actor), "/desk/", walked)

        walked |= {path for path in pages if SHIPPED.match(path)}
        must_be_harmless(pages)
        assert len(pages) > 2, who


def test_the_public_meets_no_words_of_a_case_at_all(given: Given):
    pages = crawl(Client(), "/open/")

    must_be_harmless(pages)
    assert all("onerror" not in text for text in pages.values())
