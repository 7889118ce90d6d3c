"""Asking for a new look at how a project stands, by a job in the running transaction."""

from __future__ import annotations

from uuid import UUID

from anxin.kit.jobs import defer
from anxin.projects import tasks


def standing_wake(project_id: UUID) -> None:
    """Work the early warning of a project out again soon."""
    defer(tasks.standing_refresh, lock=f"project:{project_id}", project_id=str(project_id))
