"""Complaints and clues that other offices pass on: each once, joined with what is known, seen by their sender only."""

from __future__ import annotations

import pytest
import time_machine

from anxin.identity.types import OrgKind
from anxin.kit.errors import BadInput
from anxin.wages.models import Complaint, WageCase
from tests.given.api import Machine, a_machine
from tests.given.people import NOON, an_id_number, an_org
from tests.given.wages import a_wage_city

pytestmark = pytest.mark.django_db
TOLD = {
    "employer_name": "安心市虚构建筑有限公司",
    "project_name": "编造花园二期项目",
    "sector": "engineering",
    "source_ref": "RX-2026-1",
    "people": [{"name": "赵试工", "id_number": an_id_number(901), "amount_yuan": "12000.50"}],
}


@pytest.fixture(autouse=True)
def _rules(db):
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def hotline() -> Machine:
    city = a_wage_city().city
    return a_machine(city.joint, scopes=None)


def send(machine: Machine, body, key: str = "k-1"):
    return machine.send("POST", "/complaints", body, headers={"Idempotency-Key": key})


def test_a_complaint_from_a_hotline_becomes_a_case_once(hotline: Machine):
    first, again = send(hotline, TOLD), send(hotline, TOLD)

    assert (first.status_code, again.json()) == (201, first.json())
    case = WageCase.objects.get()
    assert (case.number, case.door, case.claimed_fen) == (first.json()["number"], "api", 1_200_050)
    complaint = Complaint.objects.get()
    assert (complaint.source_ref, complaint.by_name) == ("RX-2026-1", hotline.platform.short_name)
    assert send(hotline, TOLD | {"source_ref": "RX-2026-2"}).status_code == 422


def test_another_person_of_the_same_site_joins_and_only_the_sender_can_follow(hotline: Machine):
    number = send(hotline, TOLD).json()["number"]
    colleague = {"name": "钱试工", "id_number": an_id_number(902)}

    joined = send(hotline, TOLD | {"people": [colleague]}, key="k-2").json()

    assert (joined["number"], joined["joined"], joined["workers"]) == (number, True, 2)
    state = hotline.send("GET", f"/complaints/{number}").json()
    assert state == {"number": number, "status": "已收到", "closed_on": None, "workers": 2}
    stranger = a_machine(an_org(OrgKind.JOINT), scopes=None)
    assert stranger.send("GET", f"/complaints/{number}").status_code == 404


def test_clues_are_answered_one_by_one_and_sending_them_again_is_harmless(hotline: Machine):
    clue = {
        "employer_name": "另一家虚构公司",
        "ref": "XS-1",
        "person": {"name": "孙试工", "id_number": an_id_number(903)},
    }
    bad = clue | {"ref": "XS-2", "person": {"name": "李试工", "id_number": "110105199001011234"}}
    giant = clue | {"ref": "XS-3", "person": {"name": "周试工", "amount_yuan": "1000000000000"}}

    first = hotline.send("POST", "/clues", {"clues": [clue, bad, giant]}).json()
    again = hotline.send("POST", "/clues", {"clues": [clue]}).json()

    assert [one["state"] for one in first] == ["new", "refused", "refused"]
    assert "校验" in first[1]["problem"] or "号码" in first[1]["problem"]
    assert "太大" in first[2]["problem"] or "大得不合常理" in first[2]["problem"]
    assert [one["state"] for one in again] == ["known"]
    assert WageCase.objects.count() == 1


def test_an_office_has_no_right_of_a_platform_and_a_platform_none_of_an_office(hotline: Machine):
    platform = a_machine(a_wage_city().city.platform)

    assert hotline.send("POST", "/restrictions/query", {"id_numbers": [an_id_number()]}).status_code == 200
    assert hotline.send("GET", "/reports").status_code == 403
    assert send(platform, TOLD).status_code == 403
    with pytest.raises(BadInput, match="没有这项权限"):
        a_machine(hotline.platform, scopes=("orders",))
    with pytest.raises(BadInput, match="只发给平台企业和联办部门"):
        a_machine(an_org(OrgKind.BANK), scopes=None)


def test_nothing_half_done_when_one_person_is_wrong(hotline: Machine):
    wrong = TOLD["people"] + [{"name": "李试工", "period_from": "1926-01-01"}]

    assert send(hotline, TOLD | {"people": wrong}).status_code == 422
    assert send(hotline, TOLD | {"people": TOLD["people"] * 2}, key="k-3").status_code == 422

    assert not WageCase.objects.exists()
