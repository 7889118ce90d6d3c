"""Reporting: in somebody's hands at once, once however often it is sent."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from anxin.cases.selectors import case_view
from anxin.claims.models import InjuryClaim, Report
from anxin.claims.selectors import claim_for_worker
from anxin.claims.services import Advance, claim_advance, report_make
from anxin.claims.types import PlatformAnswer, What, WorkerStatus
from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput, NotAllowed
from tests.given.claims import REPORTED, a_complete, a_reported
from tests.given.cover import ACCEPTED, ACCIDENT, an_order
from tests.given.people import NOON, a_city, a_staff, a_worker


def report(rider: Actor, *, key: str = "k1", actor: Actor | None = None, **change):
    told = {
        "happened_at": ACCIDENT,
        "place": "示范路 1 号",
        "what": What.FALL,
        "at": REPORTED,
        "worker_id": rider.worker_id,
    }
    return report_make(actor=actor or rider, client_key=key, **(told | change))


def test_a_report_is_in_a_named_persons_hands_at_once():
    given = a_reported()

    view = claim_for_worker(actor=given.rider, case_id=given.case_id)

    assert given.ref.handler is not None
    assert given.ref.handler.name == "王试甲"
    assert "王试甲 负责您的案件，11月24日 周二 前会联系您" in given.ref.sentence
    assert view.status is WorkerStatus.REPORTED
    assert view.dot == 1
    assert view.handler == given.ref.handler
    assert view.due is not None
    assert view.order is not None
    assert "11:38 接单" in view.order.sentence


def test_the_order_is_found_and_kept_with_the_report():
    given = a_reported()

    claim = given.claim
    assert (claim.covered, claim.declared_late, claim.platform_id) == (True, False, given.city.platform.id)
    assert claim.cover["orders"][0]["order_no"] == claim.order_no


def test_the_same_key_again_is_the_same_report():
    given = a_reported(client_key="tap")

    again = report(given.rider, key="tap")

    assert (again.report_id, again.case_id, again.joined) == (given.ref.report_id, given.case_id, False)
    assert Report.objects.count() == 1


def test_the_platform_reporting_the_same_accident_joins_the_case():
    given = a_reported()

    joined = report(
        given.rider,
        key="from-station",
        actor=given.operator,
        platform_id=given.city.platform.id,
        happened_at=ACCIDENT + timedelta(minutes=20),
        channel="platform",
        at=NOON + timedelta(hours=1),
    )

    assert joined.joined
    assert joined.case_id == given.case_id
    assert "不会重复立案" in joined.sentence
    assert InjuryClaim.objects.count() == 1
    assert Report.objects.filter(joined=True).count() == 1


def test_another_accident_of_the_same_day_is_another_case():
    given = a_reported()

    other = report(given.rider, key="second", happened_at=ACCIDENT - timedelta(hours=4))

    assert other.case_id != given.case_id
    assert InjuryClaim.objects.count() == 2


@pytest.mark.parametrize(("what", "cases"), [("fall", 1), ("collision", 2)])
def test_after_the_decision_only_the_same_kind_of_accident_joins_the_case(what: str, cases: int):
    given = a_complete()
    assert claim_advance(case_id=given.case_id, at=NOON) is Advance.APPROVED

    later = ACCIDENT + timedelta(minutes=40)
    again = report(given.rider, key="within-the-hour", what=what, happened_at=later, at=NOON + timedelta(hours=1))

    assert again.joined is (cases == 1)
    assert InjuryClaim.objects.count() == cases


@pytest.mark.django_db(transaction=True)
def test_a_report_sent_twice_in_parallel_is_one():
    city, rider = a_city(), a_worker()
    a_staff(Role.INSURER_HANDLER, org=city.insurer)
    an_order(rider, city.platform.id)
    start = threading.Barrier(4)
    answers, errors = [], []

    def send(key: str) -> None:
        try:
            start.wait()
            answers.append(report(rider, key=key))
        except Exception as error:  # the thread must not swallow it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(key,)) for key in ("tap", "tap", "tap", "retry")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert len({answer.case_id for answer in answers}) == 1
    assert InjuryClaim.objects.count() == 1
    assert Report.objects.count() == 2


def test_without_an_order_it_is_still_a_case_and_says_why():
    given = a_reported(on_order=False)

    assert not given.claim.covered
    assert given.claim.platform_id is None
    assert "没有任何接单记录" in given.claim.cover["sentence"]


def test_one_second_before_the_order_is_not_covered_and_the_order_is_named():
    given = a_reported(happened_at=ACCEPTED - timedelta(seconds=1))

    assert not given.claim.covered
    assert "晚 1 秒" in given.claim.cover["sentence"]
    assert given.claim.platform_id == given.city.platform.id


def test_an_order_declared_after_the_accident_is_flagged():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, declared_at=ACCIDENT + timedelta(minutes=1))

    given = a_reported(city=city, rider=rider, on_order=False)

    assert given.claim.covered
    assert given.claim.declared_late


def test_a_stranger_cannot_report_for_somebody():
    given = a_reported()
    stranger, other_platform = a_worker("钱试骑"), a_staff(Role.PLATFORM_OPERATOR, org=given.city.other_platform)

    for actor in (stranger, other_platform, Actor.anonymous()):
        with pytest.raises(NotAllowed, match="只能为自己报案"):
            report(given.rider, key="x", actor=actor, platform_id=given.city.platform.id)


def test_staff_report_on_behalf_at_the_window():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    clerk = city.staff(Role.BUREAU_INTAKE)

    ref = report(rider, actor=clerk, channel="counter")

    assert Report.objects.get(pk=ref.report_id).by_account == clerk.account_id
    assert case_view(rider, ref.case_id).channel == "counter"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"happened_at": REPORTED + timedelta(hours=1)}, "在将来"),
        ({"key": ""}, "缺少编号"),
        ({"key": "k" * 65}, "缺少编号"),
        ({"key": "a\x00b"}, "缺少编号"),
        ({"key": "a\ud800b"}, "缺少编号"),
        ({"what": "slipped"}, "怎么受伤"),
        ({"place": "长" * 201}, "地点太长"),
        ({"narrative": "长" * 2001}, "经过太长"),
        ({"photos": [None] * 10}, "照片最多"),
    ],
)
def test_a_report_that_cannot_be_understood_names_the_field(change, reason):
    rider = a_worker()

    with pytest.raises(BadInput, match=reason):
        report(rider, **change)


def test_markup_in_a_report_stays_text():
    given = a_reported(narrative="<script>alert(1)</script>\u202e摔了", place="<b>路口</b>")

    view = claim_for_worker(actor=given.rider, case_id=given.case_id)

    assert view.narrative == "<script>alert(1)</script>摔了"
    assert view.place == "<b>路口</b>"


def test_a_place_is_shown_with_the_punctuation_it_was_told_with():
    given = a_reported(place=" 双井桥北，路口（东侧）\n")

    assert claim_for_worker(actor=given.rider, case_id=given.case_id).place == "双井桥北，路口（东侧）"


def test_what_was_told_is_sealed_in_the_database():
    given = a_reported(narrative="胸口疼得厉害", place="示范胡同")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c::text, r::text FROM claims_injuryclaim c, claims_report r WHERE r.claim_id = c.case_id"
        )
        text = str(cursor.fetchone())

    assert "胸口" not in text
    assert "示范胡同" not in text
    assert given.claim.narrative == "胸口疼得厉害"


def test_the_platform_is_asked_with_a_last_moment():
    given = a_reported()

    check = given.claim.platform_check
    assert (check.answer, check.due_at) == (PlatformAnswer.NONE, REPORTED + timedelta(hours=24))
