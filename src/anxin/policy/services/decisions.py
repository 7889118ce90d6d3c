"""Deciding and replaying (作出决定与重放)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kit.clock import day_of, now
from anxin.kit.errors import NotFound
from anxin.kit.statements import in_chunks, insert
from anxin.policy.catalogue import current_catalogue, ready
from anxin.policy.engine.canonical import lines_digest, packed, unpacked
from anxin.policy.models import StoredDecision
from anxin.policy.types import Decision, Replay

_CHUNK = 100


def decide(
    *,
    topic: str,
    facts: Mapping[str, Any],
    law_on: date,
    subject: str,
    known_on: date | None = None,
    jurisdiction: str | None = None,
    at: datetime | None = None,
) -> Decision:
    """Decide under the rules of ``law_on`` as published by ``known_on``, and keep facts, lines and pack for ever.

    Two statements: a look at the list of releases, so that a release published a second ago counts, and the record.

    Args:
        facts: by name; null or absent means "not known". See the pack for the names and kinds.
        law_on: the day whose law applies, for an injury the day of the accident.
        known_on: the legal day of ``at`` when None.
        subject: what is decided, e.g. ``claim:<id>``.

    Raises:
        NoRules: nothing that applied was published by then.
        BadFacts: an unknown fact or a value of another type.
    """
    at = at or now()
    known_on = known_on or day_of(at)
    place = jurisdiction or settings.ANXIN_JURISDICTION
    release = current_catalogue(fresh=True).choose(jurisdiction=place, topic=topic, law_on=law_on, known_on=known_on)
    outcome = ready(release.digest).evaluate(facts)
    row = StoredDecision(
        release_id=release.id,
        topic=topic,
        subject=subject,
        law_on=law_on,
        known_on=known_on,
        decided_at=at,
        outcome=outcome.outcome,
        amount_fen=outcome.amount_fen,
        facts=outcome.facts,
        lines=packed(outcome.lines),
        lines_digest=lines_digest(outcome.lines),
    )
    insert(row)
    return Decision(
        id=row.id,
        topic=topic,
        outcome=outcome.outcome,
        amount_fen=outcome.amount_fen,
        lines=outcome.lines,
        pack=outcome.pack,
        facts=outcome.facts,
        law_on=law_on,
        known_on=known_on,
        subject=subject,
        decided_at=at,
    )


def replay(decision_id: UUID) -> Replay:
    """Work a stored decision out again from its own facts and its own pack; the lines must be identical.

    Raises:
        NotFound: there is no such decision.
    """
    row = StoredDecision.objects.filter(id=decision_id).first()
    if row is None:
        raise NotFound(_("没有这个决定，请核对编号。"))
    compiled = ready(current_catalogue().by_id(row.release_id).digest)
    again = compiled.evaluate_clean(row.facts)
    stored = unpacked(row.lines, compiled.pack)
    identical = (
        again.lines == stored
        and lines_digest(stored) == bytes(row.lines_digest)
        and (again.outcome, again.amount_fen) == (row.outcome, row.amount_fen)
    )
    return Replay(row.id, identical, stored, again.lines)


@dataclass(frozen=True, slots=True)
class ReplayTotals:
    """How many decisions were replayed, and which came out differently."""

    replayed: int
    different: tuple[UUID, ...]


def replay_all(decision_ids: Iterable[UUID] | None = None, *, subject: str | None = None) -> ReplayTotals:
    """Replay many stored decisions (all of them when nothing is said), comparing digests of the lines.

    Reads in chunks on a server-side cursor: memory does not grow with the number of decisions.
    """
    rows = StoredDecision.objects.order_by("id")
    if decision_ids is not None:
        rows = rows.filter(id__in=list(decision_ids))
    if subject is not None:
        rows = rows.filter(subject=subject)
    catalogue = current_catalogue(fresh=True)
    packs = {release.id: release.digest for release in catalogue.releases}
    columns: Any = rows.values_list("id", "release_id", "facts", "outcome", "amount_fen", "lines_digest")
    count, different = 0, []
    for chunk in in_chunks(columns, _CHUNK):
        outcomes = [ready(packs[release_id]).evaluate_clean(facts) for _id, release_id, facts, *_stored in chunk]
        answers = [(again.outcome, again.amount_fen, lines_digest(again.lines)) for again in outcomes]
        different += [row[0] for row, answer in zip(chunk, answers, strict=True) if row[3:] != answer]
        count += len(chunk)
    return ReplayTotals(count, tuple(different))
