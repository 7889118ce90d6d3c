"""The desk's pages about injuries, in the browser's words: review, claim, checks, reports, blind looks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from anxin.cases.selectors import case_view
from anxin.claims.models import AdverseProposal, DecisionRecord, InjuryClaim, Judgement, Recheck
from anxin.claims.services import claim_advance
from anxin.claims.services.sweeping import platforms_silent
from anxin.identity.selectors import worker_by_id
from anxin.identity.types import Role
from tests.given.claims import Given, a_complete, a_referred, a_reported
from tests.given.people import NOON, City, a_staff, signed_in

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module", autouse=True)
def _referred(one_city_for_all: None) -> Given:
    return a_referred(narrative=HOSTILE, place=HOSTILE)


@pytest.fixture
def referred(_referred: Given) -> Given:
    return _referred.for_one_test()


@pytest.fixture
def city(_referred: Given) -> City:
    return _referred.city


def test_the_review_desk_lists_what_waits_and_says_why(referred):
    reviewer = signed_in(referred.city.staff(Role.BUREAU_REVIEWER))

    page = reviewer.get(reverse("review-desk")).content.decode()

    assert referred.ref.number in page
    assert "¥42.00" in page
    assert "快赔" in page
    assert referred.ref.number not in reviewer.get(reverse("review-desk"), {"step": "deciding"}).content.decode()


def test_the_claims_page_shows_facts_lines_and_hostile_words_as_text(referred):
    reviewer = signed_in(referred.city.staff(Role.BUREAU_REVIEWER))

    page = reviewer.get(reverse("claim", args=[referred.case_id])).content.decode()

    assert "建议核减" in page
    assert "XS-21" in page
    assert "平台已确认" in page
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_a_cut_is_proposed_and_confirmed_on_the_pages(referred):
    first = signed_in(referred.city.staff(Role.BUREAU_REVIEWER, name="孙试审"))
    second = signed_in(referred.city.staff(Role.BUREAU_REVIEWER, name="周试复"))
    address = reverse("claim-act", args=[referred.case_id, "propose_adverse"])

    bad = first.post(address, {"amount": "42.005", "article": "目录", "reason": "不在目录"})
    assert bad.status_code == 422
    assert "最多两位小数" in bad.content.decode()
    assert "不在目录" in bad.content.decode()
    first.post(address, {"amount": "４２．００", "article": "目录", "reason": "不在目录"})
    assert AdverseProposal.objects.get().amount_fen == 4200

    own = first.post(reverse("claim-act", args=[referred.case_id, "confirm_cut"]), {"reason": "我自己同意"})
    assert own.status_code == 422
    assert "另一人" in own.content.decode()
    second.post(reverse("claim-act", args=[referred.case_id, "confirm_cut"]), {"reason": "同意"})
    assert DecisionRecord.objects.get(case_id=referred.case_id, superseded_at=None).approved_fen == 4200


@pytest.mark.parametrize("amount", ["302.295", "1e400", "-1", "NaN", "", "９" * 30])
def test_an_amount_that_is_none_is_refused_and_nothing_typed_is_lost(referred, amount):
    reviewer = signed_in(referred.city.staff(Role.BUREAU_REVIEWER))

    answer = reviewer.post(
        reverse("claim-act", args=[referred.case_id, "propose_adverse"]),
        {"amount": amount, "article": "目录", "reason": "理由还在"},
    )

    assert answer.status_code == 422
    assert "理由还在" in answer.content.decode()
    assert not AdverseProposal.objects.exists()


def test_an_out_of_date_page_decides_nothing(referred):
    reviewer = referred.city.staff(Role.BUREAU_REVIEWER)
    seen = case_view(reviewer, referred.case_id).version
    client = signed_in(reviewer)
    judge = reverse("claim-act", args=[referred.case_id, "judge"])
    client.post(judge, {"judgement": "facts_clear=true", "reason": "已核对", "version": str(seen)})

    late = client.post(
        reverse("claim-act", args=[referred.case_id, "approve"]), {"reason": "同意", "version": str(seen)}
    )

    assert late.status_code == 422
    assert "刚刚被别人更新" in late.content.decode()


def test_a_judgement_is_chosen_in_words_and_kept_as_the_rules_take_it(referred):
    reviewer = referred.city.staff(Role.BUREAU_REVIEWER)
    client = signed_in(reviewer)
    page = client.get(reverse("claim", args=[referred.case_id])).content.decode()
    judge = reverse("claim-act", args=[referred.case_id, "judge"])

    assert '<option value="situation=brave_act">抢险救灾或者见义勇为</option>' in page
    assert '<option value="hospital_city=北京">北京</option>' in page
    client.post(judge, {"judgement": "situation=brave_act", "reason": "有证明"})
    refused = client.post(judge, {"judgement": "situation=seen_on_tv", "reason": "随便"})

    assert Judgement.objects.get().value == "brave_act"
    assert refused.status_code == 422
    elsewhere = client.get(reverse("case-move", args=[referred.case_id, "judge"]))
    assert elsewhere.headers["Location"] == reverse("claim", args=[referred.case_id]) + "#judge"


def test_a_stranger_does_not_even_learn_that_the_claim_exists(referred):
    stranger = signed_in(a_staff(Role.BUREAU_REVIEWER))

    assert stranger.get(reverse("claim", args=[referred.case_id])).status_code == 404
    act = reverse("claim-act", args=[referred.case_id, "approve"])
    assert stranger.post(act, {"reason": "同意"}).status_code == 404


def test_a_platform_answers_its_check_and_no_other(city):
    given = a_reported(city=city, narrative=HOSTILE)
    operator = signed_in(given.operator)
    other = signed_in(a_staff(Role.PLATFORM_OPERATOR, org=given.city.other_platform))
    address = reverse("platform-check", args=[given.case_id])

    listed = operator.get(reverse("platform-checks")).content.decode()
    assert given.ref.number in listed
    assert "赵**" in listed
    page = operator.get(address).content.decode()
    assert "赵试骑" in page
    assert HOSTILE not in page
    assert other.get(address).status_code == 404
    assert other.post(address, {"answer": "confirmed"}).status_code == 404
    unreasoned = operator.post(address, {"answer": "disputed"})
    assert unreasoned.status_code == 422
    assert "请写明哪一点不一样" in unreasoned.content.decode()

    operator.post(address, {"answer": "confirmed"})

    assert given.claim.platform_check.answer == "confirmed"
    assert given.ref.number in operator.get(reverse("platform-checks"), {"answered": "1"}).content.decode()


def test_a_platform_that_missed_its_time_can_still_answer_and_reads_so(city):
    given = a_reported(city=city)
    operator, address = signed_in(given.operator), reverse("platform-check", args=[given.case_id])
    platforms_silent(at=NOON + timedelta(days=2))

    assert given.ref.number in operator.get(reverse("platform-checks")).content.decode()
    assert "现在答复仍然有用" in operator.get(address).content.decode()
    operator.post(address, {"answer": "disputed", "reason": "车停在站点"})

    answered = operator.get(address).content.decode()
    assert "车停在站点" in answered
    assert given.handler.name in answered


def test_a_platform_reports_for_its_worker_once(city):
    given = a_reported(city=city, on_order=True)
    operator = signed_in(given.operator)
    worker = worker_by_id(given.rider.worker_id)
    form = {
        "client_key": "form-1",
        "worker": worker.phone,
        "happened_at": "2026-11-23T05:00",
        "what": "fall",
        "place": "示范路",
        "narrative": "",
    }

    before = InjuryClaim.objects.count()
    operator.post(reverse("report-for"), form)
    operator.post(reverse("report-for"), form)
    wrong = operator.post(reverse("report-for"), form | {"worker": "110105194912310021", "client_key": "form-2"})

    assert InjuryClaim.objects.count() == before + 1
    assert wrong.status_code == 422
    assert "没有找到这位劳动者" in wrong.content.decode()


def test_a_blind_look_is_given_on_its_page_without_the_answer(city):
    given = a_complete(city=city)
    claim_advance(case_id=given.case_id, at=NOON)
    record = DecisionRecord.objects.get(case_id=given.case_id, superseded_at=None)
    row, _made = Recheck.objects.get_or_create(decision=record, defaults={"drawn_at": NOON})
    looker = signed_in(given.city.staff(Role.BUREAU_REVIEWER))

    page = looker.get(reverse("recheck", args=[row.pk])).content.decode()
    assert "自动核定" not in page
    assert "数字化摄影" in page
    looker.post(reverse("recheck", args=[row.pk]), {"amount": "302", "note": ""})

    assert Recheck.objects.get(pk=row.pk).verdict == "agree"
    assert looker.get(reverse("rechecks")).status_code == 200


def test_pages_cost_the_same_queries_however_many_claims(referred, django_assert_max_num_queries):
    reviewer = signed_in(referred.city.staff(Role.BUREAU_REVIEWER))
    reviewer.get(reverse("review-desk"))

    with django_assert_max_num_queries(14):
        reviewer.get(reverse("review-desk"))
