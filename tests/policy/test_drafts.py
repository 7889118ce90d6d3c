"""A pack is written by one person, tried on past cases, and released by another."""

import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed
from anxin.kit.ids import uuid7
from anxin.kit.money import yuan
from anxin.policy.engine.compiling import compiled
from anxin.policy.engine.golden import Case, cases_from
from anxin.policy.engine.schema import pack_from
from anxin.policy.formulas.registry import FORMULAS
from anxin.policy.models import Release
from anxin.policy.selectors import draft_changes, draft_shown, release_shown, releases_listed
from anxin.policy.services import (
    decide,
    draft_drop,
    draft_propose,
    draft_release,
    draft_return,
    draft_save,
    draft_start,
    draft_try,
    replay,
)
from anxin.policy.types import CLEAN, BadPack, Decision, Outcome, PolicyError
from tests.given.people import NOON, a_staff
from tests.given.policy import an_item, injury_facts

pytestmark = pytest.mark.django_db
SMALL = ("beijing", "injury_small", date(2025, 11, 1), 2)
ACCIDENT = date(2026, 11, 20)


def _release_id() -> UUID:
    return next(
        one.id
        for one in releases_listed()
        if (one.ref.jurisdiction, one.ref.topic, one.ref.in_force, one.ref.revision) == SMALL
    )


@pytest.fixture
def author() -> Actor:
    return a_staff(Role.POLICY_ANALYST, name="王试甲")


@pytest.fixture
def second() -> Actor:
    return a_staff(Role.POLICY_ANALYST, name="李试乙")


def _draft(author: Actor) -> UUID:
    return draft_start(release_id=_release_id(), actor=author, at=NOON)


def _change(draft_id: UUID, author: Actor, old: str, new: str, cases: tuple[str, str] | None = None) -> None:
    shown = draft_shown(draft_id)
    assert old in shown.pack_text
    draft_save(
        draft_id=draft_id,
        pack_text=shown.pack_text.replace(old, new, 1),
        cases_text=shown.cases_text.replace(*cases) if cases else shown.cases_text,
        version=shown.version,
        actor=author,
        at=NOON,
    )


def _proposed(author: Actor) -> UUID:
    draft_id = _draft(author)
    draft_try(draft_id=draft_id, actor=author, at=NOON)
    draft_propose(draft_id=draft_id, actor=author, at=NOON)
    return draft_id


def _decided(subject: str, days_ago: int = 1, **changes: object) -> Decision:
    return decide(
        topic="injury_small",
        facts=injury_facts(**{"happened_on": ACCIDENT, "visited_on": ACCIDENT, "issued_on": ACCIDENT, **changes}),
        law_on=ACCIDENT,
        subject=subject,
        known_on=NOON.date(),
        at=NOON - timedelta(days=days_ago),
    )


def test_a_draft_starts_as_the_next_revision_of_the_same_law(author: Actor) -> None:
    shown = draft_shown(_draft(author))

    assert "revision: 3\n" in shown.pack_text
    assert "released:" not in shown.pack_text
    assert [change.where for change in draft_changes(shown, release_shown(_release_id())[1])] == []


def test_a_released_draft_is_known_from_today_and_decides_from_now_on(author: Actor, second: Actor) -> None:
    before = _decided("claim:1", documents_missing=["诊断书"])
    draft_id = _proposed(author)

    release_id = draft_release(draft_id=draft_id, actor=second, at=NOON)

    release = Release.objects.get(id=release_id)
    assert (release.revision, release.released_on, release.approved_by_id) == (3, NOON.date(), second.account_id)
    after = decide(topic="injury_small", facts=injury_facts(), law_on=ACCIDENT, subject="claim:2", at=NOON)
    earlier = NOON - timedelta(days=1)
    known = decide(topic="injury_small", facts=injury_facts(), law_on=ACCIDENT, subject="claim:3", at=earlier)
    assert (after.pack.revision, known.pack.revision) == (3, 2)
    assert replay(before.id).identical


def test_nobody_approves_what_they_wrote(author: Actor) -> None:
    draft_id = _proposed(author)

    with pytest.raises(NotAllowed, match="另一位同事"):
        draft_release(draft_id=draft_id, actor=author, at=NOON)

    assert not Release.objects.filter(origin="desk").exists()


def test_the_database_itself_refuses_a_release_by_one_person(author: Actor, second: Actor) -> None:
    draft_id = _proposed(author)
    draft_release(draft_id=draft_id, actor=second, at=NOON)
    release = Release.objects.get(origin="desk")
    release.id, release.revision, release.sha256 = uuid7(), 9, "f" * 64
    release.approved_by_id = release.drafted_by_id

    with pytest.raises(IntegrityError, match="policy_release_needs_two_persons"), transaction.atomic():
        Release.objects.bulk_create([release])


