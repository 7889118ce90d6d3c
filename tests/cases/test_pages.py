"""The desk's pages of casework, through a browser's requests."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from anxin.cases.engine import do
from anxin.cases.limits import from_policy, limits_from
from anxin.cases.models import Case, CaseEvent, RetentionBatch
from anxin.cases.selectors import case_view
from anxin.cases.services import document_attach, joint_ask, listing_raise
from anxin.cases.types import ListingLevel
from anxin.identity.selectors import actor_for, reads_of
from anxin.identity.types import Role
from anxin.kit.ids import uuid7
from anxin.web.staff.panels import Panel, panels_join
from tests.given.cases import TRIAL, Cast, a_case, a_case_in_review, with_diagnosis
from tests.given.claims import a_reported
from tests.given.people import NOON, a_staff, signed_in

XSS = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def case_address(case) -> str:
    return reverse("case", args=[case.case_id])


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_desk_shows_what_is_late_first(cast: Cast):
    late, soon, later = a_case(cast), a_case(cast), a_case(cast)
    Case.objects.filter(pk=late.case_id).update(next_due=NOON.date() - timedelta(days=1))
    Case.objects.filter(pk=soon.case_id).update(next_due=NOON.date())
    Case.objects.filter(pk=later.case_id).update(next_due=NOON.date() + timedelta(days=30))

    text = text_of(signed_in(cast.handler).get(reverse("desk")))

    places = [text.index(case.public_id) for case in (late, soon, later)]
    assert places == sorted(places)
    assert text.index("严重超期") < text.index("已超期") < text.index("即将到期") < text.index("未到期")
    assert "赵**" in text
    assert "赵试骑" not in text


def test_whoever_has_no_cases_is_shown_where_the_work_is(cast: Cast):
    text = text_of(signed_in(a_staff(Role.POLICY_ANALYST)).get(reverse("desk")))

    assert "起草新版本" in text
    assert 'role="search"' not in text


def test_an_empty_desk_says_what_will_stand_there(cast: Cast):
    assert "这里会列出您要办理的案件" in text_of(signed_in(a_staff(Role.JOINT_OFFICER)).get(reverse("desk")))
    assert "没有符合条件的案件" in text_of(signed_in(cast.handler).get(reverse("desk"), {"q": "没有这个人"}))


def test_filters_stand_in_the_address_and_can_be_kept(cast: Cast):
    fast, slow = a_case(cast), a_case(cast)
    Case.objects.filter(pk=slow.case_id).update(fast_lane=False)
    browser = signed_in(cast.handler)

    shown = text_of(browser.get(reverse("desk"), {"fast": "1"}))
    assert fast.public_id in shown
    assert slow.public_id not in shown
    browser.post(reverse("case-filter-keep"), {"name": "只看快赔", "query": "fast=1"})
    assert f"{reverse('desk')}?fast=1" in text_of(browser.get(reverse("desk")))


def test_a_search_from_the_bar_finds_by_number_and_name(cast: Cast):
    case = a_case(cast)
    browser = signed_in(cast.handler)

    for words in (case.public_id, "赵试骑"):
        assert case_address(case) in text_of(browser.get(reverse("desk"), {"q": words}))


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=1~2~3", "handler=nobody", "org=1", "group=zzz", "sort=zzz", "state=x", "type=' OR 1=1", "q=%00"],
)
def test_a_broken_address_still_shows_the_list(cast: Cast, query: str):
    a_case(cast)

    assert signed_in(cast.handler).get(f"{reverse('desk')}?{query}").status_code == 200


def test_paging_goes_on_after_the_last_row_and_misses_none(cast: Cast):
    made = {a_case(cast).public_id for _ in range(3)}
    template = Case.objects.get(public_id=min(made))
    for number in range(60):
        template.pk, template._state.adding = UUID(int=number + 1), True
        template.public_id = f"SY20261123-{number:06d}"
        template.save(force_insert=True)
    browser, seen, address = signed_in(cast.handler), set(), f"{reverse('desk')}?group=later"

    for _ in range(3):
        answer = browser.get(address)
        (group,) = answer.context["page"].groups
        assert not seen & {row.public_id for row in group.rows}
        seen |= {row.public_id for row in group.rows}
        address = f"{reverse('desk')}?group=later&after={group.more}"
        if not group.more:
            break

    assert len(seen) == 63


def test_the_list_costs_the_same_however_long_it_is(cast: Cast):
    browser = signed_in(cast.handler)
    a_case(cast)
    browser.get(reverse("desk"))

    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("desk"))
    for _ in range(8):
        a_case(cast)
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("desk"))

    assert len(many) == len(few)


def test_chosen_columns_are_remembered_and_stand_in_the_table_too(cast: Cast):
    case = a_case(cast)
    browser = signed_in(cast.handler)

    browser.post(reverse("case-columns"), {"column": ["step", "channel"]})

    assert "本人手机" in text_of(browser.get(reverse("desk")))
    sheet = load_workbook(BytesIO(browser.get(reverse("cases-xlsx")).content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["案件编号", "环节", "来源"],
        [case.public_id, "已报案", "本人手机"],
    ]


def test_bulk_assignment_shows_what_it_would_do_before_it_does_it(cast: Cast):
    manager = cast.city.staff(Role.INSURER_MANAGER, "冯管庚")
    other = cast.city.staff(Role.INSURER_HANDLER, "孙试丙")
    case, his = a_case(cast), a_case(cast, handler_id=other.account_id)
    browser = signed_in(manager)
    sent = {"case": [str(case.case_id), str(his.case_id), "nonsense"], "handler": str(other.account_id)}

    preview = text_of(browser.post(reverse("cases-assign"), sent))
    assert "将把下面 1 件案件指派给 孙试丙" in preview
    assert "已经由这位经办员负责" in preview
    assert Case.objects.get(pk=case.case_id).handler_id == cast.handler.account_id

    result = text_of(browser.post(reverse("cases-assign"), {**sent, "case": [str(case.case_id)], "confirmed": "1"}))
    assert "已把 1 件案件指派给 孙试丙" in result
    assert Case.objects.get(pk=case.case_id).handler_id == other.account_id


def test_the_case_page_fills_one_button_and_says_why_others_are_closed(cast: Cast):
    case = a_case(cast)
    browser = signed_in(cast.handler)

    text = text_of(browser.get(case_address(case)))
    assert "还缺材料：诊断证明" in text
    with_diagnosis(case, cast)
    text = text_of(browser.get(case_address(case)))

    move_address = reverse("case-move", args=[case.case_id, "accept"])
    assert f'<a class="button button-primary" href="{move_address}">受理</a>' in text
    assert "data-moves" in text


def test_a_move_form_holds_exactly_what_is_declared_and_makes_the_move(cast: Cast):
    case = a_case(cast)
    browser = signed_in(cast.handler)
    address = reverse("case-move", args=[case.case_id, "hand_over"])

    form = browser.get(address).context["form"]
    assert list(form.fields) == ["version", "why", "story"]
    refused = browser.post(address, {"why": "", "story": "电话里说的", "version": "1"})
    assert refused.status_code == 422
    assert "电话里说的" in text_of(refused)
    done = browser.post(address, {"why": "busy", "story": "电话里说的", "version": "1"})

    assert done["Location"] == case_address(case)
    assert CaseEvent.objects.filter(case_id=case.case_id, move="hand_over").count() == 1


def test_a_page_that_somebody_else_overtook_is_refused_with_everything_typed(cast: Cast):
    case = a_case(cast)
    browser = signed_in(cast.handler)
    do(case_id=case.case_id, move="hand_over", actor=cast.handler, at=NOON, data={"why": "busy"})

    answer = browser.post(
        reverse("case-move", args=[case.case_id, "hand_over"]), {"why": "region", "story": "写了很多", "version": "1"}
    )

    assert answer.status_code == 422
    assert "刚刚被别人更新过" in text_of(answer)
    assert "写了很多" in text_of(answer)


def test_a_move_that_is_gone_leads_back_to_the_case(cast: Cast):
    case = a_case(cast)

    answer = signed_in(cast.handler).get(reverse("case-move", args=[case.case_id, "approve"]), follow=True)

    assert answer.redirect_chain[-1][0] == case_address(case)
    assert "这一步现在不能办理" in text_of(answer)


def test_every_small_form_of_the_page_works(cast: Cast):
    case, other = a_case(cast), a_case(cast)
    lead, lawyer = signed_in(cast.lead), signed_in(cast.handler)
    at = case.case_id
    other_handler = cast.city.staff(Role.INSURER_HANDLER, "孙试丙")
    proof = document_attach(case_id=at, kind="receipt", paper_id=uuid7(), actor=cast.handler, at=NOON)

    for browser, name, sent in (
        (lawyer, "case-note", {"text": "已电话联系", "audience": "staff"}),
        (lawyer, "case-joint", {"org": str(cast.city.joint.id), "question": "有无监控", "due_on": "2026-11-30"}),
        (lawyer, "case-link", {"number": other.public_id, "kind": "group"}),
        (lead, "case-listing", {"level": "2", "reason": "久拖未决"}),
        (lead, "case-listing-leader", {"leader": str(cast.lead.account_id)}),
        (lawyer, "case-listing-report", {"done": "约谈了单位", "plan": "周五复查"}),
        (lead, "case-listing-lift", {"reason": "已督促", "proof": str(proof)}),
        (lead, "case-hold", {"hold": "1", "reason": "诉讼中"}),
        (lead, "case-assign", {"handler": str(other_handler.account_id), "reason": "人手调整"}),
    ):
        assert browser.post(reverse(name, args=[at]), sent).status_code == 302, name

    text = text_of(lead.get(case_address(case)))
    for words in (
        "已电话联系",
        "有无监控",
        other.public_id,
        "久拖未决",
        "已销号",
        "约谈了单位",
        "周五复查",
        "已保全",
        "孙试丙",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("case-note", {"text": " ", "audience": "staff"}),
        ("case-joint", {"org": "", "question": "有无监控", "due_on": "2026-11-30"}),
        ("case-joint", {"org": "", "question": "有无监控", "due_on": "昨天"}),
        ("case-link", {"number": "SY00000000-XXXXXX", "kind": "group"}),
        ("case-listing", {"level": "9", "reason": "久拖未决"}),
        ("case-paper", {"kind": "diagnosis"}),
    ],
)
def test_a_small_form_that_cannot_be_done_comes_back_with_what_was_typed(cast: Cast, name: str, sent: dict[str, str]):
    case = a_case(cast)

    answer = signed_in(cast.lead).post(reverse(name, args=[case.case_id]), sent)

    assert answer.status_code == 422
    assert sent.get("question", sent.get("reason", "")) in text_of(answer)
    assert CaseEvent.objects.filter(case_id=case.case_id).count() == 1


def test_the_board_of_listed_cases_names_leader_report_and_day(cast: Cast):
    case = a_case(cast)
    listing_raise(case_id=case.case_id, level=ListingLevel.CITY, reason="久拖未决", actor=cast.lead, at=NOON)

    lead = signed_in(cast.lead)
    text = text_of(lead.get(reverse("case-listings")))
    table = lead.get(reverse("case-listings-xlsx"))

    for words in (case.public_id, "久拖未决", "市级挂牌", cast.lead.name, "还没有报告", "周报 11月30日"):
        assert words in text
    assert table.status_code == 200
    assert "没有符合条件" in text_of(lead.get(reverse("case-listings") + "?late=1"))


def test_a_joint_department_sees_and_answers_its_question_only(cast: Cast):
    case = a_case_in_review(cast)
    joint = joint_ask(
        case_id=case.case_id,
        org_id=cast.city.joint.id,
        question="该路段有无监控",
        due_on=NOON.date() + timedelta(days=5),
        actor=cast.handler,
        at=NOON,
    )
    browser = signed_in(cast.city.staff(Role.JOINT_OFFICER, "褚协辛"))

    text = text_of(browser.get(case_address(case)))
    assert "该路段有无监控" in text
    assert "赵试骑" not in text
    assert "诊断证明" not in text
    browser.post(reverse("case-joint-answer", args=[case.case_id, joint]), {"answer": "有，已调取"})

    assert "有，已调取" in text_of(signed_in(cast.handler).get(case_address(case)))


def test_an_overseer_reads_and_gets_no_forms_to_write_with(cast: Cast):
    case = a_case(cast)

    text = text_of(signed_in(cast.supervisor).get(case_address(case)))

    assert "赵**" in text
    assert "赵试骑" not in text
    assert reverse("case-note", args=[case.case_id]) not in text
    assert reverse("case-assign", args=[case.case_id]) not in text


def test_a_search_for_a_person_stands_sealed_in_the_address_and_finds_him_again(cast: Cast):
    case = a_case(cast)
    browser = signed_in(cast.handler)

    answer = browser.post(reverse("desk-search"), {"q": "赵试骑"})
    by_number = browser.post(reverse("desk-search"), {"q": "SH2026"})

    assert "赵试骑" not in unquote(answer["Location"])
    found = text_of(browser.get(answer["Location"]))
    assert case_address(case) in found
    assert 'value="赵试骑"' in found
    assert by_number["Location"].endswith("?q=SH2026&state=any")


def test_a_search_finds_a_case_that_is_closed(cast: Cast):
    case = a_case(cast)
    closed = {"closed_on": NOON.date(), "result": "done", "destroy_after": NOON.date(), "next_due": None}
    Case.objects.filter(pk=case.case_id).update(**closed)
    browser = signed_in(cast.handler)

    found = text_of(browser.get(browser.post(reverse("desk-search"), {"q": "赵试骑"})["Location"]))

    assert case_address(case) in found
    assert case_address(case) not in text_of(browser.get(reverse("desk")))


def test_looking_at_a_partys_record_leaves_a_line_with_its_purpose(cast: Cast):
    case = a_case(cast)
    address = reverse("case-person", args=[case.case_id, cast.worker.worker_id])

    text = text_of(signed_in(cast.handler).post(address))

    assert "这次查看已记录" in text
    assert case_view(cast.handler, case.case_id).public_id in reads_of(cast.worker.worker_id)[0].purpose
    assert signed_in(cast.supervisor).post(address).status_code == 403


PAGES = [
    "case",
    "case-move",
    "case-note",
    "case-assign",
    "case-joint",
    "case-listing",
    "case-hold",
    "case-link",
    "case-paper",
]


@pytest.mark.parametrize("name", PAGES)
def test_a_case_that_is_not_theirs_is_not_found_by_strangers(cast: Cast, name: str):
    case = a_case(cast)
    address = reverse(name, args=[case.case_id, "accept"] if name == "case-move" else [case.case_id])

    for stranger in (
        cast.city.staff(Role.INSURER_HANDLER, "孙试丙"),
        a_staff(Role.BUREAU_LEAD),
        a_staff(Role.PLATFORM_OPERATOR, org=cast.city.other_platform),
        cast.city.staff(Role.JOINT_OFFICER),
        cast.city.staff(Role.BANK_CLERK),
    ):
        browser = signed_in(stranger)
        answer = browser.get(address) if name in ("case", "case-move") else browser.post(address, {"hold": "1"})
        assert answer.status_code == 404, stranger.roles
        assert case.public_id not in text_of(answer)


def test_words_people_type_are_shown_as_words(cast: Cast):
    case = a_case(cast)
    browser = signed_in(cast.handler)
    browser.post(reverse("case-note", args=[case.case_id]), {"text": XSS, "audience": "staff"})
    browser.post(reverse("case-filter-keep"), {"name": XSS[:28], "query": f"q={XSS}"})
    listing_raise(case_id=case.case_id, level=ListingLevel.CITY, reason=XSS, actor=cast.lead, at=NOON)

    for address in (case_address(case), f"{reverse('desk')}?q={XSS}", reverse("desk")):
        text = text_of(signed_in(cast.lead).get(address)) + text_of(browser.get(address))
        assert XSS not in text


def test_another_contexts_panel_stands_on_the_page_and_a_broken_one_spoils_nothing(cast: Cast):
    def facts(actor, view, at):
        return Panel("认定事实", "ui/partials/refused.html", {"sentence": "面板内容"}) if view.type == "trial" else None

    def broken(actor, view, at):
        raise ZeroDivisionError

    panels_join("trial", maker=facts)
    panels_join("trial", maker=broken)
    try:
        text = text_of(signed_in(cast.handler).get(case_address(a_case(cast))))
    finally:
        from anxin.web.staff import panels

        panels._makers.pop("trial")

    assert "认定事实" in text
    assert "暂时没有取到" in text


def test_the_picture_of_a_type_shows_every_step_and_marks_the_current_one(cast: Cast):
    browser = signed_in(cast.handler)

    picture = text_of(browser.get(reverse("case-type-picture", args=["trial"]), {"step": "reviewing"}))

    assert all(f">{step.label}<" in picture for step in TRIAL.steps)
    assert picture.count('stroke-width="3"') == 1
    assert "style=" not in picture
    page = text_of(browser.get(reverse("case-type", args=["trial"])))
    assert all(move.label in page for move in TRIAL.moves)
    assert browser.get(reverse("case-type", args=["unknown"])).status_code == 404
    assert TRIAL.label in text_of(browser.get(reverse("case-types")))


def test_destruction_is_proposed_by_one_and_carried_out_by_two_others(cast: Cast):
    case = a_case(cast)
    do(case_id=case.case_id, move="withdraw", actor=cast.worker, at=NOON, reason="不办了")
    Case.objects.filter(pk=case.case_id).update(destroy_after=NOON.date() - timedelta(days=1))
    proposer = signed_in(cast.lead)
    proposer.post(reverse("case-retention"), {"cutoff": NOON.date().isoformat()})
    batch = RetentionBatch.objects.get()
    review = reverse("case-retention-review", args=[batch.pk])

    assert "三个不同的人" in text_of(proposer.post(review, follow=True))
    signed_in(cast.city.staff(Role.AUDITOR)).post(review)
    assert Case.objects.get(pk=case.case_id).redacted_at is None
    signed_in(cast.city.staff(Role.BUREAU_LEAD, "卫批壬")).post(review)

    assert Case.objects.get(pk=case.case_id).redacted_at == NOON
    assert case.public_id in text_of(proposer.get(reverse("case-retention-batch", args=[batch.pk])))
    assert "个人信息已到期销毁" in text_of(proposer.get(case_address(case)))


def test_the_page_of_an_injury_shows_its_facts_and_papers_to_those_who_work_on_it(cast: Cast):
    with limits_from(from_policy):
        given = a_reported(city=cast.city)
        handler = actor_for(given.claim.case.handler_id, on=NOON.date())
        do(case_id=given.case_id, move="contact", actor=handler, at=NOON, data={"note": "已电话联系"})
    address = reverse("case", args=[given.case_id])

    text = text_of(signed_in(handler).get(address))
    assert "订单核对" in text
    assert reverse("claim", args=[given.case_id]) in text
    assert "订单核对" not in text_of(signed_in(given.operator).get(address))
