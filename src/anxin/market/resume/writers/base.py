"""What a writer is, and which one is in use."""

from __future__ import annotations

from typing import Final, Protocol

from django.conf import settings

from anxin.kit.errors import Refused


class NoAnswer(Refused):
    """The model did not answer; the worker's own words stand as they are."""

    status = 503


class Writer(Protocol):
    """Puts a worker's own words more smoothly. It is told no name, no number, no phone.

    Attributes:
        key: the name ``ANXIN_WRITER`` selects it by.
        label: what pages call it, in Chinese.
    """

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    def polish(self, *, words: str, trade: str) -> str:
        """The same content in smoother sentences.

        Raises:
            NoAnswer: it could not be reached or answered nonsense.
        """


_writers: Final[dict[str, Writer]] = {}


def register(entry: Writer) -> None:
    """Make a writer selectable."""
    _writers[entry.key] = entry


def writer() -> Writer | None:
    """The writer in use; ``None`` where the bureau has not chosen one, which is the rule."""
    if not settings.ANXIN_WRITER:
        return None
    try:
        return _writers[settings.ANXIN_WRITER]
    except KeyError as error:
        known = ", ".join(sorted(_writers))
        raise LookupError(f"ANXIN_WRITER={settings.ANXIN_WRITER!r} is not one of: {known}") from error
