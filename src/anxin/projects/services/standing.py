"""Working the early warning out and keeping it for the lists (预警计算)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from anxin.kit.clock import day_of
from anxin.kit.errors import Refused
from anxin.kit.workdays import current_calendar
from anxin.policy.selectors import parameter
from anxin.projects.complaints import complaints
from anxin.projects.deadlines import month_before
from anxin.projects.models import Deposit, MonthSheet, Progress, Project, Standing, WageAccount, WorkerMonth
from anxin.projects.types import StandingView
from anxin.projects.warning import TOPIC, Known, standing_of

log = logging.getLogger(__name__)

_PIECE = 200
"""Projects whose facts are read together."""


def standing_compute(*, project_id: UUID, at: datetime) -> StandingView | None:
    """The early warning of one project now, kept for the lists; None when there is no such project."""
    rows = list(Project.objects.filter(pk=project_id))
    return _keep(rows, day_of(at)).get(project_id)


def standings_compute(*, at: datetime) -> int:
    """The early warning of every project; return how many there were."""
    done = 0
    rows: list[Project] = []
    for row in Project.objects.order_by("pk").iterator(chunk_size=_PIECE):
        rows.append(row)
        if len(rows) == _PIECE:
            done += len(_keep(rows, day_of(at)))
            rows = []
    return done + len(_keep(rows, day_of(at)))


def _keep(projects: Sequence[Project], today: date) -> dict[UUID, StandingView]:
    calendar, found = current_calendar(), {}
    for project_id, known in known_of(projects, today).items():
        try:
            found[project_id] = standing_of(known, today=today, calendar=calendar)
        except Refused:
            log.exception("early warning of project %s cannot be worked out", project_id)
    Standing.objects.bulk_create(
        [
            Standing(
                project_id=project_id,
                score=view.score,
                level=view.level.value,
                signals=[asdict(signal) for signal in view.signals],
                unknown=list(view.unknown),
                computed_on=view.computed_on,
            )
            for project_id, view in found.items()
        ],
        update_conflicts=True,
        unique_fields=["project"],
        update_fields=["score", "level", "signals", "unknown", "computed_on"],
    )
    return found


def known_of(projects: Iterable[Project], today: date) -> dict[UUID, Known]:
    """What is recorded of several projects, in seven queries however many."""
    rows = {row.pk: row for row in projects}
    if not rows:
        return {}
    ids = list(rows)
    progress: dict[UUID, list[Progress]] = defaultdict(list)
    for one in Progress.objects.filter(project_id__in=ids):
        progress[one.project_id].append(one)
    accounts = {one.project_id: one for one in WageAccount.objects.filter(project_id__in=ids).order_by("opened_on")}
    deposits = Deposit.objects.in_bulk(ids)
    sheets = {one.project_id: one for one in MonthSheet.objects.filter(project_id__in=ids, month=month_before(today))}
    workers: dict[UUID, list[WorkerMonth]] = defaultdict(list)
    for worker in WorkerMonth.objects.filter(sheet__in=[sheet.pk for sheet in sheets.values()]).defer(
        "name", "id_number", "account"
    ):
        workers[worker.sheet_id].append(worker)
    counted = _complaints(ids, today)
    return {
        project_id: Known(
            project=row,
            account=accounts.get(project_id),
            deposit=deposits.get(project_id),
            progress=tuple(progress[project_id]),
            sheet=sheets.get(project_id),
            workers=tuple(workers[sheets[project_id].pk]) if project_id in sheets else (),
            complaints=None if counted is None else counted.get(project_id, 0),
        )
        for project_id, row in rows.items()
    }


def _complaints(ids: Sequence[UUID], today: date) -> Mapping[UUID, int] | None:
    since = today - timedelta(days=parameter(TOPIC, "complaint_days", on=today).number)
    return complaints(ids, since)
