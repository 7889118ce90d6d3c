"""The main road: a complaint from the phone becomes a case, is accepted, ordered, paid and closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.cases.engine import do, sweep
from anxin.cases.errors import MoveBlocked
from anxin.cases.models import Case
from anxin.funds.memo import ARREARS, CLAIMS
from anxin.funds.services import memo_balances
from anxin.kit.clock import at_time
from anxin.notify.models import Message
from anxin.wages.events import WagesUnpaid
from anxin.wages.models import Letter, WageCase, WageWorker
from anxin.wages.selectors import arrears_facts, desk_view, wage_card, wage_cards
from anxin.wages.services.money import subject_of
from tests.given.jobs import run_jobs
from tests.given.people import NOON, a_worker
from tests.given.wages import a_complaint, a_person, a_wage_city, everybody_paid, ordered

pytestmark = pytest.mark.django_db


def test_from_the_phone_to_the_money_paid(django_capture_on_commit_callbacks):
    given = a_wage_city()
    worker = a_worker("赵试工")
    with django_capture_on_commit_callbacks(execute=True):
        ref = a_complaint(given, actor=worker)
        handler = ordered(given, ref.case_id)
    run_jobs()
    everybody_paid(given, ref.case_id, handler, at=NOON + timedelta(days=3))
    do(case_id=ref.case_id, move="confirm", actor=handler, at=NOON + timedelta(days=4))

    (card,) = wage_cards(actor=worker)
    assert (card.status, card.paid_fen, card.open_fen) == ("已付清", 1_400_000, 0)
    assert Case.objects.get(pk=ref.case_id).result == "paid"
    assert sorted(Letter.objects.exclude(paper_id=None).values_list("kind", flat=True)) == ["accepted", "order"]
    told = set(Message.objects.filter(worker_id=worker.worker_id).values_list("event", flat=True))
    assert {"wage_received", "wage_accepted", "wage_ordered"} <= told


def test_three_doors_about_one_builder_become_one_case_and_the_worker_reads_only_his_own_sums():
    given = a_wage_city()
    worker, colleague = a_worker("赵试工"), a_worker("孙试工")
    first = a_complaint(given, actor=worker)

    second = a_complaint(given, actor=given.intake, people=[a_person(colleague, claimed_fen=900_000)])
    again = a_complaint(given, actor=worker)

    assert (second.case_id, second.joined) == (first.case_id, True)
    assert (again.case_id, again.joined) == (first.case_id, True)
    assert WageWorker.objects.count() == 2
    assert WageCase.objects.get().claimed_fen == 2_900_000
    assert wage_card(actor=colleague, case_id=first.case_id).claimed_fen == 900_000
    assert desk_view(actor=given.inspector, case_id=first.case_id).complaints[1].joined


def test_the_same_key_gives_the_same_answer():
    given = a_wage_city()
    worker = a_worker("赵试工")
    first = a_complaint(given, actor=worker, key="one")

    again = a_complaint(given, actor=worker, key="one")

    assert (again.complaint_id, again.case_id) == (first.complaint_id, first.case_id)


def test_an_order_that_is_not_obeyed_raises_itself_and_opens_the_way_to_extra_damages():
    given = a_wage_city()
    ref = a_complaint(given)
    handler = ordered(given, ref.case_id, days=10)
    assert Case.objects.get(pk=ref.case_id).step == "ordered"
    later = at_time(NOON.date() + timedelta(days=14), 9)
    heard: list[WagesUnpaid] = []
    with pytest.raises(MoveBlocked, match="付款期限还没有过"):
        _decide(ref.case_id, handler, NOON + timedelta(days=1), 60)

    from anxin.kit.events import listen

    listen(WagesUnpaid, heard.append)
    sweep(later)

    case = WageCase.objects.get(pk=ref.case_id)
    assert case.unpaid_since == later.date()
    assert Case.objects.get(pk=ref.case_id).listed_level == 2
    facts = arrears_facts(ref.case_id, at=later)
    assert facts is not None
    assert (facts.ordered_and_unpaid, facts.open_fen, facts.workers_unpaid) == (True, 1_400_000, 1)
    with pytest.raises(MoveBlocked, match="50% 到 100%"):
        _decide(ref.case_id, handler, later, 120)
    _decide(ref.case_id, handler, later, 60)
    case.refresh_from_db()
    assert (case.extra_fen, case.owed_fen) == (840_000, 2_240_000)
    row = WageWorker.objects.get()
    assert memo_balances(ARREARS, CLAIMS, [subject_of(row.pk)]) == {subject_of(row.pk): 2_240_000}


def _decide(case_id, handler, at, percent):
    day = (at + timedelta(days=10)).date()
    answers = {"extra_percent": percent, "pay_by": day, "served_on": at.date()}
    do(case_id=case_id, move="decide", actor=handler, at=at, data=answers)
