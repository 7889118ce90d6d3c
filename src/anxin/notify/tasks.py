"""Jobs: having messages leave."""

from anxin.kit import clock
from anxin.kit.jobs import job, periodic


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
