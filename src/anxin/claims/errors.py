"""Refusals of claims: sentences a person can act on."""

from anxin.kit.errors import NotAllowed, NotFound, Refused


class NoSuchClaim(NotFound):
    """There is no such claim, or the actor may not know of it."""


class NotReady(Refused):
    """Something is missing before this can be done."""


class NoPayee(NotReady):
    """Nobody knows where the money should go."""


class AlreadyAnswered(Refused):
    """The platform has answered before, and differently."""


class SecondPersonNeeded(NotAllowed):
    """The same person may not decide twice in one matter."""
