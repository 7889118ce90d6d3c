"""Cases that belong together (关联案件)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine.recording import locked_for, record
from anxin.cases.engine.situation import situation
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked
from anxin.cases.models import Link
from anxin.cases.types import Audience, LinkKind
from anxin.identity.types import Actor

LINKED: Final = "case.linked"


def link_add(*, case_id: UUID, other_id: UUID, kind: LinkKind, actor: Actor, at: datetime) -> None:
    """Link a case to another one the actor may see; the same link twice is one link.

    The entry stands in the history of ``case_id``; the link is found from both sides.

    Raises:
        MoveBlocked: to itself. NoSuchCase: one of them is not the actor's to see.
    """
    if case_id == other_id:
        raise MoveBlocked(_("案件不能关联到自己。"))
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("关联案件"))
        situation(other_id, actor, at, lock=False)
        with transaction.atomic(savepoint=False):
            _link, made = Link.objects.get_or_create(case=here.case, other_id=other_id, kind=kind.value)
            if made:
                record(here, LINKED, audience=Audience.STAFF, data={"other": other_id, "kind": kind.value})
