"""Lists of projects: for the desk with its filters, for the early-warning desk, for inspectors' calls."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from anxin.identity.types import Actor
from anxin.projects.models import Project, Standing
from anxin.projects.rights import visible_to
from anxin.projects.selectors.facts import views
from anxin.projects.types import LEVEL_NAMES, SIGNAL_NAMES, Level, ProjectView, Signal

PAGE_ROWS = 50
CALLS_MOST = 2_000
"""Rows of a call list taken away as Excel: more than any bureau can visit."""


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """Which projects to list. ``text``: name, number or a company. ``state``: ``open``, ``done`` or everything."""

    text: str = ""
    industry: str = ""
    level: str = ""
    state: str = "open"
    signal: str = ""


def projects_listed(
    actor: Actor, wanted: ProjectFilter, *, offset: int = 0, rows: int = PAGE_ROWS
) -> list[ProjectView]:
    """Projects an actor may see, the most urgent first; one more than ``rows`` when there are more."""
    found = _filtered(actor, wanted)
    ordered = found.order_by(F("standing__score").desc(nulls_last=True), "-signed_on", "pk")
    return views(ordered[offset : offset + rows + 1])


def _filtered(actor: Actor, wanted: ProjectFilter) -> QuerySet[Project]:
    rows = Project.objects.filter(pk__in=visible_to(actor).values("pk"))
    if wanted.text.strip():
        text = wanted.text.strip()
        named = Q(name__icontains=text) | Q(number__iexact=text) | Q(site__icontains=text)
        rows = rows.filter(named | Q(pk__in=_with_company(text)))
    if wanted.industry:
        rows = rows.filter(industry=wanted.industry)
    if wanted.level:
        rows = rows.filter(standing__level=wanted.level)
    if wanted.signal:
        rows = rows.filter(standing__signals__contains=[{"rule_id": wanted.signal}])
    if wanted.state == "open":
        return rows.filter(completed_on=None)
    return rows.exclude(completed_on=None) if wanted.state == "done" else rows


def _with_company(text: str) -> QuerySet[Project]:
    return Project.objects.filter(Q(parties__name__icontains=text) | Q(parties__credit_code__iexact=text))


@dataclass(frozen=True, slots=True)
class Call:
    """A visit an inspector should make (检查名单): where, whom to ask for, and every reason in words."""

    project: ProjectView
    signals: tuple[Signal, ...]
    computed_on: date

    @property
    def reasons(self) -> str:
        return "；".join(signal.staff for signal in self.signals)


def call_list(actor: Actor, wanted: ProjectFilter, *, rows: int = PAGE_ROWS) -> list[Call]:
    """Projects with at least one signal, the most urgent first; one more than ``rows`` when there are more."""
    found = _filtered(actor, wanted).filter(standing__score__gt=0)
    ordered = found.order_by("-standing__score", "-contract_fen", "pk")[: rows + 1]
    standings = {one.project_id: one for one in Standing.objects.filter(project__in=list(ordered))}
    return [
        Call(
            project,
            tuple(Signal(**signal) for signal in standings[project.id].signals),
            standings[project.id].computed_on,
        )
        for project in views(ordered)
    ]


def level_counts(actor: Actor, wanted: ProjectFilter) -> list[tuple[Level, str, int]]:
    """How many projects stand at each level."""
    levels = Counter(
        Standing.objects.filter(project__in=_filtered(actor, wanted).values("pk")).values_list("level", flat=True)
    )
    return [(level, LEVEL_NAMES[level], levels[level.value]) for level in Level]


def signal_counts(actor: Actor, wanted: ProjectFilter) -> list[tuple[str, str, str, int]]:
    """How many projects show each signal: rule, name, article, number; the commonest first."""
    rows = Standing.objects.filter(project__in=_filtered(actor, wanted).values("pk"), score__gt=0)
    counts: Counter[str] = Counter()
    articles: dict[str, str] = {}
    for signals in rows.values_list("signals", flat=True):
        for signal in signals:
            counts[signal["rule_id"]] += 1
            articles[signal["rule_id"]] = signal["article"]
    return [
        (rule_id, SIGNAL_NAMES.get(rule_id, rule_id), articles[rule_id], number)
        for rule_id, number in counts.most_common()
    ]
