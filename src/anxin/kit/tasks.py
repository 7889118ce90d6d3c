"""The one job the kit has for itself: what a killed worker was doing when it died."""

from anxin.kit.jobs import periodic, take_from_the_dead


@periodic("* * * * *")
def dead_workers_jobs() -> None:
    """Give the jobs of dead workers to living ones."""
    take_from_the_dead()
