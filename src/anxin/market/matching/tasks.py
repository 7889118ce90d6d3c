"""Jobs of matching."""

from anxin.kit import clock
from anxin.kit.jobs import job, periodic
from anxin.market.matching.services.building import index_refresh


@periodic("*/5 * * * *")
def index_tick() -> None:
    """Make an index anew when its tail has grown long."""
    index_refresh(at=clock.now())


@job()
def index_refresh_job() -> None:
    """The same, asked for: after many rows came at once."""
    index_refresh(at=clock.now())
