"""The rail: at most five places, only such as the person may open."""

import pytest
from django.urls import reverse

from anxin.identity.types import ROLE_HOMES, STAFF_ROLES, Actor, ActorPost, OrgKind, Role
from anxin.kit.ids import uuid7
from anxin.web.staff.nav import ACCOUNT, ENTRIES_MAX, RAIL, rail_for
from anxin.web.staff.nav import _links as links


def somebody(role: Role) -> Actor:
    kind = min(ROLE_HOMES[role], key=list(OrgKind).index)
    return Actor(account_id=uuid7(), name="王试甲", posts=(ActorPost(role, uuid7(), "/a/", kind),))


@pytest.mark.parametrize("entry", [*RAIL, *ACCOUNT], ids=lambda entry: entry.route)
def test_every_place_of_the_rail_exists(entry):
    assert reverse(entry.route).startswith("/desk/")


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_no_role_has_to_choose_among_more_than_five(role: Role):
    assert 1 <= len(links(RAIL, somebody(role), "/desk/")) <= ENTRIES_MAX


def test_finance_sees_money_and_no_review_desk():
    shown = {link.label for link in rail_for(somebody(Role.FINANCE_MAKER), "/desk/payouts/")}

    assert "付款台" in shown
    assert "审核台" not in shown


def test_the_place_one_is_in_is_marked_also_deeper_in():
    (marked,) = [link for link in rail_for(somebody(Role.FINANCE_MAKER), "/desk/payouts/files/") if link.current]

    assert marked.label == "付款台"


def test_a_case_belongs_to_the_task_list():
    (marked,) = [link for link in rail_for(somebody(Role.BUREAU_REVIEWER), f"/desk/cases/{uuid7()}/") if link.current]

    assert marked.label == "工作台"
