"""Proving that history was not rewritten: checking chains, and anchoring each day (链式存证)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from anxin.cases.engine.journal import payload
from anxin.cases.models import Case, CaseEvent, DayAnchor, EventText
from anxin.kit import chain
from anxin.kit.clock import at_start_of


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a history does not add up. ``seq`` 0 means the end of the chain."""

    case_id: UUID
    seq: int
    what: str


def chain_breaks(case_id: UUID) -> list[Break]:
    """Everything that does not add up in the history of a case; empty when nobody touched it."""
    events = list(CaseEvent.objects.filter(case_id=case_id).order_by("seq"))
    head, version = Case.objects.values_list("chain_head", "version").get(pk=case_id)
    breaks = [*_links(events), *_words(case_id, events)]
    if not events or bytes(events[-1].digest) != bytes(head) or events[-1].seq != version:
        breaks.append(Break(case_id, 0, "the last entry is not the head of the chain"))
    return breaks


def _links(events: Iterable[CaseEvent]) -> Iterable[Break]:
    previous: bytes | None = None
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            yield Break(event.case_id, event.seq, "an entry is missing before this one")
        if chain.link(previous, payload(event)) != bytes(event.digest):
            yield Break(event.case_id, event.seq, "the entry or the one before it was changed")
        previous = bytes(event.digest)


def _words(case_id: UUID, events: Iterable[CaseEvent]) -> Iterable[Break]:
    bodies = dict(EventText.objects.filter(case_id=case_id).values_list("seq", "body"))
    for event in events:
        if not event.text_digest:
            continue
        if event.seq not in bodies:
            yield Break(case_id, event.seq, "the words of this entry are gone")
        elif (
            bodies[event.seq] is not None
            and chain.digest(chain.canonical(bodies[event.seq])).hex() != event.text_digest
        ):
            yield Break(case_id, event.seq, "the words of this entry were changed")


def verify_day(day: date) -> list[Break]:
    """Check the whole chain of every case that moved on a day."""
    return [found for case_id in _moved_on(day) for found in chain_breaks(case_id)]


def _moved_on(day: date) -> list[UUID]:
    rows = _events_of(day).order_by("case_id").values_list("case_id", flat=True)
    return list(rows.distinct())


def _events_of(day: date) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(at__gte=at_start_of(day), at__lt=at_start_of(day + timedelta(days=1)))


@transaction.atomic
def anchor_day(day: date, *, at: datetime) -> DayAnchor:
    """Seal a finished day: one digest over the last entry of every case that moved, chained to the day before.

    The same day twice gives the anchor made first.
    """
    known = DayAnchor.objects.filter(day=day).first()
    if known is not None:
        return known
    heads = _heads(day)
    return DayAnchor.objects.create(
        day=day, events=_events_of(day).count(), cases=len(heads), digest=_digest(day, heads), made_at=at
    )


def anchor_holds(day: date) -> bool:
    """Does the day still give the digest that was published for it."""
    return bytes(DayAnchor.objects.get(day=day).digest) == _digest(day, _heads(day))


def _heads(day: date) -> dict[str, str]:
    last = _events_of(day).order_by("case_id", "-seq").distinct("case_id").values_list("case_id", "digest")
    return {str(case_id): bytes(digest).hex() for case_id, digest in last}


def _digest(day: date, heads: dict[str, str]) -> bytes:
    before = DayAnchor.objects.filter(day__lt=day).order_by("-day").values_list("digest", flat=True).first()
    return chain.link(bytes(before) if before else None, {"day": day.isoformat(), "heads": heads})
