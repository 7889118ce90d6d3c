"""The site's notice board (维权信息告示牌, 条例 第三十四条): what every worker on the site may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.kit.errors import NotFound
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow
from anxin.projects.selectors.facts import project_by_id, project_parties
from anxin.projects.types import ProjectParty, ProjectView

TOPIC = "site_notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """The contents of the board. A value that nobody entered is None: the board says so and guesses nothing."""

    project: ProjectView
    parties: tuple[ProjectParty, ...]
    bureau: str
    minimum_wage_fen: int | None
    labour_phone: str | None
    complaint_phone: str | None
    industry_phone: str | None
    arbitration: str | None
    legal_aid_phone: str | None


def notice(project_id: UUID, *, on: date) -> Notice:
    """The board of a project.

    Raises:
        NotFound: no such project, or its works are finished.
    """
    project = project_by_id(project_id)
    if project is None or project.completed_on is not None:
        raise NotFound("没有找到这个在建工程的告示牌。")
    wage = _value("minimum_wage_fen", on)
    return Notice(
        project=project,
        parties=project_parties(project_id),
        bureau=project.org_name,
        minimum_wage_fen=wage if isinstance(wage, int) else None,
        labour_phone=_text("labour_phone", on),
        complaint_phone=_text("complaint_phone", on),
        industry_phone=_text("industry_phone", on),
        arbitration=_text("arbitration", on),
        legal_aid_phone=_text("legal_aid_phone", on),
    )


def _value(name: str, on: date) -> object:
    try:
        return parameter(TOPIC, name, on=on).value
    except MissingRow:
        return None


def _text(name: str, on: date) -> str | None:
    value = _value(name, on)
    return None if value is None else str(value)
