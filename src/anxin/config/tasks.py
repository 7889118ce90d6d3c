"""Periodic work of the demo city. Elsewhere it does nothing."""

from uuid import UUID

from django.conf import settings

from anxin.kit import clock
from anxin.kit.jobs import job, periodic


@periodic("*/10 * * * *")
def simulated_platform() -> None:
    """The simulated platform goes on sending the demo workers' orders."""
    if not settings.ANXIN_DEMO:
        return
    from anxin.config.demo.platform import orders_of_today
    from anxin.identity.demo import seed

    now = clock.now()
    orders_of_today(seed(now), now)


@job(retry=1)
def photographed_papers(case_id: str, number: int) -> None:
    """Papers of a demo story as photographs, read like any other."""
    if not settings.ANXIN_DEMO:
        return
    from anxin.config.demo.photographs import photographs_hand_in

    photographs_hand_in(UUID(case_id), number, clock.now())


@job()
def market_city() -> None:
    """Fill the gig market of the demo city, after the web process answers. Again changes nothing."""
    if not settings.ANXIN_DEMO:
        return
    from anxin.config.demo.market import fill

    fill(clock.now())
