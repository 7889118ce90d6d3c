"""What a way out is. The page itself needs none: a message row is the message on the page."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from anxin.notify.types import Audience, Recipient


class NotSent(Exception):
    """The channel could not take the message now; it is tried again later."""


class NoAddress(Exception):
    """The recipient has no address in this channel; trying again is of no use."""


class Channel(Protocol):
    """A way out (发送渠道)."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    @property
    def audiences(self) -> frozenset[Audience]:
        """Whom it reaches."""
        ...

    def send(self, *, delivery_id: UUID, recipient: Recipient, text: str, at: datetime) -> None:
        """Send one message; ``delivery_id`` lets the other side drop a repeat.

        Raises:
            NotSent: not now. NoAddress: never.
        """


_channels: Final[dict[str, Channel]] = {}


def register(entry: Channel) -> None:
    """Make a channel one that messages leave through."""
    _channels[entry.key] = entry


def channel(key: str) -> Channel | None:
    """A channel by its key; nothing when it was taken out of service."""
    return _channels.get(key)


def channels_for(audience: Audience) -> tuple[Channel, ...]:
    """The channels that reach an audience."""
    return tuple(entry for entry in _channels.values() if audience in entry.audiences)
