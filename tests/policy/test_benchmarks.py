"""The benchmarks measure what they say and leave nothing behind. They are never timed here."""

import pytest

from anxin.policy.benchmarks import decision, replay
from anxin.policy.models import StoredDecision

pytestmark = pytest.mark.django_db


def test_the_decision_figure_is_measured_beside_a_reference_that_gives_the_same_answers() -> None:
    reported, mixed = decision(count=300)

    assert reported.value > 0
    assert mixed.value > 0
    assert "plain Python" in str(reported)


def test_the_replay_figure_is_measured_and_its_decisions_are_gone_afterwards() -> None:
    (figure,) = replay(count=150)

    assert "150 stored decisions, all lines identical" in str(figure)
    assert not StoredDecision.objects.exists()
