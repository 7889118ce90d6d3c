"""Every public service refuses whoever holds no post for it.

The services are found, not listed: whatever a context exports from its ``services`` package is called here by people
who may not use it, with real objects where the name of an argument says which. A new service is covered by itself. One
that takes no actor, or that anybody may use, must be named below with its reason.
"""

from __future__ import annotations

import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

import anxin
from anxin.cases.types import PartyIn
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import NotAllowed, NotFound, Refused
from anxin.kit.ids import uuid7
from tests.given.objects import World, a_world
from tests.given.people import NOON, a_staff, a_worker, an_org

pytestmark = pytest.mark.django_db

_JOB = "a job or the timetable calls it; what it does depends on rows alone"
_INSIDE = "other services of ours call it, which have asked who acts"
_SIGNING_IN = "it is how somebody proves who he is, or manages what he has just proved"
_MACHINE = "a machine of the hall calls it, known by its secret"
_OWN = "it touches the actor's own things only"

NOBODY_ACTS = {
    "api.answer_once": _INSIDE,
    "cases.handler_pick": _INSIDE,
    "claims.claim_advance": _JOB,
    "cover.bills_dun": _JOB,
    "cover.declaration_compare": _JOB,
    "cover.kept_merge": _JOB,
    "documents.files_sweep": _JOB,
    "documents.paper_read": _JOB,
    "documents.papers_destroy": _INSIDE,
    "documents.paper_glance": _JOB,
    "documents.papers_unstick": _JOB,
    "documents.reader_keep_warm": _JOB,
    "funds.batches_ask": _JOB,
    "funds.batches_send": _JOB,
    "funds.demonstration_day": "refuses outside a demonstration city",
    "funds.files_collect": _JOB,
    "funds.ledger_seal": _JOB,
    "funds.memo_balances": "reads sums for the contexts that keep them; shows nothing to people",
    "funds.overdue_mark": _JOB,
    "funds.payment_day": _JOB,
    "identity.attempts_prune": _JOB,
    "identity.authenticator_remove": _SIGNING_IN,
    "identity.code_check": _SIGNING_IN,
    "identity.code_send": _SIGNING_IN,
    "identity.codes_prune": _JOB,
    "identity.form_forget": _SIGNING_IN,
    "identity.form_held": _SIGNING_IN,
    "identity.form_hold": _SIGNING_IN,
    "identity.forms_prune": _JOB,
    "identity.keys_old_count": "a command of the operator; reads a number",
    "identity.keys_rotate": "a command of the operator on the machine itself",
    "identity.passkey_add": _SIGNING_IN,
    "identity.passkey_ask": _SIGNING_IN,
    "identity.passkey_begin": _SIGNING_IN,
    "identity.passkey_check": _SIGNING_IN,
    "identity.password_check": _SIGNING_IN,
    "identity.password_replace": _SIGNING_IN,
    "identity.payee_verified": _INSIDE,
    "identity.real_name_check": _JOB,
    "identity.second_answer_check": _SIGNING_IN,
    "identity.second_question_due": _SIGNING_IN,
    "identity.temporary_password": "makes a word and touches nothing",
    "identity.totp_check": _SIGNING_IN,
    "identity.totp_code": "computes a code and touches nothing",
    "identity.totp_confirm": _SIGNING_IN,
    "identity.totp_enrol": _SIGNING_IN,
    "identity.totp_offer": _SIGNING_IN,
    "identity.worker_register_self": "registering oneself is open to everybody",
    "market.hall.device_seen": _MACHINE,
    "market.hall.question_ask": _MACHINE,
    "market.hall.slip_enter": _MACHINE,
    "market.hall.slip_known": _MACHINE,
    "market.hall.ticket_draw": _MACHINE,
    "market.jobs.company_register": "registering one's firm is open to everybody; staff verify it before it publishes",
    "market.jobs.draft_check": "reads a text and touches nothing",
    "market.jobs.sweep": _JOB,
    "market.matching.index_build": _JOB,
    "market.matching.index_refresh": _JOB,
    "market.outreach.digests_send": _JOB,
    "market.outreach.instant_send": _JOB,
    "market.outreach.members_without_consent_remove": "hears that a consent was taken back",
    "notify.deliver": _JOB,
    "notify.group_tell": _INSIDE,
    "notify.groups_deliver": _JOB,
    "notify.mail_address_confirm": "whoever has the letter has the address: its token is the proof",
    "notify.mail_address_forget": _INSIDE,
    "notify.mail_address_set": _INSIDE,
    "notify.opt_in": _INSIDE,
    "notify.opt_out": _INSIDE,
    "notify.tell": _INSIDE,
    "platforms.key_used": _INSIDE,
    "platforms.known_empty": _INSIDE,
    "platforms.quota_take": _INSIDE,
    "platforms.request_record": _INSIDE,
    "platforms.sandbox_of": _INSIDE,
    "policy.decide": _INSIDE,
    "policy.replay": "a command of the operator; writes nothing",
    "policy.replay_all": "a command of the operator; writes nothing",
    "policy.replay_sample": _JOB,
    "policy.shipped_install": "the start of the server does it",
    "policy.text_findings": "checks a text and touches nothing",
    "prevention.accident_note": _INSIDE,
    "prevention.people_note": _INSIDE,
    "projects.standing_compute": _JOB,
    "projects.standings_compute": _JOB,
    "supervise.sheet_make": _JOB,
    "wages.blacklist.letter_write": "writes the letter of a move that was checked, inside its transaction",
    "wages.blacklist.terms_close": "a nightly job: ends listings whose term is over",
}
"""Services without an actor, and why that is right."""

