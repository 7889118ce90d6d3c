"""Restrictions (限制措施): put by one context, read by others, so that siblings need not know each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.events import RestrictionLifted, RestrictionPut
from anxin.identity.models import Restriction
from anxin.identity.types import Actor, RestrictionKind, RestrictionView, Role
from anxin.identity.views import restriction_view
from anxin.kit.crypto import blind
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.kit.events import emit

DECIDERS = (Role.BUREAU_LEAD, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class RestrictionIn:
    """What is restricted and on what ground.

    Args:
        source: business key of the act it rests on (``case:<id>``); one act restricts one thing once.
        basis: the article.
        id_number: of a person who has no account here; kept as its keyed hash only.
    """

    kind: RestrictionKind
    reason: str
    basis: str
    source: str
    starts_on: date
    ends_on: date | None = None
    org_id: UUID | None = None
    worker_id: UUID | None = None
    id_number: str = field(default="", repr=False)


@transaction.atomic
def restriction_put(*, restriction: RestrictionIn, actor: Actor, at: datetime) -> RestrictionView:
    """Put a restriction. The same source again returns the one that stands.

    Raises:
        NotAllowed: only a named person of the bureau restricts, never the machine alone (PIPL art. 24).
        BadInput: reason, article or subject is missing.
    """
    _require_decider(actor)
    subjects = (restriction.org_id, restriction.worker_id, restriction.id_number or None)
    if sum(subject is not None for subject in subjects) != 1:
        raise BadInput(_("请选择一个被限制的机构、劳动者或个人。"))
    if not restriction.reason.strip() or not restriction.basis.strip():
        raise BadInput(_("请写明限制的理由和依据的条款。"), field="reason")
    row, new = Restriction.objects.get_or_create(
        kind=restriction.kind.value,
        source=restriction.source,
        defaults={
            "org_id": restriction.org_id,
            "worker_id": restriction.worker_id,
            "person_blind": person_blind(restriction.id_number),
            "reason": restriction.reason.strip(),
            "basis": restriction.basis.strip(),
            "starts_on": restriction.starts_on,
            "ends_on": restriction.ends_on,
            "put_by_id": actor.account_id,
            "put_at": at,
        },
    )
    view = restriction_view(row)
    if new:
        emit(RestrictionPut(view.id, view.kind, view.subject_kind, view.subject_id, at))
    return view


@transaction.atomic
def restriction_lift(*, restriction_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """End a restriction early, with a reason. Lifting twice is lifting once.

    Raises:
        NotAllowed, NotFound, BadInput: as for putting.
    """
    _require_decider(actor)
    row = Restriction.objects.select_for_update().filter(pk=restriction_id).first()
    if row is None:
        raise NotFound(_("没有找到这项限制，请刷新页面再看。"))
    if not reason.strip():
        raise BadInput(_("请写明解除的理由。"), field="reason")
    if row.lifted_at is not None:
        return
    row.lifted_at, row.lifted_by_id, row.lift_reason = at, actor.account_id, reason.strip()
    row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    view = restriction_view(row)
    emit(RestrictionLifted(view.id, view.kind, view.subject_kind, view.subject_id, at))


def person_blind(id_number: str) -> str:
    """The keyed hash under which a person is found by ID number, the same as a worker's; empty for no number."""
    return blind(id_number.strip().upper(), purpose="worker.id_number")


def _require_decider(actor: Actor) -> None:
    if actor.account_id is None or not actor.has(*DECIDERS):
        raise NotAllowed(_("限制措施须由人社负责人或监督员本人作出，请转交有权限的人员。"))
