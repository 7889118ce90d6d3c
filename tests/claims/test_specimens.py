"""The demo city lends papers to whoever has none: the first five minutes end with money, not with questions."""

from __future__ import annotations

import pytest

from anxin.claims.services import platform_answer, specimen_attach
from anxin.claims.types import PlatformAnswer
from anxin.identity.types import Actor
from anxin.kit.errors import NotFound
from tests.claims.test_review import record_of
from tests.given.claims import Given, a_reported, an_account, the_five_documents
from tests.given.jobs import run_jobs
from tests.given.people import NOON, a_worker

DRAWN = ("diagnosis", "receipt", "liability")


def lend(given: Given, slot: str, actor: Actor | None = None) -> None:
    specimen_attach(actor=actor or given.rider, case_id=given.case_id, slot=slot, at=NOON)


def test_lent_papers_fit_the_worker_and_the_accident_so_that_the_claim_decides_itself(settings):
    settings.ANXIN_DEMO = True
    given = a_reported()
    an_account(given.rider)
    the_five_documents(given, without=("diagnosis", "receipt", "liability"))

    for slot in DRAWN:
        lend(given, slot)
    run_jobs()
    platform_answer(actor=given.operator, case_id=given.case_id, answer=PlatformAnswer.CONFIRMED, at=NOON)
    run_jobs()

    record = record_of(given)
    assert (record.kind, record.approved_fen) == ("auto", 30200)


@pytest.mark.parametrize("slot", ["application", "no_such_slot"])
def test_nothing_is_lent_for_what_is_signed_on_the_page(settings, slot):
    settings.ANXIN_DEMO = True

    with pytest.raises(NotFound):
        lend(a_reported(), slot)


def test_nothing_is_lent_to_a_stranger(settings):
    settings.ANXIN_DEMO = True

    with pytest.raises(NotFound):
        lend(a_reported(), "receipt", actor=a_worker("钱试骑"))


def test_nothing_is_lent_outside_the_demo_city(settings):
    settings.ANXIN_DEMO = False

    with pytest.raises(NotFound):
        lend(a_reported(), "receipt")
