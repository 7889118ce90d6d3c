"""Who may do what with money (岗位权限)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed

DESK_ROLES: Final = (Role.FINANCE_MAKER, Role.FINANCE_CHECKER, Role.FINANCE_RELEASER)
"""They work at the payment desk."""

VIEW_ROLES: Final = (*DESK_ROLES, Role.BUREAU_LEAD, Role.SUPERVISOR, Role.AUDITOR)
"""They may look at payments and the ledger; names and accounts stay masked."""

FILE_ROLES: Final = (Role.AUDITOR,)
"""They may take away files that name people and accounts."""


def require(actor: Actor, *roles: Role) -> None:
    """Let the system and holders of a role pass.

    Raises:
        NotAllowed: anybody else.
    """
    if not (actor.is_system or actor.has(*roles)):
        raise NotAllowed(_("您的岗位不能办理这一步付款手续，请由有相应岗位的同事办理。"))


def require_person(actor: Actor, *roles: Role) -> UUID:
    """Let only a person with a role pass, and say who: a signature cannot be a machine's.

    Raises:
        NotAllowed: anybody else, the system included.
    """
    if actor.account_id is None or not actor.has(*roles):
        raise NotAllowed(_("这一步须由有相应财务岗位的人员本人办理。"))
    return actor.account_id
