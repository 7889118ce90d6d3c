"""Reading the rules (政策规则): limits, parameters, trial answers, stored decisions."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.clock import today
from anxin.kit.errors import NotFound
from anxin.policy.catalogue import current_catalogue, limit_row, parameter_row, ready, source_of
from anxin.policy.engine.canonical import unpacked
from anxin.policy.engine.facts import words_of
from anxin.policy.engine.pack import FactSpec
from anxin.policy.engine.trace import VERDICTS
from anxin.policy.models import StoredDecision
from anxin.policy.types import Decision, Limit, Outcome, Parameter


def limit(key: str, *, on: date, known_on: date | None = None, jurisdiction: str | None = None) -> Limit:
    """A time limit or retention term (时限) as the law or the bureau had it on a day.

    Args:
        on: the day whose law applies.
        known_on: as we had published it by then; today when None.

    Raises:
        MissingRow: naming the row that nobody has entered.
    """
    return limit_row(key, on=on, known_on=known_on, jurisdiction=jurisdiction or settings.ANXIN_JURISDICTION)


def parameter(
    topic: str, name: str, *, on: date, known_on: date | None = None, jurisdiction: str | None = None
) -> Parameter:
    """A number or text the rules of a topic need (参数), on a day.

    Raises:
        MissingRow: naming the row that nobody has entered: the product never guesses a legal number.
    """
    place = jurisdiction or settings.ANXIN_JURISDICTION
    return parameter_row(topic, name, on=on, known_on=known_on, jurisdiction=place)


def evaluate(
    *,
    topic: str,
    facts: Mapping[str, Any],
    law_on: date,
    known_on: date | None = None,
    jurisdiction: str | None = None,
) -> Outcome:
    """What the rules would say (试算): like ``services.decide``, but nothing is stored.

    Raises:
        NoRules: nothing that applied was published by ``known_on`` (today when None).
        BadFacts: an unknown fact or a value of another type.
    """
    place = jurisdiction or settings.ANXIN_JURISDICTION
    release = current_catalogue().choose(jurisdiction=place, topic=topic, law_on=law_on, known_on=known_on or today())
    return ready(release.digest).evaluate(facts)


def decision(decision_id: UUID) -> Decision:
    """A stored decision with its lines as they were written.

    Raises:
        NotFound: there is no such decision.
    """
    row = StoredDecision.objects.filter(id=decision_id).first()
    if row is None:
        raise NotFound(_("没有这个决定，请核对编号。"))
    return _decision(row)


def decision_for(actor: Actor, decision_id: UUID) -> Decision:
    """A stored decision for the people who answer for the rules; nobody else learns that it exists.

    Raises:
        NotFound: there is no such decision, or it is not the actor's business. Case workers see the lines of their
            cases on the case page.
    """
    if not actor.has(Role.POLICY_ANALYST, Role.BUREAU_LEAD):
        raise NotFound(_("没有这个决定，请核对编号。"))
    return decision(decision_id)


def facts_in_words(made: Decision) -> list[tuple[str, str]]:
    """The facts of a decision with the labels and words of its pack."""
    specs = source_of(made.pack.digest).facts
    return [(spec.label, _words(spec, made.facts[name])) for name, spec in specs.items()]


def _words(spec: FactSpec, value: Any) -> str:
    if spec.kind != "records" or value is None:
        return words_of(spec)(value)
    return "；".join(
        "，".join(words_of(field)(item[name]) for name, field in spec.fields.items() if item[name] is not None)
        for item in value
    )


def decisions_of(subject: str) -> tuple[Decision, ...]:
    """Every decision about a subject, newest first."""
    return tuple(
        _decision(row) for row in StoredDecision.objects.filter(subject=subject).order_by("-decided_at", "-id")
    )


def _decision(row: StoredDecision) -> Decision:
    compiled = ready(current_catalogue().by_id(row.release_id).digest)
    return Decision(
        id=row.id,
        topic=row.topic,
        outcome=VERDICTS[row.outcome],
        amount_fen=row.amount_fen,
        lines=unpacked(row.lines, compiled.pack),
        pack=compiled.ref,
        facts=row.facts,
        law_on=row.law_on,
        known_on=row.known_on,
        subject=row.subject,
        decided_at=row.decided_at,
    )
