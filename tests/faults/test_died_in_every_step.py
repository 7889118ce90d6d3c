"""The main job dies in each of its steps, before its commit and after it, and still pays once.

The bank is outside the database: what it was told before a rollback stays told, as after a real crash.
"""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress

import pytest
from django.db import transaction

from anxin.claims.models import InjuryClaim
from anxin.claims.walkthrough import STEPS, Step, Walk, begin, pay, report
from anxin.documents.specimens.cases import RIB
from anxin.funds.failpoints import armed
from anxin.funds.selectors import payouts_of
from anxin.funds.services import reconcile
from anxin.identity.types import Actor
from anxin.kit.clock import now
from tests.given.payment_city import Killed
from tests.given.shelf import drawn_cases

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_process_that_dies_in_every_step_pays_once_and_loses_nothing(deaths, settings, tmp_path):
    settings.ANXIN_DEMO, settings.ANXIN_DATA = True, tmp_path / "data"
    folder, walk, died = tmp_path / "rib-fracture", None, Counter()
    shutil.copytree(drawn_cases() / folder.name, folder)

    for position, step in enumerate(STEPS):
        for _death in range(deaths):
            dies_before_its_commit(step, again(folder, position), died)
        walk = again(folder, position)
        step[1](walk)
        step[1](again(folder, position + 1))

    assert walk is not None
    claim = InjuryClaim.objects.get()
    assert died.keys() == {name for name, _act in STEPS}
    assert walk.step in ("paid", "closed")
    assert [payment.amount_fen for payment in payouts_of(f"case:{claim.pk}")] == [RIB.total_fen]
    assert reconcile(freeze=False, actor=Actor.system(), at=now()).exit_code == 0


def dies_before_its_commit(step: Step, walk: Walk, died: Counter[str]) -> None:
    """The process is gone before a step is kept; payment commits in stages, so it dies when the bank has the file."""

    def die() -> None:
        died[step[0]] += 1
        raise Killed

    def act() -> None:
        if step[1] is pay:
            with armed("send.after", die):
                step[1](walk)
        else:
            with transaction.atomic():
                step[1](walk)
                die()

    with suppress(Killed):
        act()


def again(folder, position: int) -> Walk:
    """A new process that knows nothing but the folder; a phone that has not heard an answer sends its report again."""
    walk = begin(folder)
    if position > [act for _name, act in STEPS].index(report):
        report(walk)
    return walk
