"""Which banks there are."""

from __future__ import annotations

from anxin.funds.banks.base import Bank
from anxin.funds.banks.simulated import SimulatedBank
from anxin.kit.errors import NotFound

_BANKS: dict[str, type[Bank]] = {SimulatedBank.slug: SimulatedBank}


def bank(slug: str) -> Bank:
    """The adapter of a bank.

    Raises:
        NotFound: no such adapter is installed.
    """
    if slug not in _BANKS:
        raise NotFound(f"没有安装名为“{slug}”的银行接口，请检查设置 ANXIN_BANK。")
    return _BANKS[slug]()


def banks() -> tuple[str, ...]:
    """The names of all adapters."""
    return tuple(_BANKS)
