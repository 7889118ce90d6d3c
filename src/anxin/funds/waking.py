"""Asking the worker to look at the payment rows soon."""

from __future__ import annotations

from anxin.kit import jobs


def wake() -> None:
    """Let the payment flow run once the running transaction commits; the rows tell it what to do."""
    from anxin.funds.tasks import payment_flow  # tasks call services, so services may only know them late

    jobs.defer(payment_flow, lock="funds.flow")
