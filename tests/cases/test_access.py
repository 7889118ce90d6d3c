"""Who sees what: one rule per part, the same for lists, for one case and for moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxin.cases.engine import allowed
from anxin.cases.errors import NoSuchCase, NotYours
from anxin.cases.models import Case
from anxin.cases.registry import register, unregister
from anxin.cases.selectors import case_by_number, case_view, cases_visible, documents, timeline
from anxin.cases.services import joint_ask, note_add
from anxin.cases.tasklist import TaskFilters, task_list
from anxin.cases.types import Audience, CaseRef, Sight
from anxin.identity.types import Actor, OrgKind, Role
from tests.given.cases import TRIAL, Cast, a_case, a_case_in_review
from tests.given.people import NOON, a_staff, a_worker, an_org

SEES = {
    "the worker himself": (True, Sight.APPLICANT),
    "another worker": (False, None),
    "the assigned handler": (True, Sight.FULL),
    "another handler of the same insurer": (False, None),
    "the insurer's manager": (True, Sight.FULL),
    "another insurer's manager": (False, None),
    "a reviewer of the city": (True, Sight.FULL),
    "a reviewer of the district in charge": (True, Sight.FULL),
    "a reviewer of another district": (False, None),
    "a reviewer of another city": (False, None),
    "the platform": (True, Sight.LIMITED),
    "another platform": (False, None),
    "a supervisor": (True, Sight.OVERSIGHT),
    "an auditor": (True, Sight.OVERSIGHT),
    "a finance maker of the city": (True, Sight.OVERSIGHT),
    "a joint department that was not asked": (False, None),
    "a system administrator": (False, None),
    "a security administrator": (False, None),
    "a bank clerk": (False, None),
    "a market operator": (False, None),
    "a policy analyst": (False, None),
    "nobody": (False, None),
    "the system": (True, Sight.FULL),
}


def somebody(who: str, cast: Cast) -> Actor:
    city = cast.city
    return {
        "the worker himself": lambda: cast.worker,
        "another worker": lambda: a_worker("钱外人"),
        "the assigned handler": lambda: cast.handler,
        "another handler of the same insurer": lambda: city.staff(Role.INSURER_HANDLER, "孙试丙"),
        "the insurer's manager": lambda: city.staff(Role.INSURER_MANAGER),
        "another insurer's manager": lambda: a_staff(Role.INSURER_MANAGER),
        "a reviewer of the city": lambda: cast.reviewer,
        "a reviewer of the district in charge": lambda: a_staff(Role.BUREAU_REVIEWER, org=city.east),
        "a reviewer of another district": lambda: a_staff(Role.BUREAU_REVIEWER, org=city.west),
        "a reviewer of another city": lambda: a_staff(Role.BUREAU_REVIEWER),
        "the platform": lambda: cast.platform,
        "another platform": lambda: a_staff(Role.PLATFORM_MANAGER, org=city.other_platform),
        "a supervisor": lambda: cast.supervisor,
        "an auditor": lambda: city.staff(Role.AUDITOR),
        "a finance maker of the city": lambda: city.staff(Role.FINANCE_MAKER),
        "a joint department that was not asked": lambda: city.staff(Role.JOINT_OFFICER),
        "a system administrator": lambda: city.staff(Role.SYSTEM_ADMIN),
        "a security administrator": lambda: city.staff(Role.SECURITY_ADMIN),
        "a bank clerk": lambda: city.staff(Role.BANK_CLERK),
        "a market operator": lambda: a_staff(Role.MARKET_OPERATOR),
        "a policy analyst": lambda: city.staff(Role.POLICY_ANALYST),
        "nobody": Actor.anonymous,
        "the system": Actor.system,
    }[who]()


@pytest.mark.parametrize("who", SEES)
def test_a_case_is_seen_by_those_it_concerns_and_nobody_else(cast: Cast, who: str):
    case = a_case(cast)
    actor = somebody(who, cast)
    sees, sight = SEES[who]

    assert cases_visible(actor).filter(pk=case.case_id).exists() == sees
    listed = {row.id for group in task_list(actor, NOON, TaskFilters()).groups for row in group.rows}
    assert (case.case_id in listed) == sees
    if not sees:
        for look in (
            lambda: case_view(actor, case.case_id),
            lambda: case_by_number(actor, case.public_id),
            lambda: timeline(actor, case.case_id),
            lambda: documents(actor, case.case_id),
            lambda: allowed(case.case_id, actor, NOON),
            lambda: note_add(case_id=case.case_id, text="看看", actor=actor, at=NOON),
        ):
            with pytest.raises(NoSuchCase):
                look()
        return
    assert case_view(actor, case.case_id).sight is sight
    assert case_by_number(actor, case.public_id.lower()).id == case.case_id


def test_somebody_with_two_posts_sees_the_sum_of_both(cast: Cast):
    here, elsewhere = a_case(cast), a_case(cast, org_id=cast.city.west.id)
    east_only = a_staff(Role.BUREAU_REVIEWER, org=cast.city.east)
    both = Actor(
        account_id=east_only.account_id,
        name=east_only.name,
        posts=(*east_only.posts, *a_staff(Role.BUREAU_INTAKE, org=cast.city.west).posts),
    )

    assert set(cases_visible(east_only).values_list("pk", flat=True)) == {here.case_id}
    assert set(cases_visible(both).values_list("pk", flat=True)) == {here.case_id, elsewhere.case_id}


def test_an_insurers_branch_is_seen_from_its_head_office_and_not_the_other_way(cast: Cast):
    branch = an_org(OrgKind.INSURER, parent=cast.city.insurer)
    handler = a_staff(Role.INSURER_HANDLER, org=branch, name="孙试丙")
    case = Case.objects.get(pk=a_case(cast).case_id)

    assert case.pk in set(cases_visible(cast.city.staff(Role.INSURER_MANAGER)).values_list("pk", flat=True))
    assert not cases_visible(a_staff(Role.INSURER_MANAGER, org=branch)).exists()
    assert not cases_visible(handler).exists()


def test_a_type_closed_to_a_role_is_not_seen_in_it(cast: Cast):
    quiet = replace(TRIAL, version=2, seen_by=tuple(role for role in TRIAL.seen_by if role is not Role.SUPERVISOR))
    a_case(cast)
    register(quiet)
    try:
        assert not cases_visible(cast.supervisor).exists()
        assert cases_visible(cast.reviewer).exists()
    finally:
        unregister(quiet)


def test_a_confidential_case_is_hidden_from_the_platform(cast: Cast):
    case = a_case(cast)

    Case.objects.filter(pk=case.case_id).update(confidential=True)

    assert not cases_visible(cast.platform).exists()
    assert cases_visible(cast.handler).exists()


def test_a_joint_department_sees_its_question_and_nothing_else(cast: Cast):
    case = a_case(cast)
    note_add(case_id=case.case_id, text="内部看法", actor=cast.handler, at=NOON)
    joint_ask(
        case_id=case.case_id,
        org_id=cast.city.joint.id,
        question="该路段有无监控",
        due_on=NOON.date(),
        actor=cast.handler,
        at=NOON,
    )
    officer = cast.city.staff(Role.JOINT_OFFICER)

    view = case_view(officer, case.case_id)

    assert (view.sight, view.parties, view.step) == (Sight.JOINT, (), "")
    assert timeline(officer, case.case_id) == ()
    assert documents(officer, case.case_id) == ()


def test_overseers_read_masked_names_and_do_not_write(cast: Cast):
    case = a_case(cast)

    view = case_view(cast.supervisor, case.case_id)

    assert next(party.name for party in view.parties if party.role == "worker") == "赵**"
    with pytest.raises(NotYours, match="可以查看这个案件，但不能添加备注"):
        note_add(case_id=case.case_id, text="看看", actor=cast.supervisor, at=NOON)


def test_the_platform_reads_outer_words_and_not_the_applicants_name(cast: Cast):
    case = a_case_in_review(cast)

    view = case_view(cast.platform, case.case_id)

    assert (view.step_label, view.step) == ("审核中", "")
    assert {party.role: party.name for party in view.parties}["worker"] == "（不公开）"
    assert [item.title for item in timeline(cast.platform, case.case_id)] == ["登记案件"]


def test_a_worker_reads_his_own_entries_in_his_own_words(cast: Cast):
    case = a_case_in_review(cast)
    note_add(case_id=case.case_id, text="内部看法", actor=cast.handler, at=NOON)
    note_add(case_id=case.case_id, text="请保持电话畅通", actor=cast.handler, at=NOON, audience=Audience.APPLICANT)

    items = timeline(cast.worker, case.case_id)

    assert [item.text for item in items if item.kind == "note"] == ["请保持电话畅通"]
    accepted = next(item for item in items if item.title == "受理")
    assert (accepted.step_from, accepted.step_to) == ("已报案", "审核中")


def _found(actor: Actor, case: CaseRef, q: str) -> bool:
    page = task_list(actor, NOON, TaskFilters.from_query({"q": q}))
    return case.case_id in {row.id for group in page.groups for row in group.rows}


def test_a_case_is_found_by_number_and_by_whole_name_only(cast: Cast):
    case = a_case(cast)

    assert _found(cast.handler, case, case.public_id)
    assert _found(cast.handler, case, case.public_id[:10].lower())
    assert _found(cast.handler, case, " 赵试骑 ")
    assert not _found(cast.handler, case, "赵试")
    assert not _found(cast.platform, case, "赵试骑")
    assert _found(cast.platform, case, case.public_id)
