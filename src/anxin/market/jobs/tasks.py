"""Jobs of the market."""

from uuid import UUID

from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.kit.jobs import defer, job, periodic
from anxin.market.jobs.services.importing import import_run
from anxin.market.jobs.services.sweeping import sweep


@periodic("*/10 * * * *")
def market_sweep() -> None:
    """End what ran out, every ten minutes."""
    sweep(at=clock.now())


@job()
def import_job(import_id: str) -> None:
    """Take a file in; again goes on where it stopped."""
    import_run(import_id=UUID(import_id), actor=Actor.system("批量导入"), at=clock.now())


def import_start(import_id: UUID) -> None:
    """Ask for a file to be taken in, one after the other."""
    defer(import_job, lock="market-import", import_id=str(import_id))
