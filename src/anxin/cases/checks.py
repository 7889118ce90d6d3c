"""Start-up checks: a faulty declaration stops the product before it can misplace a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from anxin.cases.models import Case
from anxin.cases.problems import problems
from anxin.cases.registry import UnknownType, all_versions, case_type

STANDING = "casework"
"""Tag of the check that looks at the cases themselves."""


def check_declarations(**_: Any) -> list[CheckMessage]:
    """Every registered case type, walked as a graph."""
    return [
        Error(f"{declared.key} v{declared.version} {problem.where}: {problem.what}", id=f"cases.{problem.code}")
        for declared in all_versions()
        for problem in problems(declared)
    ]


def check_open_cases(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Open cases that stand on a step their declaration no longer has; part of ``script/anxin prepare``.

    ``migrate`` does not run it, because a migration is how such cases are moved.
    """
    if not databases or "cases_case" not in _tables():
        return []
    standing = Case.objects.filter(closed_on__isnull=True).values_list("type", "type_version", "step").distinct()
    return [
        Error(
            f"open cases of {type_key} v{version} stand on step {step}, which is not declared",
            hint="Move them in a data migration, or keep the old version registered.",
            id="cases.C090",
        )
        for type_key, version, step in standing.order_by("type", "step")
        if not _declared(type_key, version, step)
    ]


def _tables() -> list[str]:
    from django.db import connection

    return connection.introspection.table_names()


def _declared(type_key: str, version: int, step: str) -> bool:
    try:
        return case_type(type_key, version).has_step(step)
    except UnknownType:
        return False
