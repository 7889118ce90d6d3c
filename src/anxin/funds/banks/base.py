"""What every bank adapter does (银行接口)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from anxin.funds.states import Cause

ISO_STATUS: Mapping[str, Cause] = {
    "RCVD": Cause.BANK_ACCEPTS,
    "ACTC": Cause.BANK_ACCEPTS,
    "ACCP": Cause.BANK_ACCEPTS,
    "ACSP": Cause.BANK_ACCEPTS,
    "ACSC": Cause.BANK_ACCEPTS,
    "PDNG": Cause.BANK_ACCEPTS,
    "RJCT": Cause.BANK_REJECTS,
}
"""ISO 20022 item status -> what it means for us. Even "settled" is only accepted: paid is what the statement books."""


class BankFault(Exception):
    """The bank's side said no before taking anything: nothing was sent."""


class BankSilent(BankFault):
    """No answer in time: whether the bank has our file is not known. Never a reason to think it failed."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that waits at the bank."""

    name: str
    content: bytes = field(repr=False)


class Bank(ABC):
    """A bank as the payment desk sees it. Every call may be repeated: the bank knows a file by its MsgId."""

    slug: ClassVar[str]
    name: ClassVar[str]
    is_simulated: ClassVar[bool] = False
    status_causes: ClassVar[Mapping[str, Cause]] = ISO_STATUS
    funding_codes: ClassVar[frozenset[str]] = frozenset()
    """Bookings that bring money into the fund (基金拨入), by the bank's own booking code."""

    @abstractmethod
    def send(self, *, msg_id: str, name: str, content: bytes, at: datetime) -> None:
        """Hand over a payment order.

        Raises:
            BankSilent: no answer; the order may or may not have arrived.
            BankFault: refused at the door; it has not arrived.
        """

    @abstractmethod
    def ask(self, *, msg_id: str, at: datetime) -> bool:
        """Ask what became of an order. True: the bank knows it and will answer by file; False: it never came.

        Raises:
            BankSilent: no answer.
        """

    @abstractmethod
    def collect(self, *, at: datetime) -> Sequence[IncomingFile]:
        """Files that wait for us, oldest first. They wait until acknowledged.

        Raises:
            BankSilent: no answer.
        """

    @abstractmethod
    def again(self, *, since: datetime, at: datetime) -> Sequence[IncomingFile]:
        """Every file made since a moment, acknowledged or not: for books restored from a backup.

        Raises:
            BankSilent: no answer.
        """

    @abstractmethod
    def acknowledge(self, *, name: str) -> None:
        """Say that a file is safely stored here."""
