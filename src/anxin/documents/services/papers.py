"""Handing in papers, and confirming what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.documents.events import FieldsConfirmed, PaperAdded
from anxin.documents.fields import values_parse
from anxin.documents.keepers import confirmable
from anxin.documents.models import FieldConfirmation, Paper, Reading, StoredFile
from anxin.documents.reading.sniff import IMAGES
from anxin.documents.tasks import lane, paper_glance_job, paper_read_job
from anxin.documents.types import PaperKind, PaperState
from anxin.identity.types import Actor
from anxin.kit.errors import NotFound
from anxin.kit.events import emit
from anxin.kit.jobs import defer
from anxin.kit.statements import Prepared, insert
from anxin.kit.text import fold

_NAME_LENGTH_MOST: Final = 200


@transaction.atomic
def paper_add(
    *,
    file_id: UUID,
    kind: PaperKind | None,
    subject: str,
    actor: Actor,
    at: datetime,
    name: str = "",
    read: bool = True,
) -> UUID:
    """Hand in a stored file as a paper (材料) for a subject (``report:<id>``, ``case:<id>``); reading starts by itself.

    Args:
        kind: what the uploader says it is; ``None`` lets the reader find out.
        read: ``False`` for papers that the product itself made and whose fields are confirmed at once; they only
            get preview pages.

    Raises:
        NotFound: when there is no such file.
    """
    (media_type,) = _media_types.first(file_id=file_id) or (None,)
    if media_type is None:
        raise NotFound(_("没有找到这个文件，可能没有传完。请重新传一次。"))
    paper = Paper(
        subject=subject,
        kind=kind.value if kind else "",
        file_id=file_id,
        name=fold(name)[:_NAME_LENGTH_MOST],
        state=PaperState.STORED.value if read else PaperState.READ.value,
        state_since=at,
        added_by_id=actor.account_id,
        added_by_name=actor.name,
        added_at=at,
    )
    insert(paper)
    if read and media_type in IMAGES and kind not in (PaperKind.SCENE_PHOTO, PaperKind.OTHER):
        defer(paper_glance_job, paper_id=str(paper.pk))
    defer(paper_read_job, lock=lane(paper.pk), paper_id=str(paper.pk))
    emit(PaperAdded(paper.pk, subject, paper.kind))
    return paper.pk


_media_types: Prepared[Any] = Prepared(lambda file_id: StoredFile.objects.filter(pk=file_id).values_list("media_type"))


@transaction.atomic
def paper_kind_set(*, paper_id: UUID, kind: PaperKind, actor: Actor, at: datetime) -> None:
    """A person says what a paper is. It is read again, because other fields are looked for.

    Raises:
        NotAllowed: it is not the actor's to say. NotFound: there is no such paper.
    """
    paper = paper_locked(paper_id)
    confirmable(actor, paper)
    if paper.kind == kind.value:
        return
    paper.kind, paper.state, paper.state_since, paper.attempts = kind.value, PaperState.STORED.value, at, 0
    paper.save(update_fields=["kind", "state", "state_since", "attempts"])
    defer(paper_read_job, lock=lane(paper.pk), paper_id=str(paper.pk))


@transaction.atomic
def fields_confirm(*, paper_id: UUID, values: Mapping[str, Any], actor: Actor, at: datetime) -> tuple[str, ...]:
    """A person confirms or corrects fields of a paper (人工确认). Nothing is overwritten: each call adds rows.

    Args:
        values: field name to value; an empty value says that the paper does not have it.

    Returns:
        The names of the confirmed fields.

    Raises:
        BadInput: when a value does not fit its field, or the kind has no such field.
        NotAllowed: when it is not the actor's to say what this paper says.
        NotFound: when there is no such paper.
    """
    paper = paper_locked(paper_id)
    confirmable(actor, paper)
    parsed = values_parse(PaperKind(paper.kind) if paper.kind else None, values)
    newest = _newest_reading.first(paper_id=paper_id)
    read: Mapping[str, Any] = newest.fields if newest else {}
    rows = [
        FieldConfirmation(
            paper=paper,
            field=name,
            value=value,
            was_read=name in read and read[name]["value"] == value,
            by_id=actor.account_id,
            by_name=actor.name,
            at=at,
        )
        for name, value in parsed.items()
    ]
    if rows:
        insert(*rows)
    names = tuple(parsed)
    emit(FieldsConfirmed(paper.pk, paper.subject, names))
    return names


_newest_reading = Prepared(lambda paper_id: Reading.objects.filter(paper=paper_id).order_by("-at", "-id")[:1])


def paper_locked(paper_id: UUID) -> Paper:
    """The row of a paper, locked until the transaction ends."""
    paper = _locked.first(paper_id=paper_id)
    if paper is None:
        raise NotFound(_("没有找到这份材料。请刷新页面后再试。"))
    return paper


_locked = Prepared(
    lambda paper_id: Paper.objects.select_for_update(of=("self",)).select_related("file").filter(pk=paper_id)
)
