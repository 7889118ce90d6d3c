"""Every address, asked by every role, for what is theirs, what is another's, and what was once theirs.

An address that takes an object and is missing from the tables below fails: whoever adds one says whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from anxin.cases.models import CaseEvent, SavedFilter
from anxin.config.reference.routes import API_PREFIX, Route, routes
from anxin.identity.models import Account, Authenticator, Post
from anxin.identity.types import STAFF_ROLES, Actor, Role
from anxin.kit.errors import NotAllowed
from anxin.web.ui.sessions import FACTOR_AT, SEEN_AT
from tests.given.objects import World, a_world
from tests.given.people import NOON, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

GET, POST, BOTH = ("get",), ("post",), ("get", "post")
OWNED: Final[Mapping[str, tuple[str, ...]]] = {
    "my-case": GET,
    "report-received": GET,
    "my-papers": BOTH,
    "my-specimen": POST,
    "my-paper-image": GET,
    "my-signature": BOTH,
    "my-case-submit": POST,
    "my-payee": BOTH,
    "my-decision": GET,
    "my-decision-sheet": GET,
    "my-objection": BOTH,
    "my-withdrawal": BOTH,
    "case": GET,
    "case-move": BOTH,
    "case-note": POST,
    "case-paper": POST,
    "case-paper-void": POST,
    "case-assign": POST,
    "case-joint": POST,
    "case-joint-answer": POST,
    "case-listing": POST,
    "case-listing-lift": POST,
    "case-hold": POST,
    "case-link": POST,
    "case-person": POST,
    "claim": GET,
    "claim-act": POST,
    "platform-check": BOTH,
    "recheck": BOTH,
    "paper": BOTH,
    "paper-kind": POST,
    "paper-verify": POST,
    "paper-image": GET,
    "staff-record": GET,
    "project": GET,
    "project-act": POST,
    "project-deposit": BOTH,
    "project-sheets": POST,
    "project-sheet": GET,
    "project-month": GET,
    "case-listing-report": POST,
    "case-listing-leader": POST,
    "my-wage": GET,
    "my-wage-papers": BOTH,
    "my-wage-withdrawal": BOTH,
    "wage-case": GET,
    "wage-employer": POST,
    "wage-site": POST,
    "wage-evidence-ask": POST,
    "wage-evidence-take": POST,
    "wage-evidence-missing": POST,
    "wage-statement": POST,
    "wage-served": POST,
    "wage-letter": GET,
    "wage-second": POST,
    "wage-avoid": POST,
    "wage-incident": POST,
    "wage-responsible": BOTH,
    "wage-sheet": BOTH,
    "wage-secrecy": POST,
    "wage-pay": BOTH,
    "wage-payment-withdraw": POST,
    "market-application": GET,
    "market-application-act": POST,
    "offer": GET,
    "offer-edit": BOTH,
    "offer-act": POST,
    "hire-post": GET,
    "hire-post-edit": BOTH,
    "hire-post-act": POST,
    "hire-code": GET,
    "hire-application-act": POST,
    "hall-lend": BOTH,
    "hall-list": BOTH,
    "wage-handover": POST,
    "wage-package": POST,
    "wage-package-file": GET,
    "wage-raise": POST,
    "wage-sheets-xlsx": GET,
    "import": GET,
    "import-progress": GET,
    "import-faulty": GET,
    "import-upload": BOTH,
    "import-template": GET,
}
"""Addresses of what belongs to somebody, with the methods they take: another's is not found."""

SAYS_NOTHING: Final = {
    "import-mapping",
    "import-start",
    "import-cancel",
    "my-consent-withdraw",
    "case-filter-forget",
    "case-filter-name",
    "wage-filter-forget",
    "wage-filter-name",
    "claim-contacted",
    "account-factor-remove",
    "post-new",
    "post-end",
    "staff-reset",
    "staff-unlock",
    "staff-close",
    "hall-ticket",
    "hall-booking-end",
    "hall-return",
    "hall-answer",
    "hall-machine-end",
    "hall-notice-end",
    "hall-member-end",
    "hall-robot",
    "hall-representative",
    "hall-visit",
    "hall-circle",
    "my-alert-end",
    "offer-close",
    "offer-invite",
}
"""Forms that lead back with a sentence or nothing, and do nothing to what is another's."""

OF_THE_HOUSE: Final = {
    "lesson",
    "lesson-quiz",
    "lesson-certificate",
    "case-type",
    "case-type-picture",
    "case-retention-batch",
    "case-retention-review",
    "case-retention-withdraw",
    "platform-file",
    "platform-file-progress",
    "premium-bill",
    "premium-declare",
    "premium-reading",
    "premium-difference",
    "premium-agree",
    "premium-statement",
    "payout-batch",
    "payout-check",
    "payout-release",
    "payout-cancel",
    "payout-order",
    "payout-verdict",
    "payout-settle",
    "payout-correct",
    "payout-correction",
    "payout-file",
    "rules-release",
    "rules-difference",
    "rules-draft-start",
    "rules-draft",
    "rules-draft-check",
    "rules-draft-act",
    "rules-decision",
    "project-template",
    "site-notice",
    "market-job",
    "market-apply",
    "market-start",
    "market-employer",
    "market-review",
    "market-seeker",
    "market-proof",
    "market-proof-judge",
    "open-job",
    "my-resume-file",
    "practice-question",
    "unsubscribe",
    "mail-confirm",
}
"""One fund, one set of rules, one archive: whoever may come through the door sees all of it. A platform sees its own
bills and files only: ``tests/cover`` asks."""

