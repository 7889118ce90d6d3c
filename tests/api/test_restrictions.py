"""Restrictions by API: who may not bid, borrow or hire, asked for many at once and without numbers in addresses."""

from __future__ import annotations

import pytest
import time_machine

from tests.given.api import a_machine
from tests.given.blacklist import a_listed
from tests.given.people import NOON, a_city, a_credit_code, an_id_number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(db):
    with time_machine.travel(NOON, tick=False):
        yield


def ask(body):
    return a_machine(a_city().platform).send("POST", "/restrictions/query", body)


def test_a_listed_unit_and_its_representative_are_found_and_others_are_not():
    unit = a_listed()

    answer = ask(
        {"credit_codes": [unit.credit_code, a_credit_code(), "x"], "id_numbers": [unit.id_number, an_id_number()]}
    )

    found = {one["asked"]: one for one in answer.json()}
    assert [len(one["restrictions"]) for one in found.values()] == [1, 0, 0, 1, 0]
    assert found["credit_codes[0]"]["restrictions"][0]["kind"] == "blacklisted"
    assert found["credit_codes[0]"]["restrictions"][0]["ends_on"] == "2029-11-23"
    assert "18 位" in found["credit_codes[2]"]["problem"]
    assert unit.id_number not in answer.content.decode()


def test_an_empty_question_and_too_many_are_refused():
    assert ask({}).status_code == 422
    assert ask({"credit_codes": ["x"] * 201}).status_code == 422
