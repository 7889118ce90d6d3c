"""Papers, notes, handlers, parties, joint departments, listings, links, filters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anxin.cases.engine import do, sweep
from anxin.cases.errors import MoveBlocked, NoSuchCase, NotYours
from anxin.cases.listing_board import BoardFilters, listed_cases
from anxin.cases.models import Case, CaseEvent, Joint, Party
from anxin.cases.selectors import documents, joints, links, listings, live_papers, saved_filters, timeline
from anxin.cases.services import (
    document_attach,
    document_void,
    documents_attach,
    filter_delete,
    filter_rename,
    filter_save,
    handler_assign,
    handler_assign_many,
    handler_pick,
    joint_answer,
    joint_ask,
    link_add,
    listing_lead,
    listing_lift,
    listing_raise,
    listing_report,
    note_add,
    party_add,
)
from anxin.cases.types import Audience, LinkKind, ListingLevel, PaperIn, PartyIn
from anxin.identity.types import Role
from anxin.kit.clock import at_time
from anxin.kit.errors import BadInput
from anxin.kit.ids import uuid7
from tests.given.cases import Cast, a_case, a_case_in_review, with_diagnosis
from tests.given.people import NOON, a_staff, a_worker

LATER = NOON + timedelta(days=3)


def moves_of(case) -> list[str]:
    return list(CaseEvent.objects.filter(case_id=case.case_id).order_by("seq").values_list("move", flat=True))


# --- papers -------------------------------------------------------------------------------------------


def test_a_better_paper_replaces_one_and_both_stay_in_the_file(cast: Cast):
    case = a_case(cast)
    given = {"case_id": case.case_id, "kind": "receipt", "actor": cast.worker, "at": NOON}
    first = document_attach(paper_id=uuid7(), **given)
    second_paper = uuid7()

    document_attach(paper_id=second_paper, replaces=first, label="重拍，更清楚", **given)

    papers = documents(cast.handler, case.case_id)
    assert [(paper.live, paper.replaced) for paper in papers] == [(False, True), (True, False)]
    assert papers[1].label == "重拍，更清楚"
    assert list(live_papers(case.case_id)) == [second_paper]
    with pytest.raises(MoveBlocked, match="已经作废或被替换"):
        document_attach(paper_id=uuid7(), replaces=first, **given)


def test_a_voided_paper_no_longer_counts_and_can_still_be_seen(cast: Cast):
    case = with_diagnosis(a_case(cast), cast)
    paper = documents(cast.handler, case.case_id)[0]

    document_void(case_id=case.case_id, document_id=paper.id, actor=cast.handler, at=NOON, reason="姓名对不上")

    assert documents(cast.handler, case.case_id)[0].void_reason == "姓名对不上"
    with pytest.raises(MoveBlocked, match="还缺材料：诊断证明"):
        do(case_id=case.case_id, move="accept", actor=cast.handler, at=NOON)
    with pytest.raises(BadInput, match="作废原因"):
        document_void(case_id=case.case_id, document_id=paper.id, actor=cast.handler, at=NOON, reason=" ")


def test_several_papers_handed_in_together_are_one_entry(cast: Cast):
    case = a_case(cast)
    papers = (PaperIn("diagnosis", uuid7()), PaperIn("receipt", uuid7()))

    first = documents_attach(case_id=case.case_id, papers=papers, actor=cast.worker, at=NOON)
    again = documents_attach(case_id=case.case_id, papers=papers, actor=cast.worker, at=NOON)

    assert first == again
    assert moves_of(case) == ["case.opened", "document.attached"]
    assert timeline(cast.handler, case.case_id)[0].title == "添加材料：诊断证明、收费票据"


def test_a_paper_of_a_kind_the_type_does_not_know_is_refused(cast: Cast):
    with pytest.raises(BadInput, match="不收这种材料"):
        document_attach(case_id=a_case(cast).case_id, kind="horoscope", paper_id=uuid7(), actor=cast.worker, at=NOON)


def test_each_side_sees_its_own_papers_and_those_meant_for_it(cast: Cast):
    case = a_case(cast)
    for actor in (cast.worker, cast.platform, cast.handler):
        document_attach(case_id=case.case_id, kind="receipt", paper_id=uuid7(), actor=actor, at=NOON)

    assert len(documents(cast.handler, case.case_id)) == 3
    assert len(documents(cast.worker, case.case_id)) == 2
    assert len(documents(cast.platform, case.case_id)) == 1


def test_a_party_adds_nothing_to_a_closed_case_and_staff_may(cast: Cast):
    case = a_case(cast)
    do(case_id=case.case_id, move="withdraw", actor=cast.worker, at=NOON, reason="不办了")

    with pytest.raises(MoveBlocked, match="已经办结"):
        document_attach(case_id=case.case_id, kind="receipt", paper_id=uuid7(), actor=cast.worker, at=NOON)
    document_attach(case_id=case.case_id, kind="receipt", paper_id=uuid7(), actor=cast.handler, at=NOON)


# --- notes --------------------------------------------------------------------------------------------


def test_what_a_worker_writes_is_read_by_staff_and_himself_only(cast: Cast):
    case = a_case(cast)

    note_add(case_id=case.case_id, text="我换号码了", actor=cast.worker, at=NOON, audience=Audience.PUBLIC)

    assert [item.text for item in timeline(cast.handler, case.case_id) if item.kind == "note"] == ["我换号码了"]
    assert [item.text for item in timeline(cast.worker, case.case_id) if item.kind == "note"] == ["我换号码了"]
    assert not [item for item in timeline(cast.platform, case.case_id) if item.kind == "note"]


def test_an_empty_or_endless_note_is_refused(cast: Cast):
    case = a_case(cast)
    for text, sentence in ((" \n ", "请写下备注内容"), ("字" * 2001, "备注太长")):
        with pytest.raises(BadInput, match=sentence):
            note_add(case_id=case.case_id, text=text, actor=cast.handler, at=NOON)


# --- handlers -----------------------------------------------------------------------------------------


def test_a_new_case_goes_to_whoever_has_least_and_then_in_turn(cast: Cast):
    insurer = cast.city.insurer.id
    others = [cast.city.staff(Role.INSURER_HANDLER, name) for name in ("钱试乙", "孙试丙")]
    busy = cast.handler
    a_case(cast)

    picked = [
        handler_pick(role=Role.INSURER_HANDLER, org_ids=[insurer], at=NOON + timedelta(minutes=n)) for n in range(3)
    ]

    assert {person.account_id for person in picked[:2]} == {other.account_id for other in others}
    assert picked[2].account_id == picked[0].account_id
    for other in others:
        a_case(cast, handler_id=other.account_id)
        a_case(cast, handler_id=other.account_id)
    assert handler_pick(role=Role.INSURER_HANDLER, org_ids=[insurer], at=LATER).account_id == busy.account_id


def test_a_closed_case_is_no_load(cast: Cast):
    other = cast.city.staff(Role.INSURER_HANDLER, "孙试丙")
    for _ in range(3):
        case = a_case(cast)
        do(case_id=case.case_id, move="withdraw", actor=cast.worker, at=NOON, reason="不办了")
    a_case(cast, handler_id=other.account_id)

    picked = handler_pick(role=Role.INSURER_HANDLER, org_ids=[cast.city.insurer.id], at=LATER)

    assert picked is not None
    assert picked.account_id == cast.handler.account_id


def test_nobody_is_picked_where_nobody_works(cast: Cast):
    assert handler_pick(role=Role.INSURER_HANDLER, org_ids=[cast.city.bank.id], at=NOON) is None


def test_a_handed_over_case_changes_eyes(cast: Cast):
    case, other = a_case(cast), cast.city.staff(Role.INSURER_HANDLER, "孙试丙")
    manager = cast.city.staff(Role.INSURER_MANAGER)

    handler_assign(case_id=case.case_id, handler_id=other.account_id, actor=manager, at=NOON, reason="人手调整")

    assert Case.objects.get(pk=case.case_id).handler_name == "孙试丙"
    assert timeline(other, case.case_id)[0].text == "人手调整"
    with pytest.raises(NoSuchCase):
        timeline(cast.handler, case.case_id)


def test_a_case_is_not_given_to_somebody_who_could_not_see_it(cast: Cast):
    case = a_case(cast)
    stranger = a_staff(Role.INSURER_HANDLER, name="外人甲")

    with pytest.raises(MoveBlocked, match="不在承办机构的经办岗位上"):
        handler_assign(case_id=case.case_id, handler_id=stranger.account_id, actor=cast.lead, at=NOON)
    with pytest.raises(NotYours, match="只有承办机构负责人或人社部门"):
        handler_assign(case_id=case.case_id, handler_id=cast.handler.account_id, actor=cast.handler, at=NOON)


def test_one_refusal_does_not_hold_up_a_bulk_assignment(cast: Cast):
    other = cast.city.staff(Role.INSURER_HANDLER, "孙试丙")
    open_case, closed = a_case(cast), a_case(cast)
    do(case_id=closed.case_id, move="withdraw", actor=cast.worker, at=NOON, reason="不办了")

    answers = handler_assign_many(
        case_ids=[closed.case_id, open_case.case_id], handler_id=other.account_id, actor=cast.lead, at=NOON
    )

    assert [bool(answer.refused) for answer in answers] == [True, False]
    assert Case.objects.get(pk=open_case.case_id).handler_id == other.account_id


# --- parties ------------------------------------------------------------------------------------------


def test_the_same_party_is_added_once_and_a_late_platform_sees_the_case(cast: Cast):
    case = a_case(cast)
    late = PartyIn("platform", org_id=cast.city.other_platform.id)

    first = party_add(case_id=case.case_id, party=late, actor=cast.handler, at=NOON)
    again = party_add(case_id=case.case_id, party=late, actor=cast.handler, at=NOON)

    assert first == again
    assert timeline(a_staff(Role.PLATFORM_OPERATOR, org=cast.city.other_platform), case.case_id)


def test_a_case_without_its_applicant_or_with_an_unknown_party_is_not_opened(cast: Cast):
    with pytest.raises(MoveBlocked, match="还缺当事方：申请人"):
        a_case(cast, parties=())
    with pytest.raises(MoveBlocked, match="没有这一方"):
        a_case(cast, parties=(PartyIn("ghost", name="某人"),))
    with pytest.raises(MoveBlocked, match="没有找到这个机构"):
        a_case(cast, org_id=uuid7())
    assert not Case.objects.exists()


def test_a_party_known_by_name_only_keeps_every_letter_of_it(cast: Cast):
    case = a_case(cast, parties=(PartyIn("worker", name=" 买买提·欧阳㛃 "),))

    assert Party.objects.get(case_id=case.case_id).name == "买买提·欧阳㛃"


# --- other departments --------------------------------------------------------------------------------


def test_a_department_answers_once_and_only_its_own_question(cast: Cast):
    case, officer = a_case(cast), cast.city.staff(Role.JOINT_OFFICER)
    asked = {"case_id": case.case_id, "org_id": cast.city.joint.id, "due_on": date(2026, 11, 26), "at": NOON}
    joint = joint_ask(question="有无监控", actor=cast.handler, **asked)

    with pytest.raises(MoveBlocked, match="还有一个问题没有答复"):
        joint_ask(question="再问一次", actor=cast.handler, **asked)
    joint_answer(case_id=case.case_id, joint_id=joint, answer="有", actor=officer, at=LATER)

    assert joints(cast.handler, case.case_id)[0].answer == "有"
    with pytest.raises(MoveBlocked, match="已经答复"):
        joint_answer(case_id=case.case_id, joint_id=joint, answer="没有", actor=officer, at=LATER)
    assert joints(cast.worker, case.case_id) == ()


def test_a_question_without_words_or_to_somebody_else_is_refused(cast: Cast):
    asked = {"case_id": a_case(cast).case_id, "due_on": date(2026, 11, 26), "actor": cast.handler, "at": NOON}

    with pytest.raises(BadInput, match="请写明"):
        joint_ask(question=" ", org_id=cast.city.joint.id, **asked)
    with pytest.raises(BadInput, match="不能早于今天"):
        joint_ask(question="有无监控", org_id=cast.city.joint.id, **{**asked, "due_on": date(2026, 11, 22)})
    with pytest.raises(MoveBlocked, match="不是联办部门"):
        joint_ask(question="有无监控", org_id=cast.city.bank.id, **asked)


def test_a_department_that_does_not_answer_in_time_is_written_down_once(cast: Cast):
    case = a_case(cast)
    joint_ask(
        case_id=case.case_id,
        org_id=cast.city.joint.id,
        question="有无监控",
        due_on=date(2026, 11, 24),
        actor=cast.handler,
        at=NOON,
    )

    assert sweep(LATER).joints == 1
    assert sweep(LATER).joints == 0
    assert Joint.objects.get().breached_at == LATER
    assert moves_of(case).count("joint.breached") == 1


def test_a_department_sees_the_papers_given_along_and_no_other_and_sends_its_own_back(cast: Cast):
    case, officer = a_case(cast), cast.city.staff(Role.JOINT_OFFICER)
    shown, hidden = (
        document_attach(
            case_id=case.case_id, kind="receipt", paper_id=uuid7(), actor=cast.handler, at=NOON, label=label
        )
        for label in ("给交警看的", "不给看的")
    )
    asked = {"case_id": case.case_id, "org_id": cast.city.joint.id, "due_on": date(2026, 11, 26), "at": NOON}
    with pytest.raises(MoveBlocked, match="作废或被替换"):
        joint_ask(question="有无监控", actor=cast.handler, papers=[uuid7()], **asked)
    joint = joint_ask(question="有无监控", actor=cast.handler, papers=[shown], **asked)

    assert [paper.label for paper in documents(officer, case.case_id)] == ["给交警看的"]
    answer = PaperIn("receipt", uuid7(), "监控截图")
    joint_answer(case_id=case.case_id, joint_id=joint, answer="有", papers=[answer], actor=officer, at=LATER)

    assert [paper.label for paper in documents(officer, case.case_id)] == ["给交警看的", "监控截图"]
    assert [(one.label, one.answers) for one in joints(cast.handler, case.case_id)[0].papers] == [
        ("给交警看的", False),
        ("监控截图", True),
    ]
    assert {paper.label for paper in documents(cast.handler, case.case_id)} == {"给交警看的", "不给看的", "监控截图"}
    assert hidden in {paper.id for paper in documents(cast.handler, case.case_id)}


# --- listings -----------------------------------------------------------------------------------------


def test_a_listing_is_lifted_by_the_level_that_raised_it_and_no_other(cast: Cast):
    case = a_case(cast)
    district = a_staff(Role.BUREAU_LEAD, org=cast.city.east)
    given = {"case_id": case.case_id, "at": NOON, "reason": "久拖未决"}

    with pytest.raises(NotYours):
        listing_raise(level=ListingLevel.CITY, actor=district, **given)
    listing_raise(level=ListingLevel.COUNTY, actor=district, **given)
    listing_raise(level=ListingLevel.CITY, actor=cast.lead, **given)
    assert Case.objects.get(pk=case.case_id).listed_level == ListingLevel.CITY
    proof = a_proof(case, cast)
    with pytest.raises(NotYours, match="只有挂牌的一级可以销号"):
        listing_lift(actor=district, proof=proof, **given)
    with pytest.raises(BadInput, match="能证明问题已经解决"):
        listing_lift(actor=cast.lead, proof=None, **given)
    listing_lift(actor=cast.lead, proof=proof, **given)

    assert Case.objects.get(pk=case.case_id).listed_level == 0
    assert [item.level for item in listings(cast.lead, case.case_id)] == [ListingLevel.CITY, ListingLevel.COUNTY]
    assert listings(cast.lead, case.case_id)[0].proof_paper is not None
    with pytest.raises(MoveBlocked, match="没有挂牌"):
        listing_lift(actor=cast.lead, proof=proof, **given)


def a_proof(case, cast: Cast):
    """A paper in the file that shows the trouble is over."""
    return document_attach(case_id=case.case_id, kind="receipt", paper_id=uuid7(), actor=cast.handler, at=NOON)


def test_a_listed_case_has_a_leader_and_a_report_every_week_and_a_late_one_is_written_down_once(cast: Cast):
    case = a_case(cast)
    other = a_staff(Role.BUREAU_LEAD, org=cast.city.bureau, name="郑试领")
    listing_raise(case_id=case.case_id, level=ListingLevel.CITY, reason="久拖", actor=cast.lead, at=NOON)
    (listed,) = listings(cast.lead, case.case_id)
    assert (listed.leader, listed.report_due_on) == (cast.lead.name, date(2026, 11, 30))

    listing_lead(case_id=case.case_id, leader_id=other.account_id, actor=cast.lead, at=NOON)
    with pytest.raises(BadInput, match="须是人社部门负责人"):
        listing_lead(case_id=case.case_id, leader_id=cast.handler.account_id, actor=cast.lead, at=NOON)
    late = at_time(date(2026, 12, 1), 9)
    assert (sweep(late).reports, sweep(late).reports) == (1, 0)
    (row,), _more = listed_cases(cast.lead, at=late, filters=BoardFilters(late="1"))
    assert (row.leader, row.days, row.last) == ("郑试领", 8, None)

    with pytest.raises(BadInput, match="做了什么"):
        listing_report(case_id=case.case_id, done=" ", plan="", actor=cast.handler, at=late)
    listing_report(case_id=case.case_id, done="已约谈单位", plan="下周复查", actor=cast.handler, at=late)

    assert listed_cases(cast.lead, at=late, filters=BoardFilters(late="1")) == ((), False)
    (row,), _more = listed_cases(cast.lead, at=late, filters=BoardFilters())
    assert row.last is not None
    assert (row.last.done, row.report_due_on) == ("已约谈单位", date(2026, 12, 8))
    assert [key for key in moves_of(case) if key.startswith("listing.")] == [
        "listing.raised",
        "listing.leader",
        "listing.report_late",
        "listing.reported",
    ]


def test_a_case_is_not_listed_twice_at_one_level_nor_after_its_end(cast: Cast):
    case = a_case(cast)
    given = {"case_id": case.case_id, "level": ListingLevel.CITY, "actor": cast.lead, "at": NOON, "reason": "久拖"}
    listing_raise(**given)

    with pytest.raises(MoveBlocked, match="已经在市级挂牌督办"):
        listing_raise(**given)
    do(case_id=case.case_id, move="withdraw", actor=cast.worker, at=NOON, reason="不办了")
    with pytest.raises(MoveBlocked, match="已经办结"):
        listing_raise(**{**given, "level": ListingLevel.PROVINCE})


# --- links and filters --------------------------------------------------------------------------------


def test_a_link_is_found_from_both_sides_and_hidden_from_those_who_see_one_only(cast: Cast):
    here, there = a_case(cast), a_case(cast)
    given = {"other_id": there.case_id, "kind": LinkKind.GROUP, "actor": cast.handler, "at": NOON}

    link_add(case_id=here.case_id, **given)
    link_add(case_id=here.case_id, **given)

    assert [link.public_id for link in links(cast.handler, here.case_id)] == [there.public_id]
    assert [link.public_id for link in links(cast.handler, there.case_id)] == [here.public_id]
    Case.objects.filter(pk=there.case_id).update(handler=None)
    assert links(cast.handler, here.case_id) == ()
    with pytest.raises(MoveBlocked, match="不能关联到自己"):
        link_add(case_id=here.case_id, **{**given, "other_id": here.case_id})


def test_a_case_cannot_be_linked_to_one_that_is_not_seen(cast: Cast):
    mine = a_case(cast)
    other = a_case(cast, handler_id=cast.city.staff(Role.INSURER_HANDLER, "孙试丙").account_id)

    with pytest.raises(NoSuchCase):
        link_add(case_id=mine.case_id, other_id=other.case_id, kind=LinkKind.GROUP, actor=cast.handler, at=NOON)


def test_filters_are_ones_own_and_a_name_is_used_once(cast: Cast):
    filter_save(name="快赔", query="fast=1", actor=cast.handler, at=NOON)
    filter_save(name="快赔", query="fast=1&sort=due", actor=cast.handler, at=NOON)

    (kept,) = saved_filters(cast.handler)
    assert kept.query == "fast=1&sort=due"
    assert saved_filters(cast.reviewer) == ()
    filter_rename(filter_id=kept.pk, name="别人的", actor=cast.reviewer)
    filter_save(name="挂牌", query="listed=1", actor=cast.handler, at=NOON)
    with pytest.raises(BadInput, match="已经有一个"):
        filter_rename(filter_id=kept.pk, name="挂牌", actor=cast.handler)
    filter_rename(filter_id=kept.pk, name="小伤", actor=cast.handler)
    assert [one.name for one in saved_filters(cast.handler)] == ["小伤", "挂牌"]
    filter_delete(filter_id=kept.pk, actor=cast.reviewer)
    assert saved_filters(cast.handler)
    filter_delete(filter_id=kept.pk, actor=cast.handler)
    assert [one.name for one in saved_filters(cast.handler)] == ["挂牌"]


def test_a_stranger_cannot_use_any_service(cast: Cast):
    case, stranger = a_case_in_review(cast), a_worker("钱外人")
    given = {"case_id": case.case_id, "actor": stranger, "at": NOON}

    for use in (
        lambda: note_add(text="看看", **given),
        lambda: document_attach(kind="receipt", paper_id=uuid7(), **given),
        lambda: handler_assign(handler_id=cast.handler.account_id, **given),
        lambda: party_add(party=PartyIn("worker", name="某人"), **given),
        lambda: joint_ask(org_id=cast.city.joint.id, question="问", due_on=date(2026, 11, 26), **given),
        lambda: link_add(other_id=uuid7(), kind=LinkKind.GROUP, **given),
    ):
        with pytest.raises(NoSuchCase):
            use()