@pytest.mark.parametrize("role", [Role.BUREAU_REVIEWER, Role.SUPERVISOR, Role.INSURER_HANDLER])
def test_other_staff_neither_write_nor_approve(role: Role, author: Actor) -> None:
    stranger = a_staff(role)
    draft_id = _proposed(author)

    with pytest.raises(NotAllowed):
        draft_start(release_id=_release_id(), actor=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        draft_release(draft_id=draft_id, actor=stranger, at=NOON)


def test_a_draft_with_a_gap_cannot_be_tried_or_proposed(author: Actor) -> None:
    draft_id = _draft(author)
    _change(draft_id, author, 'when: ["门诊 | 急诊"]', 'when: ["门诊"]')

    with pytest.raises(BadPack, match="就医方式=急诊"):
        draft_try(draft_id=draft_id, actor=author, at=NOON)


def test_a_draft_that_was_not_tried_on_past_cases_cannot_be_proposed(author: Actor) -> None:
    draft_id = _draft(author)

    with pytest.raises(BadPack, match="影响测算"):
        draft_propose(draft_id=draft_id, actor=author, at=NOON)


def test_a_change_after_the_trial_needs_a_new_trial(author: Actor) -> None:
    draft_id = _draft(author)
    draft_try(draft_id=draft_id, actor=author, at=NOON)
    _change(draft_id, author, "title: 小伤快赔", "title: 小伤快赔（修订）")

    with pytest.raises(BadPack, match="影响测算"):
        draft_propose(draft_id=draft_id, actor=author, at=NOON)


def test_two_windows_cannot_save_over_each_other(author: Actor) -> None:
    draft_id = _draft(author)
    _change(draft_id, author, "title: 小伤快赔", "title: 小伤快赔（一）")

    with pytest.raises(PolicyError, match="刚刚被保存过"):
        draft_save(draft_id=draft_id, pack_text="x: 1", cases_text="", version=0, actor=author, at=NOON)


def test_a_proposed_draft_can_no_longer_be_edited(author: Actor) -> None:
    draft_id = _proposed(author)

    with pytest.raises(PolicyError, match="等待核准"):
        draft_save(draft_id=draft_id, pack_text="x: 1", cases_text="", version=0, actor=author, at=NOON)


def test_a_returned_draft_goes_back_with_its_reason(author: Actor, second: Actor) -> None:
    draft_id = _proposed(author)

    with pytest.raises(PolicyError, match="理由"):
        draft_return(draft_id=draft_id, reason=" \u200b", actor=second, at=NOON)
    draft_return(draft_id=draft_id, reason="第二条的句子看不懂", actor=second, at=NOON)

    shown = draft_shown(draft_id)
    assert (shown.state, shown.returned_for) == ("writing", "第二条的句子看不懂")


def test_a_dropped_draft_stays_readable(author: Actor) -> None:
    draft_id = _draft(author)

    draft_drop(draft_id=draft_id, actor=author, at=NOON)

    assert draft_shown(draft_id).state == "dropped"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("revision: 3", "revision: 2", "大 1"),
        ("revision: 3", "revision: 7", "大 1"),
        ("revision: 3", "revision: 3\nreleased: 2026-01-01", "删去 released"),
        ("topic: injury_small", "topic: injury_large", "不能改"),
    ],
)
def test_a_draft_cannot_take_the_place_of_another_release(author: Actor, old: str, new: str, says: str) -> None:
    draft_id = _draft(author)
    _change(draft_id, author, old, new)

    with pytest.raises(BadPack, match=says):
        draft_try(draft_id=draft_id, actor=author, at=NOON)


def test_the_trial_says_who_gains_who_loses_and_who_goes_to_a_person(author: Actor) -> None:
    """The automatic limit falls from 2,000 to 100 yuan, and the cap from 5,000 to 300."""
    _decided("claim:small", items=[an_item("换药", 5_000)], claimed_fen=5_000)
    _decided("claim:middle")
    _decided("claim:asked-again", facts_clear=False)
    _decided("claim:asked-again", days_ago=0)
    _decided("claim:long-ago", days_ago=120)
    draft_id = _draft(author)
    shown = draft_shown(draft_id)
    text = shown.pack_text.replace("value: 200000", "value: 10000", 1).replace("value: 500000", "value: 30000", 1)
    cases = "base: {}\ncases: []\n"
    draft_save(draft_id=draft_id, pack_text=text, cases_text=cases, version=0, actor=author, at=NOON)
    with pytest.raises(BadPack, match="没有样例"):
        draft_try(draft_id=draft_id, actor=author, at=NOON)
    cases = _rewritten(draft_id, shown.cases_text)
    draft_save(draft_id=draft_id, pack_text=text, cases_text=cases, version=1, actor=author, at=NOON)

    impact = draft_try(draft_id=draft_id, actor=author, at=NOON)

    assert (impact.replayed, impact.same, impact.less, impact.more) == (3, 1, 2, 0)
    assert (impact.to_person, impact.to_pay, impact.difference_fen) == (2, 0, -400)
    assert {one.subject for one in impact.examples} == {"claim:middle", "claim:asked-again"}


def _rewritten(draft_id: UUID, cases: str) -> str:
    """The golden cases as an analyst would rewrite them: what each gives under the text of the draft."""
    ready = compiled(pack_from(draft_shown(draft_id).pack_text), digest="", formulas=FORMULAS)
    return json.dumps(
        {"base": {}, "cases": [_expected(case, ready.evaluate(case.facts)) for case in cases_from(cases)]},
        ensure_ascii=False,
    )


def _expected(case: Case, outcome: Outcome) -> dict[str, object]:
    results: dict[str, list[str]] = {}
    for line in outcome.lines:
        results.setdefault(line.rule_id, []).append(line.result)
    held = {rule: said for rule, said in results.items() if not set(said) <= CLEAN}
    expect = {"outcome": outcome.outcome, "amount": yuan(outcome.amount_fen), "lines": held}
    return {"name": case.name, "article": case.article, "change": dict(case.facts), "expect": expect}