SEES_ALL: Final = (Role.SUPERVISOR, Role.AUDITOR)
"""They watch the whole installation; what they may not do is tested with the cases."""


def pages() -> list[Route]:
    """Every address but the API's, which has its own keys and tests."""
    return [route for route in routes() if not route.pattern.startswith(API_PREFIX)]


def names_in(route: Route) -> list[str]:
    """The names of the objects in an address."""
    return re.findall(r"<\w+:(\w+)>", route.pattern)


def address(route: Route, objects: Mapping[str, Any]) -> str:
    return reverse(route.name, kwargs={name: objects[name] for name in names_in(route)})


@pytest.fixture(scope="module")
def both_cities(one_city_for_all: None) -> World:
    with time_machine.travel(NOON, tick=False):
        return a_world()


@pytest.fixture
def world(both_cities: World) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False):
        yield both_cities


def browser_of(actor: Actor) -> Client:
    """Somebody signed in, seen a moment ago, whose second factor is fresh."""
    browser = signed_in(actor)
    session = browser.session
    session[FACTOR_AT] = session[SEEN_AT] = int(NOON.timestamp())
    session.save()
    return browser


def asked(browser: Client, method: str, path: str) -> HttpResponse:
    """One question whose effect is forgotten."""
    mark = transaction.savepoint()
    answer: HttpResponse = getattr(browser, method)(path)
    transaction.savepoint_rollback(mark)
    return answer


def test_every_address_with_an_object_says_whose_it_is():
    with_objects = {route.name for route in pages() if names_in(route)}

    assert with_objects == OWNED.keys() | SAYS_NOTHING | OF_THE_HOUSE


def test_every_door_opens_for_its_audience_only(world: World):
    for route in pages():
        assert route.audience is not None, route.pattern
        for role, actor in [(None, Actor.anonymous()), *world.people.items()]:
            if route.audience.admits(actor):
                continue
            request = RequestFactory().get("/")
            request.actor = actor  # type: ignore[attr-defined]
            if role is None:
                assert route.view(request).status_code == 302, route.name
                continue
            with pytest.raises(NotAllowed):
                route.view(request)


def not_found(world: World, role: Role, objects: Mapping[str, Any], only: str = "") -> list[str]:
    """Addresses that did not answer "not found", of those that role may open."""
    browser, wrong = browser_of(world.people[role]), []
    for route in pages():
        assert route.audience is not None
        if route.name not in OWNED or only not in route.pattern or not route.audience.admits(world.people[role]):
            continue
        for method in OWNED[route.name]:
            answer = asked(browser, method, address(route, objects))
            if answer.status_code != 404:
                wrong.append(f"{role} {method} {route.name}: {answer.status_code}")
    return wrong


def test_what_is_anothers_is_not_found_in_any_role(world: World):
    roles = [Role.WORKER, *(role for role in STAFF_ROLES if role not in SEES_ALL)]

    assert [line for role in roles for line in not_found(world, role, world.theirs)] == []


def test_a_case_that_moved_away_is_not_found_by_those_who_had_it(world: World):
    wrong = [
        line
        for role, case_id in world.moved.items()
        for line in not_found(world, role, {**world.ours, "case_id": case_id}, only="<uuid:case_id>")
    ]

    assert wrong == []


def test_what_nobody_has_is_not_found_even_by_those_who_see_all(world: World):
    assert [line for role in SEES_ALL for line in not_found(world, role, world.nowhere)] == []


def test_a_paper_of_another_case_is_not_found_in_ones_own(world: World):
    mixed = {**world.ours, "paper_id": world.theirs["paper_id"]}

    answer = browser_of(world.people[Role.WORKER]).get(
        reverse("my-paper-image", kwargs={name: mixed[name] for name in ("case_id", "paper_id")})
    )

    assert answer.status_code == 404


def test_a_form_about_what_is_anothers_changes_nothing(world: World):
    before, browsers = standing(world), {role: browser_of(world.people[role]) for role in STAFF_ROLES}
    for route in pages():
        assert route.audience is not None
        if route.name not in SAYS_NOTHING:
            continue
        for role in STAFF_ROLES:
            if route.audience.admits(world.people[role]):
                mark = transaction.savepoint()
                answer = browsers[role].post(address(route, world.theirs), {"reason": "试"})
                assert answer.status_code in (200, 302, 404, 422), (role, route.name)
                assert "login" not in answer.get("Location", ""), (role, route.name)
                assert standing(world) == before, (role, route.name)
                transaction.savepoint_rollback(mark)


def standing(world: World) -> list[Any]:
    """The rows those forms could touch."""
    theirs = world.theirs
    return [
        list(Account.objects.filter(pk=theirs["account_id"]).values("is_active", "password")),
        list(Post.objects.filter(account_id=theirs["account_id"]).values()),
        list(Authenticator.objects.filter(pk=theirs["authenticator_id"]).values("removed_at")),
        SavedFilter.objects.filter(pk=theirs["filter_id"]).exists(),
        CaseEvent.objects.filter(case_id=theirs["case_id"]).count(),
    ]
