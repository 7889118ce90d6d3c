"""How many people complained about a construction project: a number for the early warning, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count

from anxin.kit.clock import at_start_of
from anxin.wages.models import WageCase


def complaints_of_projects(project_ids: Iterable[UUID], since: date) -> Mapping[UUID, int]:
    """Wage cases of each project reported since a day; projects without one are absent."""
    rows = WageCase.objects.filter(project_id__in=list(project_ids), reported_at__gte=at_start_of(since))
    return dict(rows.values_list("project_id").annotate(number=Count("pk")))
