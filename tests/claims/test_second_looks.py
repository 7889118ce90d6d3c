"""The blind second look and the objection: other eyes, both ways, and what they say of the first."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from pypdfium2 import PdfDocument

from anxin.cases.engine import allowed, do
from anxin.cases.errors import MoveBlocked
from anxin.cases.selectors import case_view, links
from anxin.claims.errors import NoSuchClaim, NotReady, SecondPersonNeeded
from anxin.claims.models import DecisionRecord, Objection, Recheck
from anxin.claims.selectors import (
    claim_for_worker,
    decision_sheet,
    error_rate,
    objection_panel,
    objection_rows,
    recheck_view,
    rechecks_open,
)
from anxin.claims.services import (
    adverse_confirm,
    adverse_propose,
    claim_advance,
    objection_raise,
    recheck_give,
)
from anxin.claims.services.rechecks import verdict_of
from anxin.claims.services.sweeping import claims_sweep
from anxin.claims.types import Verdict
from anxin.funds.selectors import payouts_of
from anxin.identity.types import Actor, Role
from anxin.kit.clock import now
from anxin.kit.errors import BadInput, NotAllowed
from anxin.notify.selectors import messages_for
from tests.given.claims import Given, a_complete, a_referred
from tests.given.jobs import run_jobs
from tests.given.people import LONG_AGO, NOON, City, a_worker


def a_settled(**more) -> tuple[Given, Recheck]:
    """A claim approved by the machine and drawn for a second look."""
    given = a_complete(**more)
    claim_advance(case_id=given.case_id, at=NOON)
    record = DecisionRecord.objects.get(case_id=given.case_id, superseded_at=None)
    row, _made = Recheck.objects.get_or_create(decision=record, defaults={"drawn_at": NOON})
    return given, row


def a_cut(**more) -> tuple[Given, Actor, Actor]:
    """92.00 claimed, 42.00 paid by two reviewers."""
    given = a_referred(**more)
    first = given.city.staff(Role.BUREAU_REVIEWER, name="孙试审")
    second = given.city.staff(Role.BUREAU_REVIEWER, name="周试复")
    adverse_propose(actor=first, case_id=given.case_id, at=NOON, amount_fen=4200, reason="不在目录", article="目录")
    adverse_confirm(actor=second, case_id=given.case_id, at=NOON, refuse=False, reason="同意")
    return given, first, second


@pytest.fixture(scope="module", autouse=True)
def cut_for_all(one_city_for_all: None) -> tuple[Given, Actor, Actor]:
    """Not drawn for a second look: which claims are is for each test to say."""
    made = a_cut()
    Recheck.objects.all().delete()
    return made


@pytest.fixture
def cut(cut_for_all: tuple[Given, Actor, Actor]) -> tuple[Given, Actor, Actor]:
    given, first, second = cut_for_all
    return given.for_one_test(), first, second


@pytest.fixture
def city(cut_for_all: tuple[Given, Actor, Actor]) -> City:
    return cut_for_all[0].city


def words_of_sheet(given: Given, case_id: UUID) -> str:
    """The text of a sheet as its worker gets it, without the breaks of lines."""
    pages = PdfDocument(decision_sheet(actor=given.rider, case_id=case_id))
    return "".join("".join(page.get_textpage().get_text_range() for page in pages).split("\r\n"))


def give(actor: Actor, row: Recheck, amount_fen: int) -> Verdict:
    return recheck_give(actor=actor, recheck_id=row.pk, amount_fen=amount_fen, note="", at=NOON)


@pytest.mark.parametrize(
    ("decided", "said", "verdict"),
    [
        (30200, 30200, Verdict.AGREE),
        (30200, 0, Verdict.SHOULD_REFUSE),
        (0, 30200, Verdict.SHOULD_PAY),
        (30200, 20000, Verdict.TOO_MUCH),
        (20000, 30200, Verdict.TOO_LITTLE),
        (0, 0, Verdict.AGREE),
    ],
)
def test_a_second_amount_says_something_of_the_first(decided, said, verdict):
    assert verdict_of(decided_fen=decided, amount_fen=said) is verdict


def test_who_looks_sees_the_facts_and_not_the_answer(city):
    given, row = a_settled(city=city)
    looker = given.city.staff(Role.BUREAU_REVIEWER)

    view = recheck_view(actor=looker, recheck_id=row.pk)

    assert view.claimed_fen == 30200
    assert view.verdict is None
    assert {fact.name for fact in view.facts} >= {"items", "situation", "injured_parts"}
    assert [number for _id, number, _at in rechecks_open(actor=looker)] == [given.ref.number]


def test_a_look_is_given_once_by_somebody_who_had_no_part(cut):
    given, first, second = cut
    record = DecisionRecord.objects.get(case_id=given.case_id, superseded_at=None)
    row, _made = Recheck.objects.get_or_create(decision=record, defaults={"drawn_at": NOON})
    third = given.city.staff(Role.BUREAU_REVIEWER, name="郑试盲")

    for involved in (first, second):
        assert rechecks_open(actor=involved) == ()
        with pytest.raises(SecondPersonNeeded, match="另一人"):
            give(involved, row, 4200)
    assert give(third, row, 9200) is Verdict.TOO_LITTLE
    with pytest.raises(NotReady, match="已经有人办完"):
        give(third, row, 4200)


def test_the_error_rate_counts_both_ways_in_fen(city):
    given, over = a_settled(city=city)
    _other, right = a_settled(city=given.city, rider=a_worker("钱试骑"))
    looker = given.city.staff(Role.BUREAU_REVIEWER)
    give(looker, over, 20000)
    give(looker, right, 30200)

    rate = error_rate(actor=looker, since=LONG_AGO)

    assert (rate.looked_at, rate.agreed, rate.paid_wrongly, rate.withheld_wrongly) == (2, 1, 1, 0)
    assert (rate.money_over_fen, rate.money_under_fen, rate.wrong_permille) == (10200, 0, 500)


def test_only_reviewers_look_and_only_overseers_read_the_rate(city):
    given, row = a_settled(city=city)

    with pytest.raises(NotAllowed):
        give(given.handler, row, 0)
    with pytest.raises(NotAllowed):
        error_rate(actor=given.handler, since=LONG_AGO)
    with pytest.raises(BadInput):
        give(given.city.staff(Role.BUREAU_REVIEWER), row, -1)


def test_about_a_tenth_of_decisions_is_drawn(monkeypatch):
    from anxin.claims.services import settling

    drawn = sum((record * 7919) % 1000 < settling._share(NOON.date()) for record in range(10_000))

    assert 900 <= drawn <= 1100


def test_an_objection_opens_a_linked_case_with_other_eyes(cut):
    given, first, second = cut

    ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="营养咨询是医生要求的", at=NOON)

    third = given.city.staff(Role.BUREAU_REVIEWER, name="郑试新")
    assert [link.public_id for link in links(third, given.case_id)] == [ref.number]
    told = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert told.objection.number == ref.number
    assert "前答复" in told.objection.sentence
    assert (told.next.key, told.can_object) == ("wait", False)
    for involved in (first, second):
        moves = {move.key: move for move in allowed(ref.case_id, involved, NOON)}
        assert not moves["take_up"].enabled
        assert "没有参与" in moves["take_up"].why_not
    do(case_id=ref.case_id, move="take_up", actor=third, at=NOON)
    assert case_view(third, ref.case_id).step == "deciding"


def test_an_objection_that_is_right_pays_the_rest_through_two_new_persons(cut):
    given, _first, _second = cut
    ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="医生要求的", at=NOON)
    third = given.city.staff(Role.BUREAU_REVIEWER, name="郑试新")
    fourth = given.city.staff(Role.BUREAU_LEAD, name="冯试长")
    do(case_id=ref.case_id, move="take_up", actor=third, at=NOON)

    do(case_id=ref.case_id, move="propose_amount", actor=third, at=NOON, data={"amount_fen": 5000}, reason="处方写明")
    with pytest.raises(MoveBlocked):
        do(case_id=ref.case_id, move="confirm_amount", actor=third, at=NOON)
    do(case_id=ref.case_id, move="confirm_amount", actor=fourth, at=NOON)

    assert case_view(third, ref.case_id).step == "approved"
    assert [payment.amount_fen for payment in payouts_of(f"case:{ref.case_id}")] == [5000]
    assert [payment.amount_fen for payment in payouts_of(f"case:{given.case_id}")] == [4200]
    told = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert (told.status, "再付给您 ¥50.00：处方写明" in told.objection.sentence) == ("已核定", True)
    run_jobs()
    sheet = words_of_sheet(given, ref.case_id)
    assert ref.number in sheet
    assert "郑试新、冯试长" in sheet


def test_an_objection_adds_no_more_than_the_first_decision_left_unpaid(cut):
    given, _first, _second = cut
    ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="医生要求的", at=NOON)
    third = given.city.staff(Role.BUREAU_REVIEWER, name="郑试新")
    do(case_id=ref.case_id, move="take_up", actor=third, at=NOON)

    panel = objection_panel(actor=third, case_id=ref.case_id)
    assert (panel.reason, panel.claim_number, panel.rest_fen) == ("医生要求的", given.ref.number, 5000)
    assert [row.number for row in objection_rows(actor=third)] == [ref.number]
    with pytest.raises(BadInput, match=r"原决定已核定 ¥42\.00，最多再付 ¥50\.00"):
        do(case_id=ref.case_id, move="propose_amount", actor=third, at=NOON, data={"amount_fen": 9200}, reason="应付")


def test_the_claims_handler_sees_the_objection_and_cannot_decide_it(cut):
    given, _first, _second = cut

    ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="医生要求的", at=NOON)

    assert case_view(given.handler, ref.case_id).handler_id == given.handler.account_id
    assert allowed(ref.case_id, given.handler, NOON) == ()


def test_an_objection_that_is_wrong_is_kept_by_two_persons(cut):
    given, _first, _second = cut
    ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="不同意", at=NOON)
    third = given.city.staff(Role.BUREAU_REVIEWER, name="郑试新")
    fourth = given.city.staff(Role.BUREAU_LEAD, name="冯试长")
    do(case_id=ref.case_id, move="take_up", actor=third, at=NOON)
    do(case_id=ref.case_id, move="propose_keep", actor=third, at=NOON, reason="核对无误")

    do(case_id=ref.case_id, move="confirm_keep", actor=fourth, at=NOON, reason="同意维持")

    assert case_view(third, ref.case_id).step == "kept"
    run_jobs()
    told = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert "维持原决定：核对无误；同意维持" in told.objection.sentence
    assert told.can_object
    last = messages_for(given.rider)[0]
    assert "异议已有结果：复查后维持原决定。理由：核对无误；同意维持。" in last.text
    sheet = words_of_sheet(given, ref.case_id)
    for part in (
        "异议复查结果通知书",
        ref.number,
        "¥42.00",
        "核对无误；同意维持",
        "郑试新、冯试长",
        "申请行政复议",
        "规则版本",
    ):
        assert part in sheet
    assert claim_for_worker(actor=given.rider, case_id=given.case_id).objection.has_sheet


def test_a_late_objection_is_taken_with_its_days_and_a_person_decides_whether_it_is_admitted(cut):
    given, _first, _second = cut
    third = given.city.staff(Role.BUREAU_REVIEWER, name="郑试新")
    fourth = given.city.staff(Role.BUREAU_LEAD, name="冯试长")
    last_day = NOON + timedelta(days=60)
    with pytest.raises(BadInput, match="为什么晚了"):
        objection_raise(actor=given.rider, case_id=given.case_id, reason="少算了", at=last_day + timedelta(days=3))

    with time_machine.travel(last_day + timedelta(days=3), tick=False):
        told = claim_for_worker(actor=given.rider, case_id=given.case_id)
        ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="少算了", late_reason="住院", at=now())
        assert "决定是否受理" in told.still_possible[0]
        assert any("为止，还可以直接向人民法院起诉" in sentence for sentence in told.still_possible)
        panel = objection_panel(actor=third, case_id=ref.case_id)
        assert (panel.late_days, panel.late_reason) == (3, "住院")
        assert objection_rows(actor=third)[0].why.startswith("晚了 3 天，先决定是否受理")
        moves = {move.key: move for move in allowed(ref.case_id, third, now())}
        assert (moves["admit"].primary, moves["propose_turn_away"].beside) == (True, True)
        assert "先决定受理不受理" in moves["take_up"].why_not
        do(case_id=ref.case_id, move="propose_turn_away", actor=third, at=now(), reason="理由不充分")
        do(case_id=ref.case_id, move="confirm_turn_away", actor=fourth, at=now(), reason="同意")
        claims_sweep(at=now())
        said = claim_for_worker(actor=given.rider, case_id=given.case_id).objection.sentence

    assert said.startswith("异议没有受理，原决定不变：理由不充分；同意。")
    sheet = words_of_sheet(given, ref.case_id)
    assert "异议不予受理通知书" in sheet
    assert "晚了 3 天提出，您写的原因：住院" in sheet


def test_an_objection_on_the_last_day_is_in_time_and_cannot_be_turned_away_unread(cut):
    given, _first, _second = cut
    third = given.city.staff(Role.BUREAU_REVIEWER, name="郑试新")

    ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="少算了", at=NOON + timedelta(days=60))

    assert Objection.objects.get(pk=ref.case_id).late_days == 0
    with pytest.raises(MoveBlocked, match="按时提出"):
        do(case_id=ref.case_id, move="propose_turn_away", actor=third, at=NOON + timedelta(days=60), reason="不看了")


def test_a_late_objection_that_is_admitted_after_a_second_thought_is_looked_at_like_any_other(cut):
    given, _first, _second = cut
    third = given.city.staff(Role.BUREAU_REVIEWER, name="郑试新")
    fourth = given.city.staff(Role.BUREAU_LEAD, name="冯试长")
    late = NOON + timedelta(days=70)
    ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="少算了", late_reason="住院", at=late)
    do(case_id=ref.case_id, move="propose_turn_away", actor=third, at=late, reason="没有证明")
    do(case_id=ref.case_id, move="return_turn_away", actor=fourth, at=late, reason="住院证明已经补来")

    do(case_id=ref.case_id, move="admit", actor=third, at=late, reason="住院期间无法提出")
    do(case_id=ref.case_id, move="propose_keep", actor=third, at=late, reason="核对无误")
    do(case_id=ref.case_id, move="confirm_keep", actor=fourth, at=late, reason="同意维持")
    run_jobs()

    said = claim_for_worker(actor=given.rider, case_id=given.case_id).objection.sentence
    assert said.startswith("复查后维持原决定：核对无误；同意维持。")
    assert "异议复查结果通知书" in words_of_sheet(given, ref.case_id)


def test_an_objection_needs_a_decision_a_reason_and_its_own_worker(city):
    undecided = a_complete(city=city)
    given, _first, _second = a_cut(city=undecided.city, rider=a_worker("孙试骑"))

    with pytest.raises(NotReady, match="还没有核定"):
        objection_raise(actor=undecided.rider, case_id=undecided.case_id, reason="太慢", at=NOON)
    with pytest.raises(BadInput, match="不同意"):
        objection_raise(actor=given.rider, case_id=given.case_id, reason="  ", at=NOON)
    with pytest.raises(NoSuchClaim):
        objection_raise(actor=a_worker("钱试骑"), case_id=given.case_id, reason="我来", at=NOON)
    objection_raise(actor=given.rider, case_id=given.case_id, reason="不同意", at=NOON)
    with pytest.raises(NotReady, match="正在复查"):
        objection_raise(actor=given.rider, case_id=given.case_id, reason="再提一次", at=NOON)
    assert Objection.objects.count() == 1
