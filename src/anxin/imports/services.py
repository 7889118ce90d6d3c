"""Taking a table in (导入): upload, map, dry run, run. Each step can be killed and goes on where it stood."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.identity.selectors import actor_for
from anxin.identity.types import Actor
from anxin.imports import tasks
from anxin.imports.models import ImportJob, ImportRow, SavedMapping
from anxin.imports.reading import table_lines
from anxin.imports.registry import importer_for, known_importer
from anxin.imports.types import AT_WORK, Context, Importer, JobState, Line, RowState, Taken
from anxin.kit.clock import now
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.jobs import defer
from anxin.kit.text import fold, tidy

log = logging.getLogger(__name__)

CHUNK: Final = 500
"""Lines taken in one transaction."""

STUCK: Final = timedelta(minutes=3)
REASON_MAX: Final = 300


def import_upload(
    *,
    importer: str,
    source: str,
    name: str,
    content: bytes,
    actor: Actor,
    at: datetime,
    scope: UUID | None = None,
) -> UUID:
    """Keep a table and have it read (上传表格).

    Raises:
        NotFound: no such kind, or not for this actor. BadInput: empty or too large.
    """
    kind = importer_for(importer, actor)
    if not content:
        raise BadInput(_("文件是空的，请重新选择。"), field="file")
    if len(content) > settings.ANXIN_UPLOAD_BYTES_MAX:
        most = settings.ANXIN_UPLOAD_BYTES_MAX // 2**20
        raise BadInput(_("文件超过 %(most)s 兆，请分成几个文件。") % {"most": most}, field="file")
    if source not in dict(kind.sources):
        raise BadInput(_("请选择表格是从哪里来的。"), field="source")
    if kind.scoped != (scope is not None) or actor.account_id is None:
        raise BadInput(_("请从所属的案件页面上传。"))
    with transaction.atomic():
        job = ImportJob.objects.create(
            importer=kind.key,
            source=source,
            scope=scope,
            name=fold(name)[:200] or _("表格"),
            content=content,
            state=JobState.READING.value,
            by_account=actor.account_id,
            by_name=actor.public_name,
            made_at=at,
            touched_at=at,
        )
        _wake(job.pk)
    return job.pk


def _wake(job_id: UUID) -> None:
    defer(tasks.import_go_on, lock=f"import:{job_id}", job_id=str(job_id))


def job_of(job_id: UUID, actor: Actor) -> ImportJob:
    """A table of the actor's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    mine = ImportJob.objects.defer("content").filter(pk=job_id)
    job = mine.filter(by_account=actor.account_id).first() if actor.account_id else None
    if job is None:
        raise NotFound(_("没有找到这次导入，或者不是您上传的。"))
    return job


