"""Jobs: reading papers, and finding what a killed worker left behind."""

from uuid import UUID

from anxin.kit import clock
from anxin.kit.jobs import defer, job, periodic


@job(queue="reading")
def paper_read_job(paper_id: str) -> None:
    """Read one paper."""
    from anxin.documents.services import paper_read

    paper_read(paper_id=UUID(paper_id), at=clock.now())


@periodic("*/5 * * * *")
def papers_sweep() -> None:
    """Ask again for papers whose reading was lost, and see that the reader is there for the next one."""
    from anxin.documents.services import papers_unstick, reader_keep_warm

    reader_keep_warm()

    for paper_id in papers_unstick(at=clock.now()):
        defer(paper_read_job, lock=f"paper:{paper_id}", paper_id=str(paper_id))


@periodic("17 19 * * *")
def files_sweep_nightly() -> None:
    """Remove orphan files, at night in China."""
    from anxin.documents.services import files_sweep

    files_sweep(at=clock.now())
