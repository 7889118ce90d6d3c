"""Impact replay (影响测算): what a draft would have said about the cases of the last months."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from anxin.kit.statements import in_chunks
from anxin.policy.engine.compiling import Compiled
from anxin.policy.engine.errors import BadFacts
from anxin.policy.models import StoredDecision
from anxin.policy.types import Example, Impact

IMPACT_DAYS = 90
"""How far an impact replay looks back: a quarter of cases, enough to see every kind."""

EXAMPLES_MAX = 50
_CHUNK = 500


def impact_of(compiled: Compiled, *, at: datetime, days: int = IMPACT_DAYS) -> Impact:
    """Decide the last ``days`` of cases of the pack's topic again under a draft. Nothing is stored."""
    counts: Counter[str] = Counter()
    examples: list[Example] = []
    for decision_id, subject, facts, outcome, amount_fen in _recent(compiled, at, days):
        counts["replayed"] += 1
        counts["before_fen"] += amount_fen
        try:
            again = compiled.evaluate(facts)
        except BadFacts:
            counts["uncomputable"] += 1
            counts["after_fen"] += amount_fen
            continue
        counts["after_fen"] += again.amount_fen
        kinds = _kinds(outcome, again.outcome, again.amount_fen - amount_fen)
        counts.update(kinds)
        if "same" not in kinds and len(examples) < EXAMPLES_MAX:
            examples.append(Example(str(decision_id), subject, outcome, again.outcome, amount_fen, again.amount_fen))
    return Impact(digest=compiled.ref.digest, examples=tuple(examples), **counts)


def _recent(compiled: Compiled, at: datetime, days: int) -> Iterator[tuple[UUID, str, Any, str, int]]:
    rows = (
        StoredDecision.objects.filter(
            topic=compiled.pack.topic,
            release__jurisdiction=compiled.pack.jurisdiction,
            decided_at__gt=at - timedelta(days=days),
            decided_at__lte=at,
        )
        .order_by("subject", "-decided_at", "-id")
        .distinct("subject")
    )
    columns: Any = rows.values_list("id", "subject", "facts", "outcome", "amount_fen")
    for chunk in in_chunks(columns, _CHUNK):
        yield from chunk


def _kinds(before: str, after: str, more_fen: int) -> list[str]:
    kinds = []
    if more_fen:
        kinds.append("more" if more_fen > 0 else "less")
    if before != after:
        kinds.append("to_pay" if after == "pay" else "to_person")
    return kinds or ["same"]
