"""The blacklist on the desk: opening a procedure, its panel, its list."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from anxin.identity.types import Role
from anxin.wages.blacklist.models import Procedure
from tests.given.blacklist import a_listed, a_unit
from tests.given.people import NOON, a_credit_code, a_staff, an_id_number, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def form(org_id: Any, **more: Any) -> dict[str, Any]:
    return {
        "org_id": str(org_id),
        "unit": "试欠装饰有限公司（演示）",
        "credit_code": a_credit_code(),
        "number": "试人社监令〔2026〕9号",
        "ordered_on": "2026-10-26",
        "pay_by": "2026-11-10",
        "unpaid_fen": "120000",
        "workers": "12",
        "reaches_crime_sum": "yes",
        "group_incident": "no",
        "person-TOTAL_FORMS": "1",
        "person-INITIAL_FORMS": "0",
        "person-0-kind": "representative",
        "person-0-name": "曾试欠",
        "person-0-id_number": an_id_number(),
        **more,
    }


def test_a_procedure_is_opened_on_the_page_and_mistakes_are_said():
    unit = a_unit()
    browser = signed_in(unit.inspector)

    half = browser.post("/desk/blacklist/new/", form(unit.bureau.id, **{"person-0-id_number": ""}))
    assert half.status_code == 422
    assert "要一起填写" in half.content.decode()
    wrong = browser.post("/desk/blacklist/new/", form(unit.bureau.id, pay_by="2026-10-01"))
    assert "支付期限早于责令日期" in wrong.content.decode()
    done = browser.post("/desk/blacklist/new/", form(unit.bureau.id))
    assert done.status_code == 302

    procedure = Procedure.objects.get(order_number="试人社监令〔2026〕9号")
    assert (procedure.unpaid_fen, procedure.persons.count()) == (12_000_000, 1)
    shown = browser.get(f"/desk/cases/{procedure.pk}/").content.decode()
    assert "情形具备，由人决定" in shown
    assert "人社部令第45号第五条" in shown
    assert "送达事先告知书" in shown


def test_the_list_of_procedures_narrows_and_says_how_to_begin():
    unit = a_listed()

    shown = signed_in(unit.lead).get("/desk/blacklist/").content.decode()
    assert unit.name in shown
    assert "已列入名单" in shown
    assert "没有符合条件" in signed_in(unit.lead).get("/desk/blacklist/?q=没有").content.decode()
    assert "还没有拟列入的单位" in signed_in(a_staff(Role.WAGE_INSPECTOR)).get("/desk/blacklist/").content.decode()
    assert signed_in(unit.lead).get("/desk/blacklist/?xlsx=1")["Content-Type"].endswith("sheet")


def test_the_public_page_says_when_nobody_is_listed_and_when_a_name_is_not():
    assert "现在没有列入名单的单位" in Client().get("/open/blacklist/").content.decode()
    assert "名单上没有这个单位" in Client().get("/open/blacklist/?q=某某").content.decode()
