"""Forgetting requests in their time."""

from datetime import timedelta

from anxin.kit.clock import now
from anxin.kit.jobs import periodic
from anxin.platforms.models import RequestRow

BODY_DAYS = 7
REQUEST_DAYS = 30


@periodic("11 * * * *")
def requests_prune() -> None:
    """Bodies of refused requests are kept a week, the log itself a month."""
    at = now()
    RequestRow.objects.filter(at__lt=at - timedelta(days=BODY_DAYS), body__isnull=False).update(body=None)
    RequestRow.objects.filter(at__lt=at - timedelta(days=REQUEST_DAYS)).delete()
