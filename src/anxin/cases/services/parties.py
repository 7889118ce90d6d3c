"""Parties named after a case was opened (追加当事方)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine.opening import party_row
from anxin.cases.engine.recording import locked_for, record
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked
from anxin.cases.models import Case, Party
from anxin.cases.people import party_people
from anxin.cases.types import Audience, PartyIn
from anxin.identity.types import Actor
from anxin.kit.text import fold

ADDED: Final = "party.added"


def party_add(*, case_id: UUID, party: PartyIn, actor: Actor, at: datetime) -> UUID:
    """Add a party; the same worker or organisation in the same part is added once.

    Raises:
        MoveBlocked: the type knows no such part, or nobody is named.
    """
    if not (party.worker_id or party.org_id or fold(party.name)):
        raise MoveBlocked(_("当事方缺少姓名或名称，请补充。"))
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("追加当事方"))
        role = here.declared.party(party.role)
        if role is None:
            raise MoveBlocked(_("“%(type)s”没有这一方，请重新选择。") % {"type": here.declared.label})
        known = _known(here.case, party)
        if known is not None:
            return known
        row = party_row(here.case, party, party_people(party))
        with transaction.atomic(savepoint=False):
            row.save(force_insert=True)
            record(here, ADDED, audience=Audience.STAFF, data={"party": row.pk, "role": party.role})
        return row.pk


def _known(case: Case, party: PartyIn) -> UUID | None:
    same = Party.objects.filter(case=case, role=party.role).values_list("pk", flat=True)
    if party.worker_id is not None:
        return same.filter(worker_id=party.worker_id).first()
    if party.org_id is not None:
        return same.filter(org_id=party.org_id).first()
    return None
