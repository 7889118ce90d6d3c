"""What a real-name check is, and which provider is in use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.conf import settings


class RealNameVerdict(StrEnum):
    """What a provider says about a name, a number and a phone together."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RealNameAnswer:
    """A verdict. ``unknown`` means ask again later, never "no". ``reference`` is the provider's own number."""

    verdict: RealNameVerdict
    reference: str = ""


class RealNameProvider(Protocol):
    """A register that knows which name belongs to which number (实名核验).

    Attributes:
        key: the name ``ANXIN_REAL_NAME`` selects it by.
        label: what pages call it, in Chinese.
        simulated: True when no real register is asked; pages say so.
    """

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    def check(self, *, name: str, id_number: str, phone: str) -> RealNameAnswer:
        """Ask. A provider that cannot be reached answers ``unknown``; it does not raise."""


_providers: dict[str, RealNameProvider] = {}


def register(entry: RealNameProvider) -> None:
    """Make a provider selectable."""
    _providers[entry.key] = entry


def provider() -> RealNameProvider:
    """The provider in use."""
    try:
        return _providers[settings.ANXIN_REAL_NAME]
    except KeyError as error:
        known = ", ".join(sorted(_providers))
        raise LookupError(f"ANXIN_REAL_NAME={settings.ANXIN_REAL_NAME!r} is not one of: {known}") from error
