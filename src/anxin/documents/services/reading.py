"""Having papers read, in a bounded child process."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from anxin.documents import storage
from anxin.documents.events import PaperRead
from anxin.documents.models import Paper, Reading
from anxin.documents.reading.base import Limits, ReadResult, unreadable
from anxin.documents.reading.runner import Bounds, glance_in_child, read_in_child, warm_up
from anxin.documents.services.files import limits
from anxin.documents.services.papers import paper_locked
from anxin.documents.types import RETAKE, PaperKind, PaperState
from anxin.kit.events import emit

ATTEMPTS_MOST: Final = 3
SCENES: Final = (PaperKind.SCENE_PHOTO.value, PaperKind.OTHER.value, "")
"""Kinds that are told apart by their look; two forms of one kind look alike."""


def paper_read(*, paper_id: UUID, at: datetime) -> None:
    """Read a paper (识读) in a child process and keep what it found. A paper that was read is not read again.

    A paper whose reader died three times is left to people. A paper that the product itself made is only
    given its preview pages.
    """
    with transaction.atomic():
        paper = paper_locked(paper_id)
        if paper.state == PaperState.READ.value:
            if not paper.pages:
                _preview(paper)
            return
        paper.attempts += 1
        paper.state, paper.state_since = PaperState.READING.value, at
        paper.save(update_fields=["attempts", "state", "state_since"])
    result = _result(paper)
    with transaction.atomic():
        _keep(paper_locked(paper_id), result, at)


def paper_glance(*, paper_id: UUID) -> None:
    """Look at a photograph (先看一眼) and keep what is plainly wrong with it, so that its taker need not wait.

    A glance is worth nothing once the paper is read, and it never stands in the way of reading.
    """
    row = Paper.objects.filter(pk=paper_id, state__in=_UNREAD).values_list("file__sha256", flat=True).first()
    if row is None:
        return
    try:
        content = storage.read(row)
    except storage.FileDamaged:
        return
    seen = glance_in_child(content=content, limits=limits(), bounds=_bounds())
    Paper.objects.filter(pk=paper_id, state__in=_UNREAD).update(glance=seen)


_UNREAD: Final = (PaperState.STORED.value, PaperState.READING.value)


def papers_unstick(*, at: datetime) -> list[UUID]:
    """Papers whose job was lost or killed: they wait longer than any reading takes. They want a new job."""
    before = at - 2 * timedelta(seconds=_bounds().wall_seconds)
    stuck = Paper.objects.filter(state__in=(PaperState.STORED.value, PaperState.READING.value), state_since__lt=before)
    return list(stuck.values_list("pk", flat=True)[:500])


def _result(paper: Paper) -> ReadResult:
    if paper.attempts > ATTEMPTS_MOST:
        return unreadable("reader_died", "这份材料没能自动识读，请工作人员对照原件填写。")
    try:
        return _read(paper, limits())
    except storage.FileDamaged:
        return unreadable("file_damaged", "存储的原件已损坏，请联系系统管理员从备份恢复，或请申请人重新提交。")


def _read(paper: Paper, most: Limits) -> ReadResult:
    content = storage.read(paper.file.sha256)
    kind = PaperKind(paper.kind) if paper.kind else None
    result = read_in_child(name="", content=content, kind=kind, limits=most, bounds=_bounds())
    storage.previews_write(paper.file.sha256, result.previews)
    return result


def reader_keep_warm() -> None:
    """Start the reading process ahead of the next paper; a running one stays as it is."""
    warm_up(_bounds())


def _bounds() -> Bounds:
    return Bounds(memory_mb=settings.ANXIN_READING_MEMORY_MB, seconds=settings.ANXIN_READING_SECONDS)


def _preview(paper: Paper) -> None:
    result = _read(paper, replace(limits(), ocr=False))
    paper.pages = len(result.previews)
    paper.save(update_fields=["pages"])


def _keep(paper: Paper, result: ReadResult, at: datetime) -> None:
    data = result.as_json()
    Reading.objects.create(
        paper=paper,
        reader=result.reader,
        kind=result.kind.value if result.kind else "",
        fields=data["fields"],
        problems=data["problems"],
        milliseconds=result.milliseconds,
        at=at,
    )
    paper.state = (PaperState.READ if result.readable else PaperState.UNREADABLE).value
    paper.state_since = at
    paper.kind = paper.kind or (result.kind.value if result.kind else "")
    paper.pages = len(result.previews)
    paper.look = result.look if paper.kind in SCENES else None
    if paper.first_complete is None:
        paper.first_complete = result.readable and not any(one.code in RETAKE for one in result.problems)
    paper.save(update_fields=["state", "state_since", "kind", "pages", "first_complete", "look"])
    emit(PaperRead(paper.pk, paper.subject, paper.kind, paper.state))
