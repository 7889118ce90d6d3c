"""What an accident was (事故要素), for those who want the next one not to happen. No person stands here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from anxin.claims.models import InjuryClaim


@dataclass(frozen=True, slots=True)
class AccidentFacts:
    """When, where as typed, and how."""

    happened_at: datetime
    place: str = field(repr=False)
    what: str


def accident_facts(case_id: UUID) -> AccidentFacts | None:
    """The facts of a reported accident; None when there is no such case. Whoever asks has seen the case."""
    row = InjuryClaim.objects.filter(pk=case_id).only("happened_at", "place", "what").first()
    return None if row is None else AccidentFacts(row.happened_at, row.place, row.what)
