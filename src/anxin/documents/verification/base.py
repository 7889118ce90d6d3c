"""What it means to verify a receipt (票据查验), and which platform is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from django.conf import settings


class Verdict(StrEnum):
    """What the issuing office says about a ticket."""

    GENUINE = "genuine"
    VOID = "void"
    DIFFERENT = "different"
    NOT_FOUND = "not_found"
    UNANSWERED = "unanswered"


VERDICT_NAMES: Final[dict[Verdict, str]] = {
    Verdict.GENUINE: "查验一致",
    Verdict.VOID: "已作废或已红冲",
    Verdict.DIFFERENT: "与开票信息不一致",
    Verdict.NOT_FOUND: "查无此票",
    Verdict.UNANSWERED: "平台没有答复",
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a platform is asked about. No name and no ID number: the ticket's own numbers suffice."""

    code: str
    number: str
    check: str
    issued_on: date | None
    total_fen: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with the platform's own reference. ``unanswered`` means ask again later, never "no"."""

    verdict: Verdict
    reference: str = field(default="")


class Verifier(Protocol):
    """A platform on which receipts are verified.

    Attributes:
        key: the name ``ANXIN_RECEIPT_CHECK`` selects it by.
        label: what pages call it, in Chinese.
        online: False where a person looks a ticket up elsewhere and notes the result.
    """

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def online(self) -> bool: ...

    def check(self, ticket: Ticket) -> Answer:
        """Ask. A platform that cannot be reached answers ``unanswered``; it does not raise."""


_verifiers: Final[dict[str, Verifier]] = {}


def register(entry: Verifier) -> None:
    """Make a platform selectable."""
    _verifiers[entry.key] = entry


def verifier() -> Verifier:
    """The platform in use."""
    try:
        return _verifiers[settings.ANXIN_RECEIPT_CHECK]
    except KeyError as error:
        known = ", ".join(sorted(_verifiers))
        raise LookupError(f"ANXIN_RECEIPT_CHECK={settings.ANXIN_RECEIPT_CHECK!r} is not one of: {known}") from error
