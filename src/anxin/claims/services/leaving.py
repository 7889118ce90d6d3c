"""Leaving the fast lane (转出快赔): which facts a small injury may not have, as the rules of ``fast_lane`` say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from anxin.claims.guards import subject
from anxin.claims.models import InjuryClaim
from anxin.kit.clock import day_of
from anxin.policy.selectors import evaluate, facts_asked
from anxin.policy.services import decide
from anxin.policy.types import Decision

TOPIC: Final = "fast_lane"


def leaving_move(step: str) -> str:
    """The move that takes a claim out of the fast lane from a step."""
    return "leave_fast_uncalled" if step == "reported" else "leave_fast"


def leaves_because(facts: Mapping[str, Any], *, law_on: date, known_on: date) -> str:
    """Why a claim with these facts goes on in the ordinary procedure, for the worker; empty while it may stay.

    Facts that are not there yet say nothing. Pure but for the rules.

    Args:
        facts: of the claim; those the rules do not ask for are left out.
        law_on: the day of the accident.

    Raises:
        NoRules: nobody has published which facts these are.
    """
    return _because(_asked(facts, law_on, known_on), law_on, known_on)


def leaving_decided(claim: InjuryClaim, facts: Mapping[str, Any], *, at: datetime) -> tuple[str, Decision] | None:
    """The same, kept with its trace when the claim leaves; None while it may stay."""
    law_on, known_on = day_of(claim.happened_at), day_of(at)
    asked = _asked(facts, law_on, known_on)
    why = _because(asked, law_on, known_on)
    return (why, decide(topic=TOPIC, facts=asked, law_on=law_on, subject=subject(claim.pk), at=at)) if why else None


def _asked(facts: Mapping[str, Any], law_on: date, known_on: date) -> dict[str, Any]:
    return facts_asked(topic=TOPIC, law_on=law_on, known_on=known_on, facts=facts)


def _because(asked: Mapping[str, Any], law_on: date, known_on: date) -> str:
    lines = evaluate(topic=TOPIC, facts=asked, law_on=law_on, known_on=known_on).lines
    return "；".join(line.sentence_worker.rstrip("。") for line in lines if line.result == "refer")
