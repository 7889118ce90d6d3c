"""Jobs: having messages leave."""

from datetime import timedelta
from uuid import UUID

from anxin.kit import clock
from anxin.kit.jobs import defer, job, periodic

HOOK_DAYS = 30


@job()
def deliver_job() -> None:
    """Send what waits."""
    from anxin.notify.services import deliver

    deliver(at=clock.now())


@periodic("* * * * *")
def deliver_sweep() -> None:
    """Send what waits although its job was lost, or whose next try is due."""
    deliver_job()


@job()
def groups_deliver_job() -> None:
    """Send what waits for groups."""
    from anxin.notify.services import groups_deliver

    groups_deliver(at=clock.now())


@periodic("* * * * *")
def groups_deliver_sweep() -> None:
    """Send what waits for groups although its job was lost, or whose turn has come."""
    groups_deliver_job()


@job()
def hooks_job(endpoint_id: str) -> None:
    """Send what is due to one platform's address; each address has its own line, so a slow one holds up nobody."""
    from anxin.notify.webhooks.services import hooks_deliver

    hooks_deliver(endpoint_id=UUID(endpoint_id), at=clock.now())


@periodic("* * * * *")
def hooks_sweep() -> None:
    """Ask again for every address that something waits for."""
    from anxin.notify.models import HookDelivery

    at = clock.now()
    due = HookDelivery.objects.filter(state="waiting", next_at__lte=at, endpoint__active=True)
    for endpoint_id in due.values_list("endpoint_id", flat=True).distinct():
        defer(hooks_job, lock=f"hook:{endpoint_id}", endpoint_id=str(endpoint_id))


@periodic("41 18 * * *")
def hooks_prune() -> None:
    """News are kept for a month, so that a receiver can ask for them again."""
    from anxin.notify.models import HookMessage

    HookMessage.objects.filter(at__lt=clock.now() - timedelta(days=HOOK_DAYS)).delete()
