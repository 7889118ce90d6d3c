"""What a short-message channel is, and which one is in use."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.conf import settings

from anxin.kit.errors import Refused


class NotSent(Refused):
    """The channel could not take the message."""

    status = 503


class Channel(Protocol):
    """A way to send a short message to a phone.

    Attributes:
        key: the name ``ANXIN_SMS`` selects it by.
        label: what pages call it, in Chinese.
        simulated: True when nothing reaches a real phone; every page that relies on it says so.
    """

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    def send(self, *, phone: str, text: str, at: datetime) -> None:
        """Send one message.

        Raises:
            NotSent: it certainly did not leave; the sender may ask again.
        """


_channels: dict[str, Channel] = {}


def register(entry: Channel) -> None:
    """Make a channel selectable."""
    _channels[entry.key] = entry


def channel() -> Channel:
    """The channel in use."""
    try:
        return _channels[settings.ANXIN_SMS]
    except KeyError as error:
        known = ", ".join(sorted(_channels))
        raise LookupError(f"ANXIN_SMS={settings.ANXIN_SMS!r} is not one of: {known}") from error
