"""Jobs of the market."""

from anxin.kit import clock
from anxin.kit.jobs import periodic
from anxin.market.jobs.services.sweeping import sweep


@periodic("*/10 * * * *")
def market_sweep() -> None:
    """End what ran out, every ten minutes."""
    sweep(at=clock.now())
