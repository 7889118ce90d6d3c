"""Reading for supervision: the paths of the cases an actor oversees, and the figures made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q

from anxin.cases.registry import CaseType, case_type
from anxin.cases.selectors import cases_visible
from anxin.cases.types import Holder
from anxin.identity.selectors import orgs_by_id
from anxin.identity.types import Actor
from anxin.kit.clock import at_start_of, day_of
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow
from anxin.supervise import measures
from anxin.supervise.models import FigureSheet
from anxin.supervise.types import Baseline, CasePath, Passage, Period, Settings, Stay, Supervision

TOPIC: Final = "supervise"
DAY: Final = timedelta(days=1)
PLATFORM_PARTY: Final = "platform"
_COLUMNS: Final = ("pk", "type", "type_version", "fast_lane", "handler_org_id", "opened_at", "closed_on", "result")


def supervision(*, actor: Actor, period: Period, at: datetime, kind: str = "") -> Supervision:
    """The figures of all cases of a period that the actor may see, counted from their events now.

    Args:
        kind: key of a case type, to see that one by itself: the slowest step of a service, not of all six.
    """
    paths = case_paths(actor=actor, period=period, at=at, kind=kind)
    names = _names(paths)
    return Supervision(
        period=period,
        as_of=at,
        cases=len(paths),
        figures=measures.figures(paths, bureau_settings(on=day_of(at)), at),
        elapsed=measures.elapsed(paths),
        steps=measures.step_times(paths),
        parties=measures.party_times(paths),
        insurers=measures.insurer_rows(paths, names),
        platforms=measures.platform_rows(paths, names),
    )


def case_paths(*, actor: Actor, period: Period, at: datetime, kind: str = "") -> tuple[CasePath, ...]:
    """What happened when in each case of a period. Three queries, however many cases."""
    seen = cases_visible(actor).filter(
        opened_at__gte=at_start_of(period.first), opened_at__lt=at_start_of(period.last + DAY)
    )
    ids = (seen.filter(type=kind) if kind else seen).order_by().values("pk")
    cases = cases_visible(actor).filter(pk__in=ids)
    rows = list(
        cases.annotate(breaches=Count("clocks", filter=Q(clocks__breached_at__isnull=False), distinct=True))
        .order_by("opened_at", "pk")
        .values(*_COLUMNS, "breaches")
    )
    events: dict[UUID, list[Passage]] = defaultdict(list)
    for case_id, moved_at, move, step_to in (
        cases.order_by("events__seq").values_list("pk", "events__at", "events__move", "events__step_to").iterator()
    ):
        events[case_id].append(Passage(moved_at, move, step_to))
    platforms = dict(cases.filter(parties__role=PLATFORM_PARTY).order_by().values_list("pk", "parties__org_id"))
    return tuple(_path(row, tuple(events[row["pk"]]), platforms.get(row["pk"]), at) for row in rows)


def bureau_settings(*, on: date) -> Settings:
    """What the bureau has set for its figures; a missing row is named, never replaced by a number."""
    baseline, missing = None, ""
    try:
        row = parameter(TOPIC, "baseline_hours", on=on)
        baseline = Baseline(timedelta(hours=row.number), row.note)
    except MissingRow as error:
        missing = str(error)
    try:
        abandoned = timedelta(days=parameter(TOPIC, "abandoned_days", on=on).number)
    except MissingRow:
        abandoned = None
    return Settings(baseline, missing, abandoned)


def latest_sheet() -> FigureSheet | None:
    """The newest figures made for the public page."""
    return FigureSheet.objects.order_by("-made_at").first()


def _path(row: dict[str, Any], passages: tuple[Passage, ...], platform_id: UUID | None, at: datetime) -> CasePath:
    declared = case_type(row["type"], row["type_version"])
    return CasePath(
        case_id=row["pk"],
        type=row["type"],
        fast_lane=row["fast_lane"],
        handler_org_id=row["handler_org_id"],
        platform_id=platform_id,
        opened_at=row["opened_at"],
        closed_on=row["closed_on"],
        result=row["result"],
        breached=bool(row["breaches"]),
        passages=passages,
        stays=tuple(_stays(declared, passages, at)),
    )


def _stays(declared: CaseType, passages: Sequence[Passage], at: datetime) -> Iterable[Stay]:
    """Fold passages into stays: only a change of step ends one."""
    start, current = None, ""
    for passage in passages:
        if passage.step_to == current:
            continue
        if start is not None:
            yield _stay(declared, current, start, passage.at)
        start, current = passage.at, passage.step_to
    if start is not None:
        yield _stay(declared, current, start, at)


def _stay(declared: CaseType, step: str, start: datetime, end: datetime) -> Stay:
    known = declared.step(step) if declared.has_step(step) else None
    return Stay(step, known.label if known else step, known.holder if known else Holder.NOBODY, start, end)


def _names(paths: Iterable[CasePath]) -> dict[UUID, str]:
    ids = {path.handler_org_id for path in paths} | {path.platform_id for path in paths if path.platform_id}
    return {org_id: org.short_name or org.name for org_id, org in orgs_by_id(ids).items()}
