"""Who may look at and manage what belongs to a platform."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed, NotFound

OWN: Final = (Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)
OVERSEERS: Final = (Role.SYSTEM_ADMIN, Role.SUPERVISOR, Role.BUREAU_LEAD)


def check_manages(actor: Actor, org_id: UUID) -> None:
    """Pass for the platform's manager, a system administrator and the product itself.

    Raises:
        NotAllowed: with whom to ask.
    """
    if not (actor.is_system or actor.has(Role.SYSTEM_ADMIN) or org_id in actor.orgs(Role.PLATFORM_MANAGER)):
        raise NotAllowed(_("这一项由平台负责人或系统管理员管理。"))


def check_administers(actor: Actor) -> None:
    """Pass for a system administrator and the product itself: what the bureau decides about a platform."""
    if not (actor.is_system or actor.has(Role.SYSTEM_ADMIN)):
        raise NotAllowed(_("这一项由人社部门的系统管理员管理。"))


def check_sees(actor: Actor, org_id: UUID) -> None:
    """Pass for the platform's own people and those who oversee platforms.

    Raises:
        NotFound: another platform's look like none.
    """
    if not (actor.is_system or actor.has(*OVERSEERS) or org_id in actor.orgs(*OWN)):
        raise NotFound(_("没有找到这个平台。"))
