"""The jobs the kit has for itself: news that can wait, and what a killed worker was doing when it died."""

from typing import Any

from anxin.kit.jobs import job, periodic, take_from_the_dead


@job(retry=5)
def tell_later(event: str, told: dict[str, Any]) -> None:
    """Call the listeners of an event that nobody has to wait for."""
    from anxin.kit.events import deliver_later

    deliver_later(event, told)


@periodic("* * * * *")
def dead_workers_jobs() -> None:
    """Give the jobs of dead workers to living ones."""
    take_from_the_dead()
