"""What a way out is. The page itself needs none: a message row is the message on the page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, Protocol

from anxin.notify.types import Audience, Outgoing


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

    @property
    def on_request(self) -> bool:
        """True for a way that is used only when the sender names it."""
        ...

    @property
    def per_minute(self) -> int | None:
        """How many messages it takes in a minute; ``None`` for no limit of ours."""
        ...

    def send(self, message: Outgoing, *, at: datetime) -> None:
        """Send one message.

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


def channels_for(audience: Audience, *, through: Collection[str] | None = None) -> tuple[Channel, ...]:
    """The channels that reach an audience: those named in ``through``, else all that need not be asked for."""
    reaching = (entry for entry in _channels.values() if audience in entry.audiences)
    if through is None:
        return tuple(entry for entry in reaching if not entry.on_request)
    return tuple(entry for entry in reaching if entry.key in through)
