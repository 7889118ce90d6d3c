"""Reports and checks by API: once per key, the facts and no more, one platform never another's."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from anxin.api.models import KeptAnswer
from anxin.claims.models import InjuryClaim
from anxin.claims.types import PlatformAnswer
from anxin.kit.ids import uuid7
from tests.given.api import a_machine
from tests.given.claims import a_reported
from tests.given.cover import an_order, id_number_of
from tests.given.people import a_city, a_worker


def a_body(rider, **change):
    told = {"worker": id_number_of(rider), "happened_at": "2026-11-23T11:50:00", "what": "fall", "place": "示范路"}
    return told | change


def report(machine, body, key="k1"):
    return machine.send("POST", "/reports", body, headers={"Idempotency-Key": key})


def test_a_platform_reports_for_its_worker_and_a_retry_gets_the_same_answer():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    machine = a_machine(city.platform)

    first, again = report(machine, a_body(rider)), report(machine, a_body(rider))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    claim = InjuryClaim.objects.get(pk=UUID(first.json()["case_id"]))
    assert claim.covered
    assert claim.platform_check.answer == PlatformAnswer.NONE


def test_a_platform_that_vouches_is_not_asked_again():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    machine = a_machine(city.platform)

    made = report(machine, a_body(rider, facts_confirmed=True))

    check = InjuryClaim.objects.get(pk=UUID(made.json()["case_id"])).platform_check
    assert check.answer == PlatformAnswer.CONFIRMED
    assert machine.send("GET", "/checks").json() == []


def test_one_key_for_two_reports_is_refused():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    machine = a_machine(city.platform)
    report(machine, a_body(rider))

    other = report(machine, a_body(rider, what="collision"))

    assert other.status_code == 422
    assert "换一个" in other.json()["detail"]
    assert InjuryClaim.objects.count() == 1


def test_keys_of_two_platforms_do_not_meet():
    city, rider, other = a_city(), a_worker(), a_worker("钱试骑")
    an_order(rider, city.platform.id)
    an_order(other, city.other_platform.id)

    first = report(a_machine(city.platform), a_body(rider))
    second = report(a_machine(city.other_platform), a_body(other))

    assert first.json()["case_id"] != second.json()["case_id"]
    assert KeptAnswer.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"worker": "110105194912310021"}, "/worker"),
        ({"what": "slipped"}, "/body/what"),
        ({"happened_at": "yesterday"}, "/body/happened_at"),
        ({"happened_at": "2026-11-24T11:50:00"}, "/happened_at"),
        ({"narrative": "长" * 2001}, "/body/narrative"),
    ],
)
def test_a_report_with_something_wrong_says_where_and_keeps_nothing(change, pointer):
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)

    response = report(a_machine(city.platform), a_body(rider, **change))

    assert response.status_code == 422
    assert pointer in [one["pointer"] for one in response.json()["errors"]]
    assert not InjuryClaim.objects.exists()
    assert not KeptAnswer.objects.exists()


def test_a_report_needs_an_idempotency_key():
    rider = a_worker()

    response = a_machine(a_city().platform).send("POST", "/reports", a_body(rider))

    assert response.status_code == 422


def test_another_platforms_worker_is_answered_like_nobody():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    other = a_machine(city.other_platform)

    theirs = report(other, a_body(rider))
    nobody = report(other, a_body(rider, worker="110105194912310021"), key="k2")

    assert (theirs.status_code, nobody.status_code) == (422, 422)
    assert theirs.json()["detail"] == nobody.json()["detail"]
    assert not InjuryClaim.objects.exists()


def test_a_platform_sees_its_checks_and_answers_them():
    given = a_reported()
    machine = a_machine(given.city.platform)
    waiting = machine.send("GET", "/checks").json()
    assert [(one["number"], one["worker_name"]) for one in waiting] == [(given.ref.number, "赵**")]
    assert machine.send("GET", f"/checks/{given.case_id}").json()["worker_name"] == "赵试骑"

    answered = machine.send("POST", f"/checks/{given.case_id}/answer", {"answer": "confirmed"})

    assert answered.json()["answer"] == "confirmed"
    assert machine.send("GET", "/checks").json() == []
    assert len(machine.send("GET", "/checks?waiting=false").json()) == 1
    again = machine.send("POST", f"/checks/{given.case_id}/answer", {"answer": "confirmed"})
    assert again.status_code == 200
    changed = machine.send("POST", f"/checks/{given.case_id}/answer", {"answer": "disputed", "reason": "看错了"})
    assert changed.status_code == 409
    assert "联系本案经办员" in changed.json()["detail"]


def test_a_dispute_needs_a_reason():
    given = a_reported()

    response = a_machine(given.city.platform).send("POST", f"/checks/{given.case_id}/answer", {"answer": "disputed"})

    assert response.status_code == 422
    assert "理由" in response.json()["detail"]


def test_one_platform_never_reads_or_answers_for_another():
    given = a_reported()
    other = a_machine(given.city.other_platform)

    assert other.send("GET", "/checks").json() == []
    assert other.send("GET", "/reports").json() == []
    assert other.send("GET", f"/checks/{given.case_id}").status_code == 404
    answer = other.send("POST", f"/checks/{given.case_id}/answer", {"answer": "confirmed"})
    assert answer.status_code == 404
    assert answer.json() == other.send("POST", f"/checks/{uuid7()}/answer", {"answer": "confirmed"}).json() | {
        "instance": answer.json()["instance"]
    }
    assert InjuryClaim.objects.get().platform_check.answer == PlatformAnswer.NONE


def test_what_a_platform_reads_holds_no_diagnosis_paper_or_amount():
    given = a_reported()

    text = a_machine(given.city.platform).send("GET", f"/checks/{given.case_id}").content.decode()

    assert "diagnosis" not in text
    assert "amount" not in text
    assert id_number_of(given.rider) not in text


def test_the_description_and_its_page_are_public():
    described = Client().get("/api/v1/openapi.json").json()
    page = Client().get("/api/v1/docs").content.decode()

    assert {"/api/v1/orders", "/api/v1/reports", "/api/v1/checks", "/api/v1/cover"} <= set(described["paths"])
    assert "怎样签名" in page
    assert "<script" not in page


def test_an_unknown_address_is_a_problem_document():
    response = Client().get("/api/v1/nothing")

    assert response.status_code == 404
