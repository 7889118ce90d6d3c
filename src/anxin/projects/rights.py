"""Who may see a project and who may change it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed, NotFound
from anxin.projects.models import Project

KEEPERS: Final = (Role.WAGE_INSPECTOR, Role.BUREAU_INTAKE, Role.BUREAU_LEAD)
"""Posts of the bureau in charge: they see and keep the projects below their organisation."""

OVERSEERS: Final = (Role.SUPERVISOR, Role.AUDITOR)
"""They see every project and change none."""

OWN: Final = Role.EMPLOYER_OFFICER
"""Sees, and hands in papers of, the projects its organisation is the main contractor of."""

VIEWERS: Final = (*KEEPERS, *OVERSEERS, OWN)


def visible_to(actor: Actor) -> QuerySet[Project]:
    """The projects an actor may see."""
    rows = Project.objects.all()
    if actor.is_system or actor.has(*OVERSEERS):
        return rows
    rules = [Q(org_path__startswith=path) for path in actor.paths(*KEEPERS)]
    own = actor.orgs(OWN)
    if own:
        rules.append(Q(parties__org_id__in=own))
    return rows.filter(reduce(or_, rules)).distinct() if rules else rows.none()


def project_row(actor: Actor, project_id: UUID, *, lock: bool = False) -> Project:
    """One project an actor may see.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    row = visible_to(actor).filter(pk=project_id).first()
    if row is not None and lock:
        row = Project.objects.select_for_update().get(pk=row.pk)
    if row is None:
        raise NotFound(_("没有找到这个工程项目，请从项目清单里选择。"))
    return row


def keeps(actor: Actor, row: Project) -> bool:
    """May the actor change this project: its bureau, or the product itself."""
    return actor.is_system or actor.reaches(row.org_path, *KEEPERS)


def hands_in(actor: Actor, row: Project) -> bool:
    """May the actor hand in monthly papers and certificates: its bureau or its main contractor."""
    own = actor.orgs(OWN)
    return keeps(actor, row) or (bool(own) and row.parties.filter(kind="main_contractor", org_id__in=own).exists())


def require_keeper(actor: Actor, row: Project) -> None:
    """Raises ``NotAllowed`` for everybody but the bureau in charge."""
    if not keeps(actor, row):
        raise NotAllowed(_("这一项由项目所在地的人社部门登记，请联系劳动保障监察员。"))


def require_hand_in(actor: Actor, row: Project) -> None:
    """Raises ``NotAllowed`` for everybody but the bureau in charge and the main contractor."""
    if not hands_in(actor, row):
        raise NotAllowed(_("这一项由施工总承包单位或者项目所在地的人社部门登记。"))
