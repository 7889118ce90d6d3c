"""A worker's account, consents and readers; restrictions that run."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from anxin.identity.models import Account, Consent, PayeeAccount, ReadLog, Restriction
from anxin.identity.numbers import BadNumber, account_number_parse
from anxin.identity.services.restrictions import person_blind
from anxin.identity.types import (
    ConsentView,
    PayeeChange,
    PayeeView,
    ReadEntry,
    RestrictionKind,
    RestrictionView,
)
from anxin.identity.views import consent_view, payee_view, read_entry, restriction_view
from anxin.kit import clock
from anxin.kit.crypto import blind
from anxin.kit.statements import Prepared
from anxin.kit.text import mask_account


def payee_account(worker_id: UUID) -> PayeeView | None:
    """Where a worker's benefits go now, also while a change cools: ask ``cooling(at)`` before paying."""
    row = _payee_rows.first(worker_id=worker_id)
    return payee_view(row) if row else None


_payee_rows = Prepared(
    lambda worker_id: PayeeAccount.objects.filter(worker_id=worker_id, replaced_at__isnull=True).order_by("id")
)


def restrictions(
    *,
    org_id: UUID | None = None,
    worker_id: UUID | None = None,
    id_number: str = "",
    kind: RestrictionKind | None = None,
    on: date | None = None,
) -> list[RestrictionView]:
    """Restrictions that run on a day, on one subject or on all. An ID number finds those on a person."""
    day = on or clock.today()
    rows = Restriction.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, lifted_at__isnull=True
    )
    wanted = {"org_id": org_id, "worker_id": worker_id, "kind": kind.value if kind else None}
    if id_number:
        rows = rows.filter(person_blind=person_blind(id_number))
    rows = rows.filter(**{field: value for field, value in wanted.items() if value is not None})
    return [restriction_view(row) for row in rows.order_by("-starts_on", "id")]


def consents(worker_id: UUID) -> list[ConsentView]:
    """Everything a worker agreed to, newest first, withdrawn ones too."""
    return [consent_view(row) for row in Consent.objects.filter(worker_id=worker_id).order_by("-given_at", "-id")]


def consent_standing(worker_id: UUID, key: str, *, version: str | None = None) -> ConsentView | None:
    """The consent to a text that stands now (to any version when none is named)."""
    rows = Consent.objects.filter(worker_id=worker_id, key=key, withdrawn_at__isnull=True)
    row = (rows.filter(version=version) if version else rows).order_by("-given_at").first()
    return consent_view(row) if row else None


def payee_history(worker_id: UUID) -> list[PayeeChange]:
    """How a worker's receiving account changed, newest first, masked."""
    rows = PayeeAccount.objects.filter(worker_id=worker_id).select_related("changed_by", "worker")
    return [
        PayeeChange(
            at=row.changed_at,
            by_name="本人" if row.changed_by_id == row.worker.account_id else _name_of(row.changed_by),
            bank_name=row.bank_name,
            number_masked=mask_account(row.number),
        )
        for row in rows.order_by("-changed_at", "-id")
    ]


def _name_of(account: Account | None) -> str:
    return account.display_name if account else "系统"


def payees_sharing(number: str) -> list[UUID]:
    """Workers whose current account has this number: more than one is a question for a person."""
    try:
        found = blind(account_number_parse(number), purpose="payee.number")
    except BadNumber:
        return []
    rows = PayeeAccount.objects.filter(number_blind=found, replaced_at__isnull=True)
    return list(rows.order_by("worker_id").values_list("worker_id", flat=True))


def reads_of(worker_id: UUID, *, most: int = 200) -> list[ReadEntry]:
    """Who looked at a worker's record, newest first; the worker's own looks are left out."""
    rows = ReadLog.objects.filter(worker_id=worker_id).exclude(account__worker__id=worker_id)
    return [read_entry(row) for row in rows.select_related("org").order_by("-at", "-id")[:most]]
