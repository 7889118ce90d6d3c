"""Whom the pages about unpaid wages are for."""

from __future__ import annotations

from typing import Final

from anxin.identity.types import Role

OFFICERS: Final = (Role.WAGE_INSPECTOR, Role.BUREAU_LEAD)
"""They work on a case; which of its two officers may do what, the services ask again."""

TAKERS: Final = (Role.WAGE_INSPECTOR, Role.BUREAU_INTAKE, Role.BUREAU_LEAD)
"""They take a complaint down for somebody else."""

READERS: Final = (*TAKERS, Role.SUPERVISOR, Role.AUDITOR)
"""They see the inside of a case."""
