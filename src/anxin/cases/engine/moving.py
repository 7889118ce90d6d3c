"""The one door: the only place where a case changes its step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import clocks as clock_rules
from anxin.cases.engine.clocks import ClockChanges
from anxin.cases.engine.forms import read_form
from anxin.cases.engine.journal import append
from anxin.cases.engine.situation import (
    Situation,
    extension_asked,
    known_move,
    obstacle,
    pausable_clocks,
    refuse_if_blocked,
    role_for,
    situation,
)
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import Stale
from anxin.cases.events import CaseMoved
from anxin.cases.limits import limit_facts
from anxin.cases.models import Case, Clock, Extension, Pause
from anxin.cases.registry import CaseType, ClockVerb, Move, case_type
from anxin.cases.types import EffectFacts, EventRef, MoveView
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.events import emit
from anxin.kit.statements import insert, update
from anxin.kit.workdays import current_calendar, due

CLOCK_FIELDS: Final = (
    "extended",
    "due_on",
    "provisional",
    "warn_on",
    "paused",
    "stopped_on",
    "warned_at",
    "breached_at",
)
CASE_FIELDS: Final = (
    "type",
    "type_version",
    "step",
    "entered_at",
    "next_due",
    "next_provisional",
    "paused_on",
    "closed_on",
    "result",
    "destroy_after",
    "fast_lane",
    "version",
    "chain_head",
)


def do(
    *,
    case_id: UUID,
    move: str,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    reason: str = "",
    version: int | None = None,
) -> EventRef:
    """Make a move: lock the case, check everything again, then write step, clocks, event and effects in one go.

    Args:
        data: answers of the move's form, and ids; free-text answers are kept sealed beside the event.
        version: of the page the actor looked at; a case changed since then is refused.

    Raises:
        NoSuchCase, NotYours, WrongStep, MoveBlocked, FormIncomplete, Stale: each with its sentence.
    """
    with one_transaction():
        here = situation(case_id, actor, at, lock=True)
        if version is not None and version != here.case.version:
            raise Stale(_("这个案件刚刚被别人更新过，请看过最新情况再办理。"))
        declared_move, role = known_move(here, move)
        answers, words = read_form(declared_move, data, reason)
        refuse_if_blocked(here, declared_move, answers)
        return _carry_out(here, declared_move, role, answers, words)


def allowed(case_id: UUID, actor: Actor, at: datetime) -> tuple[MoveView, ...]:
    """The moves an actor may make from the step the case stands on; those in the way of something say what."""
    here = situation(case_id, actor, at, lock=False)
    views: list[MoveView] = []
    primary_found = False
    for move in here.declared.moves_from(here.case.step):
        role = role_for(here, move)
        if role is None:
            continue
        why_not = obstacle(here, move, None)
        primary = move.primary and not why_not and not primary_found
        primary_found = primary_found or primary
        views.append(
            MoveView(
                key=move.key,
                label=move.label,
                enabled=not why_not,
                why_not=why_not,
                asks=move.asks,
                reason=move.reason,
                primary=primary,
                beside=move.beside and not why_not,
                adverse=move.adverse,
                role=role,
            )
        )
    return tuple(views)


@transaction.atomic(savepoint=False)
def _carry_out(
    here: Situation, move: Move, role: Role, answers: Mapping[str, Any], words: Mapping[str, str]
) -> EventRef:
    case, step_from, type_from = here.case, here.case.step, here.case.type
    changes = _change_step(here, move, answers)
    changes.changed += [clock for clock in _change_clocks(here, move, answers) if clock not in changes.changed]
    data = dict(answers)
    if case.type != type_from:
        data["type_from"] = type_from
    if changes.as_data():
        data["clocks"] = changes.as_data()
    event = append(
        case,
        move=move.key,
        actor=here.actor,
        role=role,
        at=here.at,
        audience=move.audience,
        step_from=step_from,
        data=data,
        words=words,
    )
    save_clocks(changes.changed)
    everything = {clock.pk: clock for clock in (*here.clocks, *changes.changed)}
    case.next_due, case.next_provisional = clock_rules.next_due(everything.values())
    update(case, *CASE_FIELDS)
    _run_effects(here, move, step_from, event.seq, answers, words)
    emit(
        CaseMoved(
            case_id=case.pk,
            type=case.type,
            move=move.key,
            step_from=step_from,
            step_to=case.step,
            at=here.at,
            seq=event.seq,
            tells=move.tells,
            type_from=type_from,
        )
    )
    return EventRef(case.pk, event.seq, move.key, step_from, case.step, here.at)


def _change_step(here: Situation, move: Move, answers: Mapping[str, Any]) -> ClockChanges:
    """Put the case on its new step, in memory, and say what that does to its clocks."""
    case, step_from = here.case, here.case.step
    declared, before = here.declared, None
    if move.becomes is not None:
        before, declared = declared, case_type(move.becomes[0])
        case.type, case.type_version, case.fast_lane = declared.key, declared.version, declared.fast_lane
    step_to = move.becomes[1] if move.becomes else move.to
    if step_to is None or (step_to == step_from and move.becomes is None):
        return ClockChanges()
    case.step, case.entered_at = step_to, here.at
    changes = clock_rules.on_entry(
        case,
        declared,
        here.clocks,
        step=step_to,
        at=here.at,
        data=answers,
        creates=move.becomes is not None,
        before=before,
    )
    if declared.is_end(step_to):
        _close(case, declared, step_to, here.at)
    if case.paused_on is not None and move.clock is not ClockVerb.RESUME:
        _end_pauses(here, changes)
    return changes


def _close(case: Case, declared: CaseType, step: str, at: datetime) -> None:
    case.closed_on, case.result = day_of(at), step
    kept = limit_facts(declared.retain[step], case.closed_on)
    case.destroy_after = due(case.closed_on, length=kept.length, unit=kept.unit, calendar=current_calendar()).day


def _end_pauses(here: Situation, changes: ClockChanges) -> None:
    """A case that ends, or goes on as another type, no longer waits."""
    day = day_of(here.at)
    here.case.paused_on = None
    paused = _resume_all(here, day)
    for clock in paused:
        changes.touch(clock)
    Pause.objects.filter(clock__case=here.case, to_day__isnull=True).update(to_day=day)


def _change_clocks(here: Situation, move: Move, answers: Mapping[str, Any]) -> list[Clock]:
    if move.clock is ClockVerb.PAUSE:
        return _pause(here)
    if move.clock is ClockVerb.RESUME:
        return _resume(here)
    if move.clock is ClockVerb.EXTEND:
        return _extend(here, answers)
    return []


def _pause(here: Situation) -> list[Clock]:
    day = day_of(here.at)
    clocks = [clock for clock in pausable_clocks(here) if clock.stopped_on is None]
    for clock in clocks:
        clock.paused = True
    Pause.objects.bulk_create([Pause(clock=clock, from_day=day) for clock in clocks])
    here.case.paused_on = day
    return clocks


def _resume(here: Situation) -> list[Clock]:
    day = day_of(here.at)
    clocks = _resume_all(here, day)
    Pause.objects.filter(clock__case=here.case, to_day__isnull=True).update(to_day=day)
    here.case.paused_on = None
    return clocks


def _resume_all(here: Situation, day: date) -> list[Clock]:
    """Let the paused clocks run again from ``day``; their due days move by the days that did not count."""
    clocks = [clock for clock in here.clocks if clock.paused and clock.stopped_on is None]
    pauses = pauses_by_clock(clocks)
    calendar = current_calendar()
    for clock in clocks:
        for pause in pauses[clock.pk]:
            pause.to_day = pause.to_day or day
        clock.paused = False
        clock.warned_at = None
        clock_rules.refresh(clock, here.declared.limit(clock.limit), clock_rules.spans(pauses[clock.pk]), calendar)
    return clocks


def _extend(here: Situation, answers: Mapping[str, Any]) -> list[Clock]:
    clock, length = extension_asked(here, answers)
    clock.extended += length
    clock.warned_at = None
    clock_rules.refresh(
        clock,
        here.declared.limit(clock.limit),
        clock_rules.spans(pauses_by_clock([clock])[clock.pk]),
        current_calendar(),
    )
    Extension.objects.create(clock=clock, length=length, seq=here.case.version + 1)
    return [clock]


def pauses_by_clock(clocks: Iterable[Clock]) -> dict[UUID, list[Pause]]:
    """The pauses of each clock, in order; one query for all of them."""
    found: dict[UUID, list[Pause]] = {clock.pk: [] for clock in clocks}
    for pause in Pause.objects.filter(clock__in=list(found)).order_by("from_day", "id"):
        found[pause.clock_id].append(pause)
    return found


def save_clocks(clocks: Sequence[Clock]) -> None:
    """Write new and changed clocks in one statement."""
    if clocks:
        insert(*clocks, else_write=CLOCK_FIELDS)


def _run_effects(
    here: Situation, move: Move, step_from: str, seq: int, answers: Mapping[str, Any], words: Mapping[str, str]
) -> None:
    facts = EffectFacts(
        case_id=here.case.pk,
        type=here.case.type,
        move=move.key,
        step_from=step_from,
        step_to=here.case.step,
        seq=seq,
        actor=here.actor,
        at=here.at,
        data={**answers, **words},
    )
    for effect in move.effects:
        effect(facts)
