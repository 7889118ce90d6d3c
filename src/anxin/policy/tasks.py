"""Timetabled work of the policy context."""

import logging

from anxin.kit.clock import now
from anxin.kit.jobs import periodic
from anxin.policy.services.standing import replay_sample

log = logging.getLogger(__name__)


@periodic("20 19 * * *")
def replay_nightly() -> None:
    """Replay a sample of past decisions at 03:20 Shanghai time; a difference is an alarm."""
    totals = replay_sample(at=now())
    if totals.different:
        log.error("%s of %s replayed decisions came out differently", len(totals.different), totals.replayed)