ANYBODY = {
    "cases.filter_delete": _OWN,
    "cases.filter_rename": _OWN,
    "cases.filter_save": _OWN,
    "cover.orders_import_run": "goes on with a file that was taken; orders_take asks for every piece who acts",
    "cases.levels_of": "tells an actor his own levels, which may be none",
    "documents.file_store": "stores bytes that nothing points to; the sweep removes them",
    "documents.paper_add": _INSIDE,
    "documents.receipt_use_claim": _INSIDE,
    "documents.receipt_use_release": _INSIDE,
    "funds.memo_post": _INSIDE,
    "funds.obligation_post": _INSIDE,
    "funds.obligation_retry": _INSIDE,
    "funds.payout_withdraw": _INSIDE,
    "identity.account_event": _INSIDE,
    "market.jobs.individual_register": _OWN,
    "notify.messages_mark_read": _OWN,
    "platforms.contact_remove": "what is not there is gone already; a contact that exists is its platform's",
}
"""Services with an actor that refuse nobody, and why that is right."""

PEOPLED = {"api", "cases", "claims", "cover", "documents", "funds", "identity", "policy", "supervise"}
"""Contexts whose objects the world of these tests has. Elsewhere nothing exists that a stranger could be served."""

MAY_LOOK = {("identity.worker_view", "another joint department")}
"""A post that looks at people for its work: its callers ask first whether the case is its own; each look is logged."""

ARGUMENTS: dict[str, Any] = {
    "party": PartyIn("worker", name="某人"),
    "answer": "confirmed",
    "content": b"%PDF-1.4\n%%EOF",
    "what": "fall",
    "version": 1,
}
"""By name, for arguments whose type alone does not make a sensible value."""


def services() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function that a ``services`` package exports, as ``context.name``."""
    for module in pkgutil.walk_packages(anxin.__path__, "anxin."):
        if module.ispkg and module.name.endswith(".services"):
            context = module.name.removeprefix("anxin.").removesuffix(".services")
            package = import_module(module.name)
            for name in package.__all__:
                if inspect.isfunction(function := getattr(package, name)):
                    yield f"{context}.{name}", function


SERVICES = dict(services())


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.ANXIN_DATA = tmp_path
    return a_world()


def test_every_exception_is_still_needed():
    without = {name for name, function in SERVICES.items() if "actor" not in inspect.signature(function).parameters}

    assert sorted(NOBODY_ACTS) == sorted(without), "a service takes actor=, or is named in NOBODY_ACTS with its reason"
    assert ANYBODY.keys() <= SERVICES.keys() - without


def test_nobody_without_a_post_for_it_uses_a_service(world: World):
    faults, handler, outside = [], world.people[Role.INSURER_HANDLER], strangers()
    ours = {**world.ours, "handler_id": handler.account_id, "case_ids": [world.ours["case_id"]]}
    for name, function in SERVICES.items():
        if "actor" not in inspect.signature(function).parameters or name in ANYBODY:
            continue
        given = arguments(function, ours)
        for who, stranger in outside.items():
            outcome = _tried(function, {**given, "actor": stranger}, invented=name.partition(".")[0] not in PEOPLED)
            if outcome and (name, who) not in MAY_LOOK:
                faults.append(f"{name} for {who}: {outcome}")

    assert not faults, "\n".join(faults)


def strangers() -> Mapping[str, Actor]:
    """People who may do nothing to the world's objects."""
    return {
        "a visitor": Actor.anonymous(),
        "an account without a post": Actor(account_id=uuid7(), name="路甲"),
        "another worker": a_worker("钱外人"),
        "the clerk of another bank": a_staff(Role.BANK_CLERK, org=an_org(OrgKind.BANK)),
        "another joint department": a_staff(Role.JOINT_OFFICER, org=an_org(OrgKind.JOINT)),
    }


def _tried(function: Callable[..., Any], given: Mapping[str, Any], *, invented: bool) -> str:
    """What is wrong with how a stranger was answered; empty when he was refused.

    Args:
        invented: the objects named in it do not exist, so that any refusal will do.
    """
    try:
        with transaction.atomic():
            answers = function(**given)
            transaction.set_rollback(True)
            if isinstance(answers, tuple | list) and all(getattr(one, "refused", "") for one in answers):
                return ""
    except (NotAllowed, NotFound):
        return ""
    except Refused as refused:
        return "" if invented else f"asked about something else first ({type(refused).__name__}: {refused.sentence})"
    except Exception as error:
        return f"fell over ({type(error).__name__}: {error})"
    return "was served"


def arguments(function: Callable[..., Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """A value for every argument that must be there: by its name from the world, else by its type."""
    hints = typing.get_type_hints(function)
    wanted = [one.name for one in inspect.signature(function).parameters.values() if one.default is one.empty]
    return {name: _value(name, hints[name], ours) for name in wanted if name != "actor"}


def _value(name: str, kind: Any, ours: Mapping[str, Any]) -> Any:
    if name in ARGUMENTS:
        return ARGUMENTS[name]
    if name in ours and name.endswith(("_id", "_ids")):
        return ours[name]
    return _of_type(kind, ours)


def _of_type(kind: Any, ours: Mapping[str, Any]) -> Any:
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _of_type(next(part for part in parts if part is not type(None)), ours)
    if origin is not None:
        return {} if issubclass(origin, Mapping) else ()
    plain: dict[Any, Any] = {UUID: uuid7(), datetime: NOON, date: NOON.date(), str: "试验", bytes: b"x", int: 1}
    if kind in plain:
        return plain[kind]
    if kind in (bool, float):
        return kind(0)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        needed = [one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
        return kind(**{one.name: _value(one.name, hints[one.name], ours) for one in needed})
    return None
