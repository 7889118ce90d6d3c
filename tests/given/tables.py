"""Tables as people send them: Excel with any cells, and a whole import driven to its end."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import UUID

from openpyxl import Workbook

from anxin.identity.types import Actor
from anxin.imports.models import ImportJob
from anxin.imports.services import go_on, import_map, import_start, import_upload
from tests.given.people import NOON


def a_workbook(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """An Excel file whose texts beginning with ``=`` are formulas, as Excel itself would store them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def uploaded(
    actor: Actor, content: bytes, *, importer: str, source: str = "default", scope: UUID | None = None
) -> ImportJob:
    """A table uploaded and read."""
    job_id = import_upload(
        importer=importer, source=source, name="名单.xlsx", content=content, actor=actor, at=NOON, scope=scope
    )
    go_on(job_id=job_id)
    return ImportJob.objects.get(pk=job_id)


def checked(actor: Actor, content: bytes, **where: Any) -> ImportJob:
    """A table mapped as guessed, and checked."""
    job = uploaded(actor, content, **where)
    import_map(job_id=job.pk, mapping=job.mapping, actor=actor, at=NOON)
    go_on(job_id=job.pk)
    return ImportJob.objects.get(pk=job.pk)


def imported(actor: Actor, content: bytes, **where: Any) -> ImportJob:
    """A table taken in."""
    job = checked(actor, content, **where)
    import_start(job_id=job.pk, actor=actor, at=NOON)
    go_on(job_id=job.pk)
    return ImportJob.objects.get(pk=job.pk)
