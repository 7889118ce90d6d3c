"""Notes in the timeline (备注)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.access import sight_of
from anxin.cases.engine.journal import public_name
from anxin.cases.engine.recording import WORKING_SIGHTS, locked_for, record
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.events import NoteAdded
from anxin.cases.models import Note
from anxin.cases.types import Audience, Sight
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput
from anxin.kit.events import emit
from anxin.kit.text import paragraph

NOTED: Final = "note.added"
NOTE_MAX: Final = 2000
"""Longest note, in characters."""

_OWN_AUDIENCE: Final = {Sight.APPLICANT: Audience.APPLICANT, Sight.LIMITED: Audience.PARTIES}


def note_add(*, case_id: UUID, text: str, actor: Actor, at: datetime, audience: Audience = Audience.STAFF) -> UUID:
    """Write a note. Staff choose who reads it; what a party writes is read by staff and that side.

    Raises:
        BadInput: an empty or too long text.
    """
    words = paragraph(text, most=NOTE_MAX, label=_("备注"))
    if not words:
        raise BadInput(_("请写下备注内容。"), field="text")
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("添加备注"), sights=WORKING_SIGHTS)
        readers = _OWN_AUDIENCE.get(sight_of(here.roles), audience)
        with transaction.atomic(savepoint=False):
            note = Note(
                case=here.case,
                seq=here.case.version + 1,
                text=words,
                audience=readers.value,
                author_id=actor.account_id,
                author_name=public_name(actor),
                at=at,
            )
            note.save(force_insert=True)
            record(here, NOTED, audience=readers, data={"note": note.pk})
        by_party = sight_of(here.roles) in _OWN_AUDIENCE
        emit(NoteAdded(here.case.pk, note.pk, readers, at, by_party))
        return note.pk
