"""Reading the rules (政策规则): limits, parameters, trial answers, stored decisions."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from anxin.identity.types import Actor, Role
from anxin.kit.clock import today
from anxin.kit.dates import formal_day
from anxin.kit.errors import NotFound
from anxin.policy.catalogue import current_catalogue, limit_row, parameter_row, ready, source_of
from anxin.policy.engine.canonical import unpacked
from anxin.policy.engine.facts import words_of
from anxin.policy.engine.pack import FactSpec, Pack, Rule
from anxin.policy.engine.trace import CLEAN, VERDICTS
from anxin.policy.models import StoredDecision
from anxin.policy.types import Decision, Limit, Outcome, Parameter

_OTHER = _noop("其他")


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


def facts_asked(
    *, topic: str, law_on: date, facts: Mapping[str, Any], known_on: date | None = None, jurisdiction: str | None = None
) -> dict[str, Any]:
    """Those of some facts that the rules of a topic ask for.

    Raises:
        NoRules: nothing that applied was published by ``known_on`` (today when None).
    """
    asked = _pack(topic, law_on, known_on, jurisdiction).facts
    return {name: value for name, value in facts.items() if name in asked}


def fact_choices(
    *, topic: str, law_on: date, known_on: date | None = None, jurisdiction: str | None = None
) -> dict[str, tuple[tuple[str, str], ...]]:
    """What each fact can be, as (value, words): for a form in which a person states one. Sums and dates have none.

    A text can be what the rules in force name, or something else.

    Raises:
        NoRules: nothing that applied was published by ``known_on`` (today when None).
    """
    pack = _pack(topic, law_on, known_on, jurisdiction)
    found = {name: _choices(spec, pack) for name, spec in pack.facts.items()}
    return {name: choices for name, choices in found.items() if choices}


def facts_said(*, topic: str, law_on: date, facts: Mapping[str, Any]) -> dict[str, str]:
    """Known facts in the words of the rules in force: ``True`` is 是, ``thorax`` is 胸部. Records are left out.

    Raises:
        NoRules: nothing that applied is published.
    """
    specs = _pack(topic, law_on, None, None).facts
    said = {name: spec for name, spec in specs.items() if facts.get(name) is not None and spec.kind != "records"}
    return {name: words_of(spec)(facts[name]) for name, spec in said.items()}


def _pack(topic: str, law_on: date, known_on: date | None, jurisdiction: str | None) -> Pack:
    place = jurisdiction or settings.ANXIN_JURISDICTION
    release = current_catalogue().choose(jurisdiction=place, topic=topic, law_on=law_on, known_on=known_on or today())
    return source_of(release.digest)


def _choices(spec: FactSpec, pack: Pack) -> tuple[tuple[str, str], ...]:
    if spec.kind == "bool":
        return (("true", _("是")), ("false", _("否")))
    if spec.kind != "text":
        return tuple(spec.choices.items())
    named = dict.fromkeys(word for rule in pack.rules for word in _named(rule, spec.name))
    return (*((word, word) for word in named), (_OTHER, _(_OTHER))) if named else ()


def _named(rule: Rule, fact: str) -> Iterator[str]:
    """The words a rule's table names for a text; ``北京 | 北京市`` are two spellings of one, and ``!`` means others."""
    columns = [place for place, name in enumerate(rule.inputs) if name == fact]
    cells = (row.when[place].strip() for row in rule.rows for place in columns)
    return (cell.partition("|")[0].strip() for cell in cells if cell and cell[0] not in "!-")


def decision(decision_id: UUID) -> Decision:
    """A stored decision with its lines as they were written.

    Raises:
        NotFound: there is no such decision.
    """
    row = StoredDecision.objects.filter(id=decision_id).first()
    if row is None:
        raise NotFound(_("没有这个决定，请核对编号。"))
    return _decision(row)


DECISION_READERS: Final = (Role.POLICY_ANALYST, Role.BUREAU_LEAD, Role.BUREAU_REVIEWER)
"""Posts that open a stored decision and work it out again; all but the analyst, of cases they may see."""


def decision_for(actor: Actor, decision_id: UUID) -> Decision:
    """A stored decision for the people who answer for the rules or decide by them; nobody else learns of it.

    Raises:
        NotFound: there is no such decision, or it is not the actor's business. Handlers see the lines of their
            cases on the case page. Whose case it is, the caller asks.
    """
    if not actor.has(*DECISION_READERS):
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


def rules_in_words(made: Decision) -> str:
    """The rules a decision rests on, as people name them: ``“小伤快赔”规则（2025年11月1日起施行，第 2 版）``."""
    pack = source_of(made.pack.digest)
    words = {"title": _(pack.title), "day": formal_day(pack.in_force), "revision": pack.revision}
    return _("“%(title)s”规则（%(day)s起施行，第 %(revision)s 版）") % words


def decisions_of(subject: str) -> tuple[Decision, ...]:
    """Every decision about a subject, newest first."""
    return tuple(
        _decision(row) for row in StoredDecision.objects.filter(subject=subject).order_by("-decided_at", "-id")
    )


def open_sentences(decision_ids: Collection[UUID]) -> dict[UUID, str]:
    """What keeps each decision from being paid at once: its first open line in the words for staff. One query.

    Decisions without an open line are left out.
    """
    made = [_decision(row) for row in StoredDecision.objects.filter(id__in=decision_ids)]
    opened = ((one.id, line) for one in made for line in one.lines[::-1] if line.result not in CLEAN)
    return {decision_id: line.sentence_staff for decision_id, line in opened}


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
