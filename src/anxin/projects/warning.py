"""Early warning (欠薪预警): from the facts of a project to signals in words. Deterministic; the rules say the words.

Which signals there are, their sentences and articles stand in the pack ``site_warning``; here facts are found for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from anxin.kit.workdays import Calendar
from anxin.policy.selectors import evaluate, parameter
from anxin.policy.types import Result
from anxin.projects import deadlines
from anxin.projects.models import Deposit, MonthSheet, Progress, Project, WageAccount, WorkerMonth
from anxin.projects.types import Level, ProgressKind, Signal, StandingView

TOPIC: Final = "site_warning"


@dataclass(frozen=True, slots=True)
class Known:
    """Everything recorded of a project that a signal may look at."""

    project: Project
    account: WageAccount | None
    deposit: Deposit | None
    progress: tuple[Progress, ...]
    sheet: MonthSheet | None
    workers: tuple[WorkerMonth, ...]
    complaints: int | None


def standing_of(known: Known, *, today: date, calendar: Calendar) -> StandingView:
    """The signals of a project on a day, and their sum.

    Raises:
        NoRules, MissingRow: the warning rules or a limit of the law are not entered.
    """
    outcome = evaluate(topic=TOPIC, facts=facts_of(known, today=today, calendar=calendar), law_on=today)
    signals = tuple(
        Signal(
            rule_id=line.rule_id,
            article=line.article,
            staff=line.sentence_staff,
            contractor=line.sentence_worker,
            change=line.would_change or "",
            points=parameter(TOPIC, _points(line.rule_id), on=today).number,
        )
        for line in outcome.lines
        if line.result == Result.REFER
    )
    score = sum(signal.points for signal in signals)
    unknown = tuple(line.sentence_staff for line in outcome.lines if line.result == Result.MISSING)
    return StandingView(score, level_of(score, today), signals, unknown, today)


def _points(rule_id: str) -> str:
    return f"points_{rule_id.lower().replace('-', '_')}"


def level_of(score: int, today: date) -> Level:
    """The level a sum of points reaches."""
    if score >= parameter(TOPIC, "level_high", on=today).number:
        return Level.HIGH
    return Level.MIDDLE if score >= parameter(TOPIC, "level_middle", on=today).number else Level.LOW


def facts_of(known: Known, *, today: date, calendar: Calendar) -> dict[str, Any]:
    """The facts of the warning rules; None where nothing is recorded."""
    return {
        **_account(known, today),
        **_month(known, today, calendar),
        "deposit_state": _deposit(known, today),
        "progress_late_days": _late_days(known.progress, ProgressKind.WORKS, today),
        "labour_late_days": _labour_late_days(known, today),
        "complaints": known.complaints,
    }


def _account(known: Known, today: date) -> dict[str, Any]:
    account, project = known.account, known.project
    if account is None:
        late = today > deadlines.last_day(deadlines.ACCOUNT_OPEN, project.signed_on)
        return {"account_state": "late" if late else "waiting", "account_filed": "none"}
    if account.closed_on is not None:
        done = project.completed_on is not None and project.completed_on <= account.closed_on
        return {"account_state": "closed" if done else "closed_early", "account_filed": "filed"}
    late = today > deadlines.last_day(deadlines.ACCOUNT_FILE, account.opened_on)
    filed = "filed" if account.filed_on else "late" if late else "waiting"
    return {"account_state": "opened", "account_filed": filed}


def _month(known: Known, today: date, calendar: Calendar) -> dict[str, Any]:
    """What last month's three files say, as soon as its pay day has passed."""
    project, month = known.project, deadlines.month_before(today)
    calm: dict[str, Any] = {"pay_late_days": 0, "unpaid_workers": 0, "underpaid_workers": 0, "stray_workers": 0}
    if not _worked_in(project, month):
        return {**calm, "roster": "idle"}
    pay_on, sheet = deadlines.pay_on(month, project.pay_day, calendar), known.sheet
    handed_in = sheet is not None and sheet.roster_at is not None
    roster = "handed_in" if handed_in else "late" if today > pay_on else "waiting"
    if today <= pay_on:
        return {**calm, "roster": roster}
    counts = count(known.workers)
    complete = sheet is not None and sheet.pay_at is not None and not (counts["unpaid"] or counts["underpaid"])
    paid_last = max((one.paid_on for one in known.workers if one.paid_on), default=pay_on)
    return {
        "roster": roster,
        "pay_late_days": max(((paid_last if complete else today) - pay_on).days, 0),
        "unpaid_workers": counts["unpaid"],
        "underpaid_workers": counts["underpaid"],
        "stray_workers": counts["strays"],
    }


def _worked_in(project: Project, month: date) -> bool:
    ended = project.completed_on
    return project.starts_on.replace(day=1) <= month and (ended is None or ended >= month)


def count(workers: Iterable[WorkerMonth]) -> Mapping[str, int]:
    """How many were there and not paid, paid too little, or paid without being on the roster."""
    rows = tuple(workers)
    return {
        "unpaid": sum(1 for one in rows if one.half_days and one.paid_fen is None),
        "underpaid": sum(
            1 for one in rows if one.due_fen is not None and one.paid_fen is not None and one.paid_fen < one.due_fen
        ),
        "strays": sum(1 for one in rows if one.paid_fen is not None and not one.on_roster),
    }


def _deposit(known: Known, today: date) -> str:
    deposit, project = known.deposit, known.project
    if deposit is not None and deposit.exempt:
        return "exempt"
    if deposit is not None and deposit.released_on is not None:
        return "closed"
    if deposit is None or deposit.stored_on is None:
        return "late" if today > deadlines.last_day(deadlines.DEPOSIT_STORE, project.starts_on) else "waiting"
    if deposit.drawn_on is not None and today > deadlines.last_day(deadlines.DEPOSIT_REFILL, deposit.drawn_on):
        return "short"
    if deposit.expires_on is None:
        return "stored"
    if deposit.expires_on < today:
        return "expired"
    soon = parameter(TOPIC, "expiring_days", on=today).number
    return "expiring" if (deposit.expires_on - today).days <= soon else "stored"


def _late_days(progress: Iterable[Progress], kind: ProgressKind, today: date) -> int:
    overdue = [row.due_on for row in progress if row.kind == kind and row.paid_fen < row.due_fen and row.due_on < today]
    return (today - min(overdue)).days if overdue else 0


def _labour_late_days(known: Known, today: date) -> int | None:
    """Days beyond the cycle since labour money last reached the account; None when no such money is recorded at all."""
    project = known.project
    rows = [row for row in known.progress if row.kind == ProgressKind.LABOUR]
    if project.completed_on is not None or today < project.starts_on:
        return 0
    if not rows:
        return None
    last = max((row.paid_on for row in rows if row.paid_on), default=project.starts_on)
    since = (today - deadlines.last_day(deadlines.LABOUR_CYCLE, last)).days
    return max(since, _late_days(rows, ProgressKind.LABOUR, today), 0)
