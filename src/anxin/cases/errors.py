"""Refusals of the engine: sentences a person can act on."""

from __future__ import annotations

from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused


class NoSuchCase(NotFound):
    """There is no such case, or the actor may not know of it."""


class WrongStep(Refused):
    """The case does not stand where the move starts."""


class MoveBlocked(Refused):
    """The move belongs here, but something is missing or speaks against it."""


class NotYours(NotAllowed):
    """The actor may see the case and may not make this move."""


class Stale(Refused):
    """Somebody else changed the case since the page was opened."""


class FormIncomplete(BadInput):
    """The move's form lacks an answer, or an answer cannot be understood."""
