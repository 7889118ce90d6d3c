"""Looking at papers. This context knows no cases: whoever asks has checked that the subject may be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import ExpressionWrapper, F, Func, IntegerField, QuerySet, Value
from django.utils.translation import gettext as _

from anxin.documents import storage
from anxin.documents.checks import findings
from anxin.documents.fields import specs
from anxin.documents.models import FieldConfirmation, Paper, Reading, ReceiptUse, ReceiptVerification
from anxin.documents.reading.base import boxes_from_json
from anxin.documents.tickets import ticket_blind
from anxin.documents.types import (
    FieldSpec,
    FieldView,
    FileRef,
    FirstGo,
    PaperKind,
    PaperState,
    PaperView,
    Problem,
    ReceiptClaim,
    VerificationView,
)
from anxin.kit.errors import NotFound
from anxin.kit.statements import Prepared


def paper(paper_id: UUID) -> PaperView:
    """A paper with fields, problems and state.

    Raises:
        NotFound: when there is none.
    """
    rows = list(Paper.objects.filter(pk=paper_id).select_related("file"))
    if not rows:
        raise NotFound(_("没有找到这份材料。请刷新页面后再试。"))
    return _views(rows)[0]


def papers_of(subject: str, *more: str) -> tuple[PaperView, ...]:
    """The papers of one or several subjects, oldest first, in three queries."""
    rows = Paper.objects.filter(subject__in=(subject, *more)).select_related("file").order_by("added_at", "id")
    return _views(list(rows))


def papers(paper_ids: Iterable[UUID], *, by_whom: bool = True) -> dict[UUID, PaperView]:
    """Several papers at once, in three queries.

    Args:
        by_whom: also who confirmed each field, and when; a decision does not ask, and opening sealed names takes time.
    """
    ids = list(paper_ids)
    return {view.id: view for view in _views(_papers(ids=ids), by_whom=by_whom)} if ids else {}


_papers = Prepared(lambda ids: Paper.objects.filter(pk__in=ids).select_related("file"))


def subject_of(paper_id: UUID) -> str | None:
    """What a paper was handed in for, so that the caller can ask whether it may be seen."""
    return Paper.objects.filter(pk=paper_id).values_list("subject", flat=True).first()


def values(paper_id: UUID) -> dict[str, Any]:
    """Field name to value: what a person confirmed, else what was read, else ``None``."""
    return paper(paper_id).values()


def preview(paper_id: UUID, page: int) -> bytes | None:
    """A page as a re-encoded JPEG without any metadata; nothing while it is not read."""
    digest = Paper.objects.filter(pk=paper_id).values_list("file__sha256", flat=True).first()
    return storage.preview_read(digest, page) if digest else None


def original(paper_id: UUID) -> tuple[FileRef, bytes]:
    """The original file, for hand-over and archiving; never to be shown in a browser.

    Raises:
        NotFound: when there is no such paper.
        FileDamaged: when the bytes on disk are not those that were stored.
    """
    row = Paper.objects.filter(pk=paper_id).select_related("file").first()
    if row is None:
        raise NotFound(_("没有找到这份材料。请刷新页面后再试。"))
    file = row.file
    return FileRef(file.pk, file.sha256, file.media_type, file.size_bytes), storage.read(file.sha256)


def same_file_elsewhere(paper_id: UUID) -> tuple[str, ...]:
    """Other subjects in which the very same file was handed in."""
    row = Paper.objects.filter(pk=paper_id).values_list("file_id", "subject").first()
    if row is None:
        return ()
    others = Paper.objects.filter(file_id=row[0]).exclude(subject=row[1]).order_by("added_at")
    return tuple(dict.fromkeys(others.values_list("subject", flat=True)))


_ALIKE: Final = 4
"""Looks that differ in fewer bits of 64 are of one photograph."""


def similar_elsewhere(paper_id: UUID) -> tuple[str, ...]:
    """Other subjects in which almost the same photograph of a scene was handed in."""
    row = Paper.objects.filter(pk=paper_id).values_list("look", "subject", "file_id").first()
    if row is None or row[0] is None:
        return ()
    look, subject, file_id = row
    unlike = Func(F("look"), Value(look), template="bit_count((%(expressions)s)::bit(64))", arg_joiner=" # ")
    others = Paper.objects.filter(look__isnull=False).exclude(subject=subject).exclude(file_id=file_id)
    near = others.annotate(unlike=ExpressionWrapper(unlike, IntegerField())).filter(unlike__lt=_ALIKE)
    return tuple(dict.fromkeys(near.order_by("added_at").values_list("subject", flat=True)[:20]))


def receipt_use(code: str, number: str) -> ReceiptClaim | None:
    """Who has a receipt in use, if anybody; ``taken`` is true when somebody has."""
    live = ReceiptUse.objects.filter(ticket_blind=ticket_blind(code, number), released_at=None).first()
    return ReceiptClaim(taken=True, used_by=live.subject, used_at=live.taken_at) if live else None


def verification(paper_id: UUID) -> VerificationView | None:
    """The newest word of the issuing office on a receipt."""
    row = ReceiptVerification.objects.filter(paper_id=paper_id).order_by("-at", "-id").first()
    return VerificationView(row.verdict, row.platform, row.reference, row.by_name, row.at) if row else None


def first_goes(*, since: datetime, subjects: Collection[str] | QuerySet[Any] | None = None) -> tuple[FirstGo, ...]:
    """How often the first paper of a kind in a file was complete at once (一次拍清), by kind.

    Args:
        since: papers handed in from then on.
        subjects: only in these files (names, or a query for them); all when not given.
    """
    firsts = Paper.objects.filter(added_at__gte=since, first_complete__isnull=False).exclude(kind="")
    if subjects is not None:
        firsts = firsts.filter(subject__in=subjects)
    newest = firsts.order_by("subject", "kind", "added_at", "id").distinct("subject", "kind")
    counts: dict[str, list[int]] = {}
    for kind, complete in newest.values_list("kind", "first_complete"):
        seen = counts.setdefault(kind, [0, 0])
        seen[0], seen[1] = seen[0] + bool(complete), seen[1] + 1
    return tuple(FirstGo(PaperKind(kind), *counts[kind]) for kind in PaperKind if kind in counts)


class _Confirmed(NamedTuple):
    """What a person said of a field."""

    value: Any
    by_name: str = ""
    at: datetime | None = None


_newest_readings = Prepared(
    lambda ids: Reading.objects.filter(paper_id__in=ids).order_by("paper_id", "-at", "-id").distinct("paper_id")
)


def _newest(ids: Collection[UUID]) -> Any:
    rows = FieldConfirmation.objects.filter(paper_id__in=ids).order_by("paper_id", "field", "-at", "-id")
    return rows.distinct("paper_id", "field")


_confirmed_by_whom: Prepared[Any] = Prepared(
    lambda ids: _newest(ids).values_list("paper_id", "field", "value", "by_name", "at")
)
_confirmed_values: Prepared[Any] = Prepared(lambda ids: _newest(ids).values_list("paper_id", "field", "value"))


def _views(rows: list[Paper], *, by_whom: bool = True) -> tuple[PaperView, ...]:
    ids = [row.pk for row in rows]
    if not ids:
        return ()
    readings = {reading.paper_id: reading for reading in _newest_readings(ids=ids)}
    confirmed: dict[UUID, dict[str, _Confirmed]] = defaultdict(dict)
    for paper_id, name, *entry in (_confirmed_by_whom if by_whom else _confirmed_values)(ids=ids):
        confirmed[paper_id][name] = _Confirmed(*entry)
    return tuple(_view(row, readings.get(row.pk), confirmed[row.pk]) for row in rows)


def _view(row: Paper, reading: Reading | None, confirmed: Mapping[str, _Confirmed]) -> PaperView:
    kind = PaperKind(row.kind) if row.kind else None
    read: Mapping[str, Any] = reading.fields if reading else {}
    fields = tuple(_field(spec, read.get(spec.name), confirmed.get(spec.name)) for spec in specs(kind))
    noticed = tuple(Problem(**problem) for problem in reading.problems) if reading else ()
    return PaperView(
        id=row.pk,
        kind=kind,
        state=PaperState(row.state),
        subject=row.subject,
        name=row.name,
        media_type=row.file.media_type,
        sha256=row.file.sha256,
        pages=row.pages,
        fields=fields,
        problems=(*noticed, *findings(kind, {field.name: field.value for field in fields})),
        added_by=row.added_by_name,
        added_at=row.added_at,
        file_id=row.file_id,
        glance=row.glance,
    )


def _field(spec: FieldSpec, read: Mapping[str, Any] | None, entry: _Confirmed | None) -> FieldView:
    return FieldView(
        name=spec.name,
        label=spec.label,
        type=spec.type,
        read=read["value"] if read else None,
        confidence=read["confidence"] if read else None,
        boxes=boxes_from_json(read["boxes"]) if read else (),
        confirmed=entry.value if entry else None,
        is_confirmed=entry is not None,
        confirmed_by=entry.by_name if entry else "",
        confirmed_at=entry.at if entry else None,
    )
