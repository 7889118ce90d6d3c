"""Looking for newcomers."""

from anxin.kit.clock import now
from anxin.kit.jobs import periodic


@periodic("7,37 * * * *")
def people_look() -> None:
    """Somebody's first order of a platform today makes a newcomer, who is told within the half hour."""
    from anxin.prevention.services import people_note

    people_note(at=now())
