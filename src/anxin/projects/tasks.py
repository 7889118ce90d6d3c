"""Jobs of projects. Each reads the state again; the nightly one finds what a lost job left behind."""

from uuid import UUID

from anxin.kit.clock import now
from anxin.kit.jobs import job, periodic


@job()
def standing_refresh(project_id: str) -> None:
    """Work the early warning of one project out again."""
    from anxin.projects.services.standing import standing_compute

    standing_compute(project_id=UUID(project_id), at=now())


@periodic("20 17 * * *")
def standings_nightly() -> None:
    """Work all early warnings out again: a day passed, and days are what most signals count (01:20 in China)."""
    from anxin.projects.services.standing import standings_compute

    standings_compute(at=now())
