"""Projects: who may see and keep them, what the owner owes, the special account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.projects.selectors import (
    ProjectFilter,
    account_shown,
    project_by_id,
    project_parties,
    project_shown,
    projects_listed,
    projects_named,
    unpaid_progress_fen,
)
from anxin.projects.services import (
    account_close,
    account_file,
    account_open,
    account_publish,
    party_add,
    progress_add,
    progress_pay,
    project_complete,
    project_enter,
)
from anxin.projects.types import PartyIn, PartyKind, ProgressKind, SheetKind
from tests.given.people import NOON, a_staff, an_org
from tests.given.projects import MILLION, PEOPLE, a_good_month, a_site, hand_in, works

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def test_a_project_is_seen_by_its_bureau_its_contractor_and_those_who_watch_all():
    site = a_site()
    elsewhere = a_site()
    seeing = [site.inspector, site.officer, a_staff(Role.SUPERVISOR), a_staff(Role.AUDITOR)]
    blind = [elsewhere.inspector, elsewhere.officer, a_staff(Role.FINANCE_MAKER), Actor.anonymous()]

    for actor in seeing:
        assert project_shown(actor, site.id).name == "试东家园二期工程"
    for actor in blind:
        with pytest.raises(NotFound):
            project_shown(actor, site.id)
        assert site.id not in [row.id for row in projects_listed(actor, ProjectFilter())]


def test_only_the_bureau_in_charge_enters_a_project_and_only_once():
    site = a_site()
    again = works(site.org, site.contractor)

    with pytest.raises(Refused, match="已经登记"):
        project_enter(project=again, actor=site.inspector, at=NOON)
    with pytest.raises(NotAllowed):
        project_enter(project=replace(again, name="别处的工程"), actor=a_staff(Role.WAGE_INSPECTOR), at=NOON)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"contract_fen": 0}, "大于零"),
        ({"ends_on": date(2026, 3, 9)}, "早于开工"),
        ({"pay_day": 0}, "发薪日"),
        ({"labour_bp": 10_001}, "人工费用比例"),
        ({"parties": ()}, "施工总承包"),
    ],
)
def test_what_cannot_be_is_refused(wrong, said):
    org, contractor = an_org(OrgKind.BUREAU), an_org(OrgKind.EMPLOYER)

    with pytest.raises(BadInput, match=said):
        project_enter(project=works(org, contractor, **wrong), actor=a_staff(Role.WAGE_INSPECTOR, org=org), at=NOON)


def test_parties_stand_in_the_order_wages_are_asked_of_them_and_know_their_organisation():
    site = a_site()

    party_add(project_id=site.id, party=PartyIn(PartyKind.SUBCONTRACTOR, "试幕墙有限公司"), actor=site.officer, at=NOON)

    parties = project_parties(site.id)
    assert [party.role for party in parties] == ["owner", "main_contractor", "subcontractor", "labour_company"]
    assert [party.org_id for party in parties if party.role == "main_contractor"] == [site.contractor.id]
    with pytest.raises(BadInput, match="只有一家"):
        party_add(project_id=site.id, party=PartyIn(PartyKind.MAIN_CONTRACTOR, "另一家"), actor=site.inspector, at=NOON)


def test_a_project_is_found_by_a_part_of_its_name_or_by_a_company():
    site = a_site(name="试南大桥工程")

    assert [row.id for row in projects_named("大桥")] == [site.id]
    assert projects_named(" ") == []
    for text in ("大桥", site.contractor.name, site.contractor.credit_code):
        assert [row.id for row in projects_listed(site.inspector, ProjectFilter(text=text))] == [site.id]
    assert projects_listed(site.inspector, ProjectFilter(text="大桥", industry="water")) == []


def test_what_the_owner_has_not_paid_is_the_bound_of_what_he_advances():
    site = a_site()
    for due_on, due_fen in ((date(2026, 9, 30), 8 * MILLION), (date(2026, 10, 31), 5 * MILLION)):
        progress_id = progress_add(
            project_id=site.id, kind=ProgressKind.WORKS, due_on=due_on, due_fen=due_fen, actor=site.officer, at=NOON
        )
    progress_pay(
        project_id=site.id, progress_id=progress_id, paid_fen=2 * MILLION, paid_on=TODAY, actor=site.officer, at=NOON
    )

    assert unpaid_progress_fen(site.id) == 11 * MILLION
    assert unpaid_progress_fen(site.id, on=date(2026, 9, 30)) == 8 * MILLION
    for wrong in (MILLION, 6 * MILLION):
        with pytest.raises(BadInput):
            progress_pay(
                project_id=site.id,
                progress_id=progress_id,
                paid_fen=wrong,
                paid_on=TODAY,
                actor=site.officer,
                at=NOON,
            )


def test_the_account_is_named_by_law_filed_in_time_and_closed_only_after_its_publication():
    site = a_site()
    assert account_shown(site.officer, site.id) == (None, date(2026, 3, 27))

    account_open(
        project_id=site.id,
        bank_name="示范银行（演示）",
        number="6209990000000001",
        opened_on=date(2026, 3, 12),
        agreement_on=date(2026, 3, 12),
        actor=site.officer,
        at=NOON,
    )
    account_file(project_id=site.id, filed_on=date(2026, 4, 3), actor=site.officer, at=NOON)
    view, _ = account_shown(site.officer, site.id)
    assert view is not None
    assert view.name == f"{site.contractor.name}试东家园二期工程农民工工资专用账户"
    assert (view.number_masked, view.file_due) == ("**** 0001", date(2026, 4, 13))

    with pytest.raises(Refused, match="完工后"):
        account_publish(project_id=site.id, published_on=TODAY, actor=site.inspector, at=NOON)
    with pytest.raises(BadInput, match="还没有到"):
        project_complete(project_id=site.id, completed_on=date(2099, 1, 1), actor=site.inspector, at=NOON)
    project_complete(project_id=site.id, completed_on=date(2026, 11, 1), actor=site.inspector, at=NOON)
    account_publish(project_id=site.id, published_on=date(2026, 11, 2), actor=site.inspector, at=NOON)
    with pytest.raises(Refused, match="公示期到 12月2日"):
        account_close(project_id=site.id, closed_on=date(2026, 12, 1), actor=site.inspector, at=NOON)
    with pytest.raises(BadInput, match="还没有到"):
        account_close(project_id=site.id, closed_on=date(2026, 12, 2), actor=site.inspector, at=NOON)
    account_close(project_id=site.id, closed_on=date(2026, 12, 2), actor=site.inspector, at=NOON + timedelta(days=9))


def test_an_account_is_not_published_for_closing_while_somebody_is_owed_wages():
    site = a_site()
    account_open(
        project_id=site.id,
        bank_name="示范银行（演示）",
        number="6209990000000001",
        opened_on=date(2026, 3, 12),
        actor=site.officer,
        at=NOON,
    )
    month = date(2026, 10, 1)
    a_good_month(site, month, paid_on=date(2026, 11, 13))
    hand_in(site, SheetKind.PAY, (*PEOPLE[0], "6600", "600", date(2026, 11, 13), ""), month=month)
    project_complete(project_id=site.id, completed_on=date(2026, 11, 1), actor=site.inspector, at=NOON)

    with pytest.raises(Refused, match="没有发足"):
        account_publish(project_id=site.id, published_on=TODAY, actor=site.inspector, at=NOON)


def test_a_contractor_hands_in_but_does_not_judge_itself():
    site = a_site()

    with pytest.raises(NotAllowed):
        project_complete(project_id=site.id, completed_on=TODAY, actor=site.officer, at=NOON)
    assert project_by_id(site.id).completed_on is None  # type: ignore[union-attr]
