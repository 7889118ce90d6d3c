"""What an accident was (事故要素), for those who want the next one not to happen. No person stands here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from anxin.cases.registry import case_type
from anxin.claims.models import DecisionRecord, InjuryClaim
from anxin.claims.selectors.access import claims_visible
from anxin.identity.types import Actor


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


@dataclass(frozen=True, slots=True)
class ClaimMoments:
    """What happened with claims in a time (事故和案件的时刻): moments only, no person, no place."""

    happened: tuple[datetime, ...]
    reported: tuple[datetime, ...]
    applied: tuple[datetime, ...]
    settled: tuple[datetime, ...]
    states: tuple[tuple[str, int], ...]
    """How the claims reported in that time stand now, in the words workers read."""


MOMENTS_MOST = 5000


def claim_moments(*, actor: Actor, first: datetime, after: datetime) -> ClaimMoments:
    """When accidents happened, were reported, applied for and decided, of the claims the actor may see."""
    seen = claims_visible(actor)

    def moments(name: str) -> tuple[datetime, ...]:
        rows = seen.filter(**{f"{name}__gte": first, f"{name}__lt": after})
        return tuple(rows.order_by(name).values_list(name, flat=True)[:MOMENTS_MOST])

    reported = seen.filter(reported_at__gte=first, reported_at__lt=after)
    steps = Counter(reported.values_list("case__type", "case__step")[:MOMENTS_MOST])
    states: Counter[str] = Counter()
    for (kind, step), count in steps.items():
        states[str(case_type(kind).step(step).worker_label)] += count
    decided = DecisionRecord.objects.filter(settled_at__gte=first, settled_at__lt=after, claim__in=seen.values("pk"))
    settled = decided.order_by("settled_at").values_list("settled_at", flat=True)[:MOMENTS_MOST]
    return ClaimMoments(
        moments("happened_at"),
        moments("reported_at"),
        moments("applied_at"),
        tuple(at for at in settled if at is not None),
        tuple(states.most_common()),
    )
