"""The tax office (税务机关) that collects the premium: what leaves to it and what it reports back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Charge:
    """One platform's premium of a month, for the tax office to collect (应征明细)."""

    bill: str
    payer: str
    credit_code: str
    month: date
    orders: int
    amount_fen: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment as the tax office reports it (入库凭证). ``reference`` is its number, the same however often told."""

    reference: str
    payer: str
    credit_code: str
    month: date
    paid_on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class ChargeFile:
    """A file for the tax office."""

    name: str
    content: bytes


class TaxOffice(Protocol):
    """An adapter. One folder a vendor beside the simulator, one line in the registry."""

    slug: str
    title: str
    is_simulator: bool

    def charge_file(self, month: date, charges: Sequence[Charge]) -> ChargeFile:
        """The month's charges in the office's own layout. The same charges give the same bytes."""

    def send(self, file: ChargeFile) -> None:
        """Hand the file over.

        Raises:
            Refused: the office did not take it; nothing was sent.
        """

    def payments(self) -> Sequence[Paid]:
        """Everything reported as paid that was not yet confirmed as read; repeated until it is."""
