"""Two reviewers press the button in the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from anxin.cases.errors import Stale, WrongStep
from anxin.claims.models import DecisionRecord
from anxin.claims.services import approve
from anxin.funds.selectors import payouts_of
from anxin.identity.types import Actor, Role
from tests.given.claims import a_referred
from tests.given.people import NOON


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_decide_once():
    given = a_referred()
    first, second = (given.city.staff(Role.BUREAU_REVIEWER, name=name) for name in ("孙试审", "周试复"))
    start = threading.Barrier(2)
    done, refused = [], []

    def decide(actor: Actor) -> None:
        try:
            start.wait()
            approve(actor=actor, case_id=given.case_id, at=NOON, reason="同意")
            done.append(actor.name)
        except (WrongStep, Stale) as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(actor,)) for actor in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == 1
    assert len(refused) == 1
    assert len(payouts_of(f"case:{given.case_id}")) == 1
    assert DecisionRecord.objects.get(superseded_at=None).settled_by_name == done[0]
