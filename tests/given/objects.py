"""Two cities with the same kinds of things in them, so that every address can be asked for what is not one's own.

``ours`` holds one object per name of an address (``case_id``, ``paper_id`` …) of the city the cast works in;
``theirs`` the same of another city, another platform, another insurer and another worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anxin.cases.models import Case, SavedFilter
from anxin.cases.selectors import documents
from anxin.cases.services import filter_save, handler_assign, joint_ask
from anxin.claims.models import DecisionRecord, Recheck
from anxin.claims.services import claim_advance
from anxin.funds.services import payout_run
from anxin.identity.consent_texts import consent_text
from anxin.identity.models import Authenticator, Post
from anxin.identity.services import consent_give, totp_enrol
from anxin.identity.types import STAFF_ROLES, Actor, OrgKind, Role
from anxin.kit.ids import uuid7
from anxin.policy.selectors import releases_listed
from tests.given.claims import Given, a_complete, a_reported
from tests.given.hall import a_halls_things
from tests.given.market import a_post, a_seeker, an_application, an_employer
from tests.given.people import NOON, City, a_staff, a_worker, an_org
from tests.given.projects import a_site

IN_DISTRICT = (Role.BUREAU_INTAKE, Role.BUREAU_REVIEWER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
"""They sit in the east district; the other bureau posts sit in the city bureau."""


@dataclass(frozen=True)
class World:
    """The cast of one city, what is theirs, what is not, and a case that was once theirs."""

    people: Mapping[Role, Actor]
    ours: Mapping[str, Any]
    theirs: Mapping[str, Any]
    nowhere: Mapping[str, Any]
    moved: Mapping[Role, UUID]
    """For roles that lose a case when it moves: the case they saw before."""


def a_city_of(region: str) -> City:
    """A city of its own: nobody there serves another one. ``region`` is its first two digits."""
    bureau = an_org(OrgKind.BUREAU, region=f"{region}0000")
    return City(
        bureau=bureau,
        east=an_org(OrgKind.DISTRICT, parent=bureau, region=f"{region}0101"),
        west=an_org(OrgKind.DISTRICT, parent=bureau, region=f"{region}0102"),
        platform=an_org(OrgKind.PLATFORM),
        other_platform=an_org(OrgKind.PLATFORM),
        insurer=an_org(OrgKind.INSURER, region=f"{region}0000"),
        bank=an_org(OrgKind.BANK),
        joint=an_org(OrgKind.JOINT),
    )


def a_world() -> World:
    """Two cities, each with a decided claim and everything that hangs on it."""
    city, abroad = a_city_of("99"), a_city_of("98")
    mine, others = _decided(city), _decided(abroad)
    people = _cast(city, mine)
    strangers = _cast(abroad, others)
    payout_run(actor=people[Role.FINANCE_MAKER], at=NOON)
    return World(
        people=people,
        ours=_objects(mine, city, people),
        theirs=_objects(others, abroad, strangers),
        nowhere=_unknown(),
        moved=_moved(city, people),
    )


def _decided(city: City) -> Given:
    given = a_complete(city=city, region=city.east.region_code)
    claim_advance(case_id=given.case_id, at=NOON)
    return given


def _cast(city: City, given: Given) -> dict[Role, Actor]:
    cast = {role: a_staff(role, org=city.east) for role in IN_DISTRICT}
    made = {role: city.staff(role) for role in STAFF_ROLES if role not in cast}
    return {
        **cast,
        **made,
        Role.WORKER: given.rider,
        Role.INSURER_HANDLER: given.handler,
        Role.PLATFORM_OPERATOR: given.operator,
    }


def _objects(given: Given, city: City, people: Mapping[Role, Actor]) -> dict[str, Any]:
    """One object for each name that stands in an address."""
    handler, case_id = people[Role.INSURER_HANDLER], given.case_id
    record = DecisionRecord.objects.get(case_id=case_id, superseded_at=None)
    recheck, _made = Recheck.objects.get_or_create(decision=record, defaults={"drawn_at": NOON})
    somebody = people[Role.BUREAU_REVIEWER]
    due_on = NOON.date().replace(day=27)
    return {
        **_same_everywhere(),
        **a_halls_things(people[Role.MARKET_OPERATOR]),
        "case_id": case_id,
        "worker_id": given.rider.worker_id,
        "project_id": a_site(org=city.bureau).id,
        "paper_id": given.papers["receipt"],
        "document_id": documents(Actor.system(), case_id)[0].id,
        "joint_id": joint_ask(
            case_id=case_id, org_id=city.joint.id, question="请问", due_on=due_on, actor=handler, at=NOON
        ),
        "recheck_id": recheck.pk,
        "decision_id": record.decision_id,
        "payout_id": record.payout_id,
        "consent_id": _a_consent(given.rider),
        "filter_id": _a_filter(people[Role.BUREAU_LEAD]),
        "account_id": somebody.account_id,
        "post_id": Post.objects.get(account_id=somebody.account_id).pk,
        "authenticator_id": _an_authenticator(people[Role.BUREAU_LEAD]),
        **_market(people[Role.EMPLOYER_OFFICER], given.rider),
    }


def _market(officer: Actor, rider: Actor) -> dict[str, Any]:
    """A job of the officer's firm, and the rider's application for it."""
    employer = an_employer(officer=officer)
    _officer, post = a_post(employer=employer)
    a_seeker(worker=rider)
    return {"employer_id": employer[1], "job_id": post.id, "application_id": an_application(rider, post)}


def _same_everywhere() -> dict[str, Any]:
    """What is nobody's own: names of kinds and of the installation's rules."""
    newest, before = releases_listed()[:2]
    return {
        "course": "rain",
        "slot_key": "receipt",
        "number": 0,
        "key": "injury_small",
        "move": "approve",
        "act": "try",
        "deed": "complete",
        "sheet": "roster",
        "month": "2026-10",
        **{
            name: uuid7()
            for name in ("evidence_id", "letter_id", "wage_worker_id", "payment_id", "import_id", "sheet_id")
        },
        "kind": "pdf",
        "bank_key": "guard",
        "token": "nobody",
        "importer": "nobodys",
        "release_id": newest.id,
        "before_id": before.id,
        "after_id": newest.id,
    }


def _unknown() -> dict[str, Any]:
    """Names of objects that nobody has."""
    named: dict[str, Any] = {"slot_key": "receipt", "number": 0, "key": "injury_small", "move": "approve", "act": "try"}
    named |= {"deed": "complete", "sheet": "roster", "month": "2026-10"}
    named |= {"course": "rain"}
    named |= {"kind": "pdf", "bank_key": "guard", "token": "nobody"}
    ids = (
        "case_id worker_id paper_id document_id joint_id recheck_id decision_id payout_id consent_id filter_id "
        "account_id post_id authenticator_id batch_id problem_id line_id correction_id file_id release_id before_id "
        "after_id draft_id project_id evidence_id letter_id wage_worker_id payment_id import_id sheet_id employer_id "
        "application_id ticket_id booking_id tool_id loan_id question_id device_id announcement_id group_id "
        "member_id robot_id volunteer_id representative_id subscription_id"
    )
    named |= {"importer": "nobodys"}
    named |= {"job_id": 2**31, "code": "x"}
    return {**named, **{name: uuid7() for name in ids.split()}}


def _a_consent(rider: Actor) -> UUID:
    text = consent_text("privacy")
    assert rider.worker_id is not None
    given = consent_give(
        worker_id=rider.worker_id, key=text.key, version=text.version, sha256=text.sha256, actor=rider, at=NOON
    )
    return given.id


def _a_filter(owner: Actor) -> UUID:
    filter_save(name="我的", query="q=1", actor=owner, at=NOON)
    return SavedFilter.objects.get(account_id=owner.account_id).pk


def _an_authenticator(owner: Actor) -> UUID:
    assert owner.account_id is not None
    totp_enrol(account_id=owner.account_id, at=NOON)
    return Authenticator.objects.get(account_id=owner.account_id).pk


def _moved(city: City, people: Mapping[Role, Actor]) -> dict[Role, UUID]:
    """A case given to another handler, and one that now belongs to the other district."""
    manager, former = people[Role.INSURER_MANAGER], people[Role.INSURER_HANDLER]
    given = a_reported(city=city, rider=a_worker("孙试骑"), region=city.east.region_code)
    for handler in (former, a_staff(Role.INSURER_HANDLER, org=city.insurer, name="李接手")):
        assert handler.account_id is not None
        handler_assign(case_id=given.case_id, handler_id=handler.account_id, actor=manager, at=NOON)
    far = a_reported(city=city, rider=a_worker("钱试骑"), region=city.east.region_code)
    Case.objects.filter(pk=far.case_id).update(org_id=city.west.id, org_path=city.west.path)
    return {Role.INSURER_HANDLER: given.case_id, Role.BUREAU_INTAKE: far.case_id, Role.BUREAU_REVIEWER: far.case_id}
