"""Which panels and forms stand on the pages of which case types: the one place where they are joined."""

from __future__ import annotations

from datetime import datetime

from anxin.cases.types import CaseView, Sight
from anxin.claims.selectors import desk_panel, objection_panel
from anxin.claims.types import OBJECTION, ORDINARY, SMALL
from anxin.identity.types import Actor, Role
from anxin.wages.types import CRIME, WAGE_TYPES
from anxin.web.staff.panels import Panel, forms_join, panels_join
from anxin.web.staff.wages import case as wage_case

DECIDING = (Role.INSURER_HANDLER, Role.BUREAU_INTAKE, Role.BUREAU_REVIEWER, Role.BUREAU_LEAD)
"""Posts that go on to the page where a claim is decided."""


def injury(actor: Actor, view: CaseView, at: datetime) -> Panel | None:
    """Facts with their origin, the five papers and the rules' lines; not for those who see the outside only."""
    if view.sight not in (Sight.FULL, Sight.OVERSIGHT):
        return None
    facts = {"claim": desk_panel(actor=actor, case_id=view.id), "decides": actor.has(*DECIDING)}
    return Panel("", "staff/cases/injury_panel.html", facts, order=10)


def objection(actor: Actor, view: CaseView, at: datetime) -> Panel | None:
    """What the worker says, and the decision it is about, for those who look again."""
    if view.sight not in (Sight.FULL, Sight.OVERSIGHT):
        return None
    facts = objection_panel(actor=actor, case_id=view.id)
    return Panel("", "staff/cases/objection_panel.html", {"objection": facts}, order=10)


def join() -> None:
    """Join every panel to its types."""
    panels_join(SMALL, ORDINARY, maker=injury)
    panels_join(OBJECTION, maker=objection)
    panels_join(*WAGE_TYPES, maker=wage_case.panel)
    forms_join(SMALL, ORDINARY, moves=("judge",), route="claim")
    panels_join(CRIME, maker=wage_case.crime_panel)
