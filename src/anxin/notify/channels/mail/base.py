"""What sends letters, and which one is in use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. ``unsubscribe`` is the address that ends this kind of letter in one tap."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    unsubscribe: str = ""


class Mailer(Protocol):
    """A way to send letters.

    Attributes:
        key: the name ``ANXIN_MAIL`` selects it by.
        label: what pages call it, in Chinese.
        simulated: True when nothing reaches a real mailbox.
    """

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    def send(self, letter: Letter, *, at: datetime) -> None:
        """Send one letter.

        Raises:
            NotSent: not now. NoAddress: the mailbox does not exist.
        """


_mailers: Final[dict[str, Mailer]] = {}


def register(entry: Mailer) -> None:
    """Make a mailer selectable."""
    _mailers[entry.key] = entry


def mailer() -> Mailer:
    """The mailer in use."""
    try:
        return _mailers[settings.ANXIN_MAIL]
    except KeyError as error:
        known = ", ".join(sorted(_mailers))
        raise LookupError(f"ANXIN_MAIL={settings.ANXIN_MAIL!r} is not one of: {known}") from error
