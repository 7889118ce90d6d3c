"""Jobs of wage cases. Each reads the state again; what a lost job left behind is found by a sweep."""

from uuid import UUID

from anxin.kit.clock import now
from anxin.kit.jobs import job, periodic


@job()
def letter_written(letter_id: str) -> None:
    """Write the PDF of a letter and put it into the file."""
    from anxin.wages.services.letters import letter_write

    letter_write(letter_id=UUID(letter_id), at=now())


@periodic("*/10 * * * *")
def sweep_letters() -> None:
    """Letters whose job was lost."""
    from anxin.wages.services.sweeping import letters_sweep

    letters_sweep(at=now())
