"""Starting and ending a conformance run (联调测试)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import NotFound
from anxin.platforms.conformance import judge
from anxin.platforms.history import seen_since
from anxin.platforms.models import RunRow
from anxin.platforms.rights import check_manages
from anxin.platforms.services.sandbox import sandbox_of
from anxin.platforms.twins import platform_of


@transaction.atomic
def run_start(*, platform_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Begin a run; an open one is ended first. Only what is asked from now on counts."""
    check_manages(actor, platform_id)
    twin = sandbox_of(platform_id=platform_id, at=at)
    for row in RunRow.objects.select_for_update().filter(org_id=twin, finished_at=None):
        _finish(row, at)
    return RunRow.objects.create(org_id=twin, started_at=at, started_by=actor.account_id).pk


@transaction.atomic
def run_finish(*, run_id: UUID, actor: Actor, at: datetime) -> None:
    """End a run and keep its result. Ending it again changes nothing.

    Raises:
        NotFound: another platform's run, or none.
    """
    row = RunRow.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if row is None:
        raise NotFound(_("没有这次联调测试。"))
    check_manages(actor, platform_of(row.org_id))
    if row.finished_at is None:
        _finish(row, at)


def _finish(row: RunRow, at: datetime) -> None:
    row.result = [asdict(one) for one in judge(seen_since(row.org_id, row.started_at))]
    row.finished_at = at
    row.save(update_fields=["result", "finished_at"])
