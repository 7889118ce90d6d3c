"""How often the first photograph of a paper was good enough, by kind and platform (一次拍清)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from anxin.cases.selectors import cases_visible
from anxin.claims.models import InjuryClaim
from anxin.documents.selectors import first_goes
from anxin.documents.types import KIND_NAMES
from anxin.identity.selectors import orgs_by_id
from anxin.identity.types import Actor


@dataclass(frozen=True, slots=True)
class FirstGoRow:
    """One kind of paper on one platform; ``platform`` is empty for all together."""

    platform: str
    kind: str
    complete: int
    papers: int

    @property
    def percent(self) -> int:
        return 100 * self.complete // self.papers


def first_go_rows(*, actor: Actor, since: datetime) -> tuple[FirstGoRow, ...]:
    """Papers of the claims that the actor may see, reported from then on: all together first, then by platform.

    One query for each platform, whatever the number of claims.
    """
    claims = InjuryClaim.objects.filter(case__in=cases_visible(actor), reported_at__gte=since)
    found = list(claims.order_by().values_list("platform_id", flat=True).distinct())
    names = {key: org.name for key, org in orgs_by_id([one for one in found if one]).items()}
    rows = _rows("", claims, since)
    for platform_id in sorted(found, key=lambda one: names.get(one, "") if one else ""):
        name = names.get(platform_id, "") if platform_id else ""
        rows += _rows(name or "没有平台", claims.filter(platform_id=platform_id), since)
    return tuple(rows)


def _rows(platform: str, claims: QuerySet[InjuryClaim], since: datetime) -> list[FirstGoRow]:
    files: Any = claims.annotate(file=Concat(Value("case:"), Cast("pk", CharField()))).values("file")
    counts = first_goes(since=since, subjects=files)
    return [FirstGoRow(platform, KIND_NAMES[one.kind], one.complete, one.papers) for one in counts]
