"""Looking at tables that were taken in: everybody sees his own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from anxin.identity.types import Actor
from anxin.imports.models import ImportJob, ImportRow
from anxin.imports.registry import known_importer
from anxin.imports.services import job_of
from anxin.imports.types import BadLine, JobState, JobView, RowState

EXAMPLES: Final = 3
SHOWN: Final = 50


def import_view(actor: Actor, job_id: UUID) -> JobView:
    """One table with a few of its lines.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    job = job_of(job_id, actor)
    return _view(job, tuple(_examples(job)))


def imports_of_actor(actor: Actor, *, scope: UUID | None = None, most: int = 20) -> tuple[JobView, ...]:
    """The actor's own tables, newest first."""
    if actor.account_id is None:
        return ()
    rows = ImportJob.objects.defer("content").filter(by_account=actor.account_id)
    rows = rows.filter(scope=scope) if scope else rows
    return tuple(_view(job, ()) for job in rows.order_by("-made_at")[:most])


def bad_lines(actor: Actor, job_id: UUID, *, most: int | None = SHOWN) -> Iterator[BadLine]:
    """Lines that were not taken, with the reason and their cells, in the order of the file.

    Raises:
        NotFound
    """
    job = job_of(job_id, actor)
    rows = ImportRow.objects.filter(job=job, state=RowState.BAD.value).order_by("number")
    for row in (rows[:most] if most else rows).iterator(chunk_size=500):
        yield BadLine(row.number, row.reason, tuple(str(cell) for cell in row.cells))


def _examples(job: ImportJob) -> Iterator[tuple[str, ...]]:
    for row in ImportRow.objects.filter(job=job).order_by("number")[:EXAMPLES]:
        yield tuple(str(cell) for cell in row.cells)


def _view(job: ImportJob, examples: tuple[tuple[str, ...], ...]) -> JobView:
    kind = known_importer(job.importer)
    return JobView(
        id=job.pk,
        importer=job.importer,
        label=kind.label,
        source=job.source,
        source_label=dict(kind.sources).get(job.source, job.source),
        scope=job.scope,
        name=job.name,
        state=JobState(job.state),
        rows=job.rows_count,
        done=job.done_count,
        good=job.rows_count - job.bad_count,
        new=job.new_count,
        known=job.known_count,
        bad=job.bad_count,
        problem=job.problem,
        headers=tuple(job.headers),
        mapping=job.mapping,
        made_at=job.made_at,
        finished_at=job.finished_at,
        examples=examples,
    )
