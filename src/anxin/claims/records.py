"""The decision of a case that counts (现行核定). Earlier ones stay in the file, superseded."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, QuerySet

from anxin.claims.models import DecisionRecord


def counting(case_id: UUID | OuterRef) -> QuerySet[DecisionRecord]:
    """The decision of a case that counts, settled or not: one row at most, by constraint."""
    return DecisionRecord.objects.filter(case_id=case_id, superseded_at=None)


def current_record(case_id: UUID) -> DecisionRecord | None:
    """The decision of a case that counts, with its claim."""
    return counting(case_id).select_related("claim").first()


def settled_record(case_id: UUID) -> DecisionRecord | None:
    """The settled decision of a case that counts, of a claim or of an objection."""
    return counting(case_id).filter(settled_at__isnull=False).first()