@transaction.atomic
def import_map(*, job_id: UUID, mapping: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Say which heading stands for which column (对应列), remember it for the source, and check all lines.

    Raises:
        NotFound. BadInput: a required column has no heading, or one heading stands for two columns.
    """
    job = job_of(job_id, actor)
    kind = importer_for(job.importer, actor)
    _state_must_be(job, JobState.MAPPING, JobState.CHECKED)
    wanted = {column.key: mapping.get(column.key, "") for column in kind.columns}
    chosen = {key: heading for key, heading in wanted.items() if heading in job.headers and heading}
    missing = [column.label for column in kind.columns if column.required and column.key not in chosen]
    if missing:
        raise BadInput(_("还没有对应：%(columns)s。") % {"columns": "、".join(missing)})
    if len(set(chosen.values())) != len(chosen):
        raise BadInput(_("同一列对应了两次，请检查。"))
    ImportRow.objects.filter(job=job, state__in=(RowState.GOOD, RowState.BAD)).exclude(
        reason__startswith=FORMULA
    ).update(state=RowState.WAITING.value, reason="")
    bad = ImportRow.objects.filter(job=job, state=RowState.BAD.value).count()
    SavedMapping.objects.update_or_create(
        importer=job.importer, source=job.source, defaults={"mapping": chosen, "saved_at": at}
    )
    job.mapping, job.state, job.touched_at = chosen, JobState.CHECKING.value, at
    job.done_count, job.bad_count = bad, bad
    job.save(update_fields=["mapping", "state", "touched_at", "done_count", "bad_count"])
    _wake(job.pk)


@transaction.atomic
def import_start(*, job_id: UUID, actor: Actor, at: datetime) -> None:
    """Take the good lines in (确认导入).

    Raises:
        NotFound. BadInput: nothing to take, or a kind that takes all lines or none has bad ones.
    """
    job = job_of(job_id, actor)
    kind = importer_for(job.importer, actor)
    _state_must_be(job, JobState.CHECKED)
    if not ImportRow.objects.filter(job=job, state=RowState.GOOD.value).exists():
        raise BadInput(_("没有可以导入的行，请改好表格再上传。"))
    if kind.whole and job.bad_count:
        raise BadInput(_("这种表格要么全部导入，要么都不导入：请先改好有问题的行。"))
    job.state, job.touched_at, job.done_count = JobState.RUNNING.value, at, job.bad_count
    job.save(update_fields=["state", "touched_at", "done_count"])
    _wake(job.pk)


@transaction.atomic
def import_cancel(*, job_id: UUID, actor: Actor, at: datetime) -> None:
    """Stop a table (取消); what was taken already stays."""
    job = job_of(job_id, actor)
    if job.finished_at is None:
        job.state, job.finished_at, job.content = JobState.CANCELLED.value, at, b""
        job.save(update_fields=["state", "finished_at", "content"])


def _state_must_be(job: ImportJob, *states: JobState) -> None:
    if job.state not in states:
        raise BadInput(_("这次导入已经到了别的步骤，请刷新页面。"))


FORMULA: Final = "第"
"""Reasons found while reading begin so and stay when columns are mapped again."""


def go_on(*, job_id: UUID) -> None:
    """Do what a table waits for, until it waits for a person; called by a job and by the sweep."""
    job = ImportJob.objects.filter(pk=job_id).first()
    if job is None:
        return
    steps = {JobState.READING: _read, JobState.CHECKING: _check, JobState.RUNNING: _run}
    step = steps.get(JobState(job.state))
    if step is None:
        return
    try:
        step(job)
    except Refused as refusal:
        _failed(job, refusal)


@transaction.atomic
def _failed(job: ImportJob, refusal: Refused) -> None:
    """Say why; of a table that could not be read to its end nothing stays."""
    if job.state == JobState.READING:
        ImportRow.objects.filter(job=job).delete()
    ImportJob.objects.filter(pk=job.pk).update(
        state=JobState.FAILED.value, problem=refusal.sentence[:400], finished_at=now(), content=b""
    )


def _read(job: ImportJob) -> None:
    """Make rows of the file's lines; begun again from the start when it was interrupted."""
    ImportRow.objects.filter(job=job).delete()
    lines = table_lines(bytes(job.content))
    headers = [fold(cell)[:60] for cell in next(lines, ([], []))[0]]
    if not any(headers):
        raise BadInput(_("表格第一行没有列名，请使用模板。"))
    if len(set(filter(None, headers))) != len([one for one in headers if one]):
        raise BadInput(_("表格有两列同名，请改成不同的列名。"))
    waiting: list[ImportRow] = []
    count = bad = 0
    for number, (cells, formulas) in enumerate(lines, start=2):
        if not any(cells):
            continue
        count, bad = count + 1, bad + bool(formulas)
        waiting.append(_row(job, number, cells[: len(headers)], formulas, headers))
        if len(waiting) >= 2 * CHUNK:
            _write(job, waiting, count)
            waiting = []
    _write(job, waiting, count)
    if not count:
        raise BadInput(_("表格里只有列名，没有内容。"))
    ImportJob.objects.filter(pk=job.pk).update(
        headers=headers,
        mapping=_guess(known_importer(job.importer), job, headers),
        rows_count=count,
        done_count=bad,
        bad_count=bad,
        state=JobState.MAPPING.value,
        content=b"",
        touched_at=now(),
    )


def _row(job: ImportJob, number: int, cells: list[str], formulas: list[int], headers: list[str]) -> ImportRow:
    reason = ""
    if formulas:
        names = "、".join(headers[place] or str(place + 1) for place in formulas if place < len(headers))
        reason = _("第 %(n)s 行“%(names)s”是公式，请改成数值再导入。") % {"n": number, "names": names}
    state = RowState.BAD if formulas else RowState.WAITING
    return ImportRow(job=job, number=number, cells=cells, state=state.value, reason=reason[:REASON_MAX])


def _write(job: ImportJob, rows: list[ImportRow], count: int) -> None:
    ImportRow.objects.bulk_create(rows)
    ImportJob.objects.filter(pk=job.pk).update(rows_count=count, touched_at=now())


def _guess(kind: Importer, job: ImportJob, headers: Sequence[str]) -> dict[str, str]:
    """Columns by what the source used last time, else by their own names and aliases."""
    saved = SavedMapping.objects.filter(importer=job.importer, source=job.source).values_list("mapping", flat=True)
    remembered: Mapping[str, str] = next(iter(saved), {})
    found: dict[str, str] = {}
    for column in kind.columns:
        wanted = [remembered.get(column.key, ""), fold(column.label), *map(fold, column.aliases)]
        heading = next((name for name in wanted if name and name in headers and name not in found.values()), "")
        if heading:
            found[column.key] = heading
    return found


def _lines(job: ImportJob, rows: Sequence[ImportRow]) -> list[Line]:
    places = {key: job.headers.index(heading) for key, heading in job.mapping.items()}
    spelt = {column.key: tidy if column.prose else fold for column in known_importer(job.importer).columns}

    def value(row: ImportRow, key: str, place: int) -> str:
        return spelt.get(key, fold)(row.cells[place]) if place < len(row.cells) else ""

    return [Line(row.number, {key: value(row, key, place) for key, place in places.items()}) for row in rows]


def _context(job: ImportJob) -> Context:
    return Context(job.pk, actor_for(job.by_account), now(), job.source, job.scope)


def _next_rows(job: ImportJob, state: RowState) -> list[ImportRow]:
    return list(ImportRow.objects.filter(job=job, state=state.value).order_by("number")[:CHUNK])


def _check(job: ImportJob) -> None:
    """The dry run: what would be taken, and what is wrong with the rest."""
    kind, context = known_importer(job.importer), _context(job)
    seen = _seen(job, kind)
    while rows := _next_rows(job, RowState.WAITING):
        lines = _lines(job, rows)
        reasons = list(kind.check(lines, context))
        for row, line, reason in zip(rows, lines, reasons, strict=True):
            found = reason or _missing(kind, line) or _twice(kind, line, seen)
            row.state, row.reason = (RowState.BAD if found else RowState.GOOD).value, found[:REASON_MAX]
        if not _noted(job, rows, JobState.CHECKING):
            return
    ImportJob.objects.filter(pk=job.pk, state=JobState.CHECKING.value).update(
        state=JobState.CHECKED.value, touched_at=now()
    )


def _seen(job: ImportJob, kind: Importer) -> dict[str, int]:
    """What an interrupted check had seen already."""
    if kind.same is None:
        return {}
    rows = list(ImportRow.objects.filter(job=job, state=RowState.GOOD.value).order_by("number"))
    return {key: line.number for line in reversed(_lines(job, rows)) if (key := kind.same(line))}


def _missing(kind: Importer, line: Line) -> str:
    empty = [column.label for column in kind.columns if column.required and not line.get(column.key)]
    return _("缺少：%(columns)s。") % {"columns": "、".join(empty)} if empty else ""


def _twice(kind: Importer, line: Line, seen: dict[str, int]) -> str:
    key = kind.same(line) if kind.same else ""
    if not key:
        return ""
    first = seen.setdefault(key, line.number)
    return "" if first == line.number else _("和第 %(n)s 行重复。") % {"n": first}


def _run(job: ImportJob) -> None:
    """Take the good lines in, some hundred in a transaction; a line that fails alone fails alone."""
    kind, context = known_importer(job.importer), _context(job)
    if kind.whole or kind.together:
        rows = list(ImportRow.objects.filter(job=job, state=RowState.GOOD.value).order_by("number"))
        _take(job, kind, context, rows, alone=False)
    else:
        while rows := _next_rows(job, RowState.GOOD):
            if not _take(job, kind, context, rows, alone=True):
                return
    ImportJob.objects.filter(pk=job.pk, state=JobState.RUNNING.value).update(
        state=JobState.DONE.value, finished_at=now(), touched_at=now()
    )


def _take(job: ImportJob, kind: Importer, context: Context, rows: list[ImportRow], *, alone: bool) -> bool:
    """Take a chunk; False when somebody cancelled. With ``alone``, a chunk that fails is halved until only the lines
    that fail stand alone.
    """
    try:
        with transaction.atomic():
            answers = kind.take(_lines(job, rows), context)
            _answered(rows, answers)
            return _noted(job, rows, JobState.RUNNING)
    except Refused as refusal:
        if not alone:
            raise
        answers = [Taken.bad(refusal.sentence)] if len(rows) == 1 else []
    except Exception:
        if not alone:
            raise
        log.exception("import %s: a chunk failed", job.pk)
        answers = [Taken.bad(_("这一行没有导入成功，请联系系统管理员。"))] if len(rows) == 1 else []
    if answers:
        _answered(rows, answers)
        return _noted(job, rows, JobState.RUNNING)
    middle = len(rows) // 2
    return all(_take(job, kind, context, half, alone=True) for half in (rows[:middle], rows[middle:]))


def _answered(rows: Sequence[ImportRow], answers: Sequence[Taken]) -> None:
    for row, answer in zip(rows, answers, strict=True):
        row.state, row.reason = answer.state.value, answer.reason[:REASON_MAX]


def _noted(job: ImportJob, rows: Sequence[ImportRow], while_: JobState) -> bool:
    """Write down what became of lines, and move the bar on; False when the job is no longer at this step."""
    with transaction.atomic():
        for (state, reason), ids in _alike(rows).items():
            ImportRow.objects.filter(pk__in=ids).update(state=state, reason=reason)
        states = [row.state for row in rows]
        return bool(
            ImportJob.objects.filter(pk=job.pk, state=while_.value).update(
                done_count=F("done_count") + len(rows),
                new_count=F("new_count") + states.count(RowState.NEW.value),
                known_count=F("known_count") + states.count(RowState.KNOWN.value),
                bad_count=F("bad_count") + states.count(RowState.BAD.value),
                touched_at=now(),
            )
        )


def _alike(rows: Sequence[ImportRow]) -> dict[tuple[str, str], list[int]]:
    """Lines with the same answer together: most of a good table is one statement."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        found.setdefault((row.state, row.reason), []).append(row.pk)
    return found


def imports_sweep(*, at: datetime) -> int:
    """Go on with tables whose job was lost, and forget the lines of old ones. Gives how many were woken."""
    stuck = ImportJob.objects.filter(
        finished_at=None, state__in=[state.value for state in AT_WORK], touched_at__lt=at - STUCK
    ).values_list("pk", flat=True)
    for job_id in stuck:
        _wake(job_id)
    old = at - timedelta(days=settings.ANXIN_IMPORT_KEPT_DAYS)
    ImportRow.objects.filter(job__finished_at__lt=old).delete()
    return len(stuck)
