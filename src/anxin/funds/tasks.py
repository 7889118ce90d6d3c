"""Jobs of ``funds``. They only wake the services; the payment rows say what is due."""

from __future__ import annotations

from anxin.funds.services.flow import payment_day
from anxin.funds.services.reconcile import reconcile
from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.kit.jobs import job, periodic


@job()
def payment_flow() -> None:
    """Do what is due now: somebody has just released a batch or brought a file."""
    payment_day(at=clock.now())


@periodic("*/2 * * * *")
def payment_flow_tick() -> None:
    """The same, every two minutes, for what no job was left behind for."""
    payment_day(at=clock.now())


@periodic("17 * * * *")
def reconcile_hourly() -> None:
    """Check the books every hour; broken books stop payments."""
    reconcile(freeze=True, actor=Actor.system(), at=clock.now())
