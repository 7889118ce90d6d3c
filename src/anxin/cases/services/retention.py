"""Destroying what may not be kept longer (到期销毁): one proposes, two others review, a hold always wins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.access import visible_to
from anxin.cases.engine.recording import locked_for, record
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.events import CaseRedacted
from anxin.cases.models import (
    Case,
    CaseDocument,
    EventText,
    Joint,
    Listing,
    ListingReport,
    Note,
    Party,
    RetentionBatch,
    RetentionItem,
)
from anxin.cases.types import Audience, Sight
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.events import emit
from anxin.kit.text import paragraph

HELD: Final = "case.held"
RELEASED: Final = "case.hold_lifted"
REDACTED: Final = "case.redacted"
BATCH_MAX: Final = 500
"""Most cases in one batch: what two people can review."""

PROPOSING_ROLES: Final = (Role.BUREAU_LEAD,)
REVIEWING_ROLES: Final = (Role.BUREAU_LEAD, Role.AUDITOR)


def case_hold(*, case_id: UUID, hold: bool, reason: str, actor: Actor, at: datetime) -> None:
    """Protect a case from destruction (保全), or lift the protection: for a suit, a review, an inspection."""
    words = paragraph(reason, most=500, label=_("理由"))
    if not words:
        raise BadInput(_("请写明理由。"), field="reason")
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("保全案件"), sights=(Sight.FULL, Sight.OVERSIGHT))
        if not here.roles & {Role.BUREAU_LEAD, Role.AUDITOR, Role.SYSTEM}:
            raise NotYours(_("只有人社部门负责人或审计员可以保全案件。"))
        if here.case.hold == hold:
            return
        here.case.hold = hold
        with transaction.atomic(savepoint=False):
            record(
                here,
                HELD if hold else RELEASED,
                audience=Audience.STAFF,
                words={"reason": words},
                changed=("hold",),
            )


@transaction.atomic
def retention_propose(*, cutoff: date, actor: Actor, at: datetime) -> UUID | None:
    """Propose to destroy the closed cases whose time ended by ``cutoff``; None when there are none.

    Raises:
        NotYours: not a post that may. BadInput: a day that has not come.
    """
    if not actor.has(*PROPOSING_ROLES) or actor.account_id is None:
        raise NotYours(_("只有人社部门负责人可以提议销毁到期案件。"))
    if cutoff > day_of(at):
        raise BadInput(_("截止日不能晚于今天。"), field="cutoff")
    waiting = RetentionItem.objects.filter(batch__carried_out_at__isnull=True, batch__withdrawn_at__isnull=True)
    cases = (
        visible_to(actor)
        .filter(destroy_after__lt=cutoff, closed_on__isnull=False, redacted_at__isnull=True, hold=False)
        .exclude(pk__in=waiting.values("case_id"))
        .order_by("destroy_after", "id")
        .values_list("pk", flat=True)[:BATCH_MAX]
    )
    ids = list(cases)
    if not ids:
        return None
    batch = RetentionBatch.objects.create(cutoff=cutoff, proposed_by_id=actor.account_id, proposed_at=at)
    RetentionItem.objects.bulk_create([RetentionItem(batch=batch, case_id=case_id) for case_id in ids])
    return batch.pk


@transaction.atomic
def retention_review(*, batch_id: UUID, actor: Actor, at: datetime) -> RetentionBatch:
    """Agree to a batch. The second agreement carries it out at once.

    Raises:
        NotYours: not a post that may. MoveBlocked: the same person twice, or the batch is finished.
    """
    if not actor.has(*REVIEWING_ROLES) or actor.account_id is None:
        raise NotYours(_("只有人社部门负责人或审计员可以复核销毁清单。"))
    batch = _open_batch(batch_id)
    if actor.account_id in (batch.proposed_by_id, batch.first_reviewer_id):
        raise MoveBlocked(_("提议和两次复核要由三个不同的人办理。"))
    if batch.first_reviewer_id is None:
        batch.first_reviewer_id, batch.first_reviewed_at = actor.account_id, at
        batch.save(update_fields=("first_reviewer_id", "first_reviewed_at"))
        return batch
    batch.second_reviewer_id, batch.second_reviewed_at = actor.account_id, at
    batch.carried_out_at = at
    batch.save(update_fields=("second_reviewer_id", "second_reviewed_at", "carried_out_at"))
    for item in batch.items.order_by("case_id"):
        _carry_out(item, at)
    return batch


@transaction.atomic
def retention_withdraw(*, batch_id: UUID, actor: Actor, at: datetime) -> None:
    """Drop a batch that was not carried out; its cases can be proposed again."""
    if not actor.has(*REVIEWING_ROLES):
        raise NotYours(_("只有人社部门负责人或审计员可以撤销销毁清单。"))
    batch = _open_batch(batch_id)
    batch.withdrawn_at = at
    batch.save(update_fields=("withdrawn_at",))


def _open_batch(batch_id: UUID) -> RetentionBatch:
    batch = RetentionBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None or batch.withdrawn_at or batch.carried_out_at:
        raise MoveBlocked(_("这份销毁清单已经执行或撤销，请刷新页面。"))
    return batch


def _carry_out(item: RetentionItem, at: datetime) -> None:
    """Destroy one case, unless something happened since the proposal that keeps it."""
    here = locked_for(item.case_id, Actor.system(), at, what=_("销毁"))
    case = here.case
    if case.hold or case.closed_on is None or case.destroy_after is None or case.destroy_after >= item.batch.cutoff:
        item.kept_because = "hold" if case.hold else "not_due"
        item.save(update_fields=("kept_because",))
        return
    blank(case)
    case.redacted_at = at
    record(here, REDACTED, audience=Audience.STAFF, data={"batch": item.batch_id}, changed=("redacted_at",))
    emit(CaseRedacted(case.pk, at))


def blank(case: Case) -> None:
    """Destroy every personal word of a case; ids, steps and the chain stay."""
    Party.objects.filter(case=case).update(name="", name_index="", id_index="", worker=None)
    EventText.objects.filter(case=case).update(body=None)
    Note.objects.filter(case=case).update(text="")
    CaseDocument.objects.filter(case=case).update(label="", void_reason="")
    Joint.objects.filter(case=case).update(question="", answer="")
    Listing.objects.filter(case=case).update(reason="", lifted_why="")
    ListingReport.objects.filter(listing__case=case).update(done="", plan="")
