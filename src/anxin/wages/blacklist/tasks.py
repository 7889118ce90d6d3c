"""Jobs of the blacklist. Each reads the state again."""

from uuid import UUID

from anxin.kit.clock import now
from anxin.kit.jobs import job, periodic


@job()
def letter_written(case_id: str, kind: str, seq: int) -> None:
    """Write a letter of a listing procedure as PDF and put it into the file."""
    from anxin.wages.blacklist.services.letters import letter_write

    letter_write(case_id=UUID(case_id), kind=kind, seq=seq, at=now())


@periodic("40 17 * * *")
def terms_over() -> None:
    """Close procedures of early removal whose original term has passed (01:40 in China)."""
    from anxin.wages.blacklist.services.proposing import terms_close

    terms_close(at=now())
