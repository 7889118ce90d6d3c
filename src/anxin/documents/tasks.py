"""Jobs: reading papers, and finding what a killed worker left behind."""

from typing import Final
from uuid import UUID

from anxin.kit import clock
from anxin.kit.jobs import defer, job, periodic

_LANES: Final = 3
"""Jobs with one lock run one after the other, so reading never fills more places of the worker than this: two papers
are read at once and a third waits beside them, and all other work has the places that are left."""


def lane(paper_id: UUID) -> str:
    """The lock under which a paper is read; the same paper always has the same."""
    return f"reading:{paper_id.int % _LANES}"


@job(queue="reading")
def paper_read_job(paper_id: str) -> None:
    """Read one paper."""
    from anxin.documents.services import paper_read

    paper_read(paper_id=UUID(paper_id), at=clock.now())


@job(retry=1)
def paper_glance_job(paper_id: str) -> None:
    """Look at a photograph before it is read."""
    from anxin.documents.services import paper_glance

    paper_glance(paper_id=UUID(paper_id))


@periodic("*/5 * * * *")
def papers_sweep() -> None:
    """Ask again for papers whose reading was lost, and see that the reader is there for the next one."""
    from anxin.documents.services import papers_unstick, reader_keep_warm

    reader_keep_warm()

    for paper_id in papers_unstick(at=clock.now()):
        defer(paper_read_job, lock=lane(paper_id), paper_id=str(paper_id))


@periodic("17 19 * * *")
def files_sweep_nightly() -> None:
    """Remove orphan files, at night in China."""
    from anxin.documents.services import files_sweep

    files_sweep(at=clock.now())
