"""The rule pages as people use them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from anxin.identity.types import Actor, Role
from anxin.policy.models import Draft, Release, ReplayRun, StoredDecision
from anxin.policy.services import decide, draft_start
from tests.given.people import NOON, a_staff, a_worker, signed_in
from tests.given.policy import an_item, injury_facts

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>{{ 7|add:7 }}"


@pytest.fixture
def author() -> Actor:
    return a_staff(Role.POLICY_ANALYST, name="王试甲")


@pytest.fixture
def second() -> Actor:
    return a_staff(Role.BUREAU_LEAD, name="李试乙")


def _release() -> Release:
    return Release.objects.get(topic="injury_small", revision=2)


def _decision_id(**changes: object) -> UUID:
    facts = injury_facts(**changes)
    law_on = NOON.date()
    return decide(topic="injury_small", facts=facts, law_on=law_on, subject="claim:1", at=NOON).id


def test_the_list_shows_every_pack_with_its_certainty(author: Actor) -> None:
    page = signed_in(author).get(reverse("rules")).content.decode()

    assert "小伤快赔" in page
    assert "全国时限与保存期限" in page
    assert "本地服务承诺，非法定" in page


def test_the_list_says_when_last_nights_replay_disagreed(author: Actor) -> None:
    decision_id = _decision_id()
    ReplayRun.objects.create(at=NOON, replayed=12, different=[str(decision_id)])

    page = signed_in(author).get(reverse("rules")).content.decode()

    assert "1 件与当时不一致" in page
    assert reverse("rules-decision", args=[decision_id]) in page


def test_a_release_shows_its_articles_rows_and_digest(author: Actor) -> None:
    page = signed_in(author).get(reverse("rules-release", args=[_release().id])).content.decode()

    assert "应当从工伤保险基金中支付的医疗费用" in page
    assert "如果医院退回医保结算并重新开票" in page
    assert "有 4 条依据还没有核对原文" in page
    assert _release().sha256 in page


def test_the_difference_shows_the_corrected_number(author: Actor) -> None:
    first = Release.objects.get(topic="injury_small", revision=1, in_force="2025-11-01")

    page = signed_in(author).get(reverse("rules-difference", args=[first.id, _release().id])).content.decode()

    assert "<del>3 天（" in page
    assert "<ins>7 天（" in page


def test_a_draft_goes_from_a_release_to_a_release_by_two_persons(author: Actor, second: Actor) -> None:
    _decision_id()
    browser, other = signed_in(author), signed_in(second)

    browser.post(reverse("rules-draft-start", args=[_release().id]))
    draft = Draft.objects.get()
    typed = {"pack_text": draft.pack_text.replace("您在本市就医。", "您在北京就医。"), "cases_text": draft.cases_text}
    browser.post(reverse("rules-draft", args=[draft.id]), {**typed, "version": 0})
    browser.post(reverse("rules-draft-act", args=[draft.id, "try"]))
    browser.post(reverse("rules-draft-act", args=[draft.id, "propose"]))
    waiting = other.get(reverse("rules-draft", args=[draft.id])).content.decode()
    answer = other.post(reverse("rules-draft-act", args=[draft.id, "release"]))

    release = Release.objects.get(origin="desk")
    assert "核准并发布" in waiting
    assert "<ins>您在北京就医。" in waiting.replace("\n", "") or "您在北京就医。" in waiting
    assert answer.headers["Location"] == reverse("rules-release", args=[release.id])
    assert (release.drafted_by, release.approved_by) == ("王试甲", "李试乙")


def test_the_author_sees_no_button_to_approve_and_the_door_is_shut(author: Actor) -> None:
    browser = signed_in(author)
    draft_id = draft_start(release_id=_release().id, actor=author, at=NOON)
    browser.post(reverse("rules-draft-act", args=[draft_id, "try"]))
    browser.post(reverse("rules-draft-act", args=[draft_id, "propose"]))

    page = browser.get(reverse("rules-draft", args=[draft_id])).content.decode()
    answer = browser.post(reverse("rules-draft-act", args=[draft_id, "release"]), follow=True).content.decode()

    assert "核准并发布" not in page
    assert "请另一位同事办理" in answer
    assert not Release.objects.filter(origin="desk").exists()


def test_the_live_check_names_the_line_of_a_mistake_and_saves_nothing(author: Actor) -> None:
    draft_id = draft_start(release_id=_release().id, actor=author, at=NOON)
    text = Draft.objects.get().pack_text

    page = signed_in(author).post(
        reverse("rules-draft-check", args=[draft_id]), {"pack_text": text.replace('["住院"]', '["门诊"]', 1)}
    )

    assert "XS-02 有重叠：就医方式=门诊（第 1、2 行）" in page.content.decode()
    assert Draft.objects.get().pack_text == text


def test_what_was_typed_stays_when_somebody_else_saved_first(author: Actor) -> None:
    draft_id = draft_start(release_id=_release().id, actor=author, at=NOON)

    page = signed_in(author).post(
        reverse("rules-draft", args=[draft_id]), {"pack_text": "typed: here", "cases_text": "", "version": 9}
    )

    assert "刚刚被保存过" in page.content.decode()
    assert "typed: here" in page.content.decode()


def test_markup_in_a_draft_or_a_fact_stays_text(author: Actor) -> None:
    browser = signed_in(author)
    draft_id = draft_start(release_id=_release().id, actor=author, at=NOON)
    text = Draft.objects.get().pack_text.replace("title: 小伤快赔", f"title: '{NASTY}'")
    browser.post(reverse("rules-draft", args=[draft_id]), {"pack_text": text, "cases_text": "", "version": 0})
    decision_id = _decision_id(cover_note=NASTY, items=[an_item(NASTY, 30_200)])

    pages = [
        browser.get(reverse("rules-draft", args=[draft_id])).content.decode(),
        browser.get(reverse("rules-decision", args=[decision_id])).content.decode(),
    ]

    for page in pages:
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "{{ 7|add:7 }}" in page


def test_a_decision_shows_its_trace_and_replays_on_request(author: Actor) -> None:
    decision_id = _decision_id(visit_kind="住院")
    browser = signed_in(author)

    page = browser.get(reverse("rules-decision", args=[decision_id])).content.decode()
    replayed = browser.post(reverse("rules-decision", args=[decision_id])).content.decode()

    assert "就医方式为住院，转普通程序。" in page
    assert "如果这次就医其实是门诊或者急诊" in page
    assert "逐行一致" in replayed


def test_a_decision_that_was_tampered_with_is_shown_as_such(author: Actor) -> None:
    row = StoredDecision.objects.get(id=_decision_id())
    row.id, row.amount_fen = UUID(int=1), 99_999
    row.save(force_insert=True)

    page = signed_in(author).post(reverse("rules-decision", args=[row.id])).content.decode()

    assert "与当时不一致" in page


@pytest.mark.parametrize(
    ("role", "route", "status"),
    [
        (Role.POLICY_ANALYST, "rules-decision", 200),
        (Role.BUREAU_LEAD, "rules-decision", 200),
        (Role.BUREAU_REVIEWER, "rules-decision", 200),
        (Role.INSURER_HANDLER, "rules-decision", 403),
        (Role.AUDITOR, "rules-decision", 403),
        (Role.AUDITOR, "rules", 200),
        (Role.PLATFORM_OPERATOR, "rules", 403),
    ],
)
def test_only_those_who_answer_for_the_rules_see_facts_of_a_decision(role: Role, route: str, status: int) -> None:
    address = reverse(route, args=[_decision_id()] if route == "rules-decision" else [])

    assert signed_in(a_staff(role)).get(address).status_code == status


def test_a_visitor_and_a_worker_do_not_come_in() -> None:
    assert Client().get(reverse("rules")).status_code == 302
    assert signed_in(a_worker()).get(reverse("rules")).status_code == 403


@pytest.mark.parametrize("route", ["rules-release", "rules-draft", "rules-decision"])
def test_an_unknown_number_is_not_found(route: str, author: Actor) -> None:
    assert signed_in(author).get(reverse(route, args=[UUID(int=7)])).status_code == 404


def test_the_list_costs_the_same_number_of_queries_however_many_releases(
    author: Actor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser = signed_in(author)
    browser.get(reverse("rules"))

    with django_assert_max_num_queries(12):
        browser.get(reverse("rules"))
