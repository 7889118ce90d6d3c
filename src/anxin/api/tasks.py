"""Forgetting what no retry can ask for any more."""

from datetime import timedelta

from anxin.api.auth import CLOCK_SKEW
from anxin.api.models import KeptAnswer, SeenNonce
from anxin.kit.clock import now
from anxin.kit.jobs import periodic

ANSWER_DAYS = 7


@periodic("*/5 * * * *")
def nonces_prune() -> None:
    """A request older than the clock may differ is refused by its time; its nonce need not be kept."""
    SeenNonce.objects.filter(seen_at__lt=now() - 2 * CLOCK_SKEW).delete()


@periodic("23 19 * * *")
def answers_prune() -> None:
    """Answers are kept for a week of retries."""
    KeptAnswer.objects.filter(at__lt=now() - timedelta(days=ANSWER_DAYS)).delete()
