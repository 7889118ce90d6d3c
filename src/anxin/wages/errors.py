"""Refusals of wage cases: sentences a person can act on."""

from anxin.kit.errors import NotFound, Refused


class NoSuchWageCase(NotFound):
    """There is no such wage case, or the actor may not know of it."""


class SumsDisagree(Refused):
    """A sum would become negative, or more would be paid than is owed."""


class NotReady(Refused):
    """Something has to be done or known first."""
