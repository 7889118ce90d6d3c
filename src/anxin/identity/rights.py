"""Who may administer whom: the three administrators stay apart (三员分立)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.identity.types import Actor, ActorPost, OrgKind, Role
from anxin.kit.errors import NotAllowed


def require_admin(actor: Actor, role: Role, *, org_path: str | None, deed: str) -> None:
    """Pass when the actor is the product itself or holds ``role`` in the city bureau or above ``org_path``.

    A city administrator reaches everything; a district one only what lies below his district.

    Raises:
        NotAllowed: with a sentence naming ``deed`` and whom to ask.
    """
    if actor.is_system or any(_reaches(post, org_path) for post in actor.posts if post.role is role):
        return
    raise NotAllowed(_("您不能%(deed)s，请联系本级%(who)s办理。") % {"deed": deed, "who": _ADMIN_NAMES[role]})


_ADMIN_NAMES = {Role.SYSTEM_ADMIN: "系统管理员", Role.SECURITY_ADMIN: "安全管理员", Role.AUDITOR: "安全审计员"}


def _reaches(post: ActorPost, org_path: str | None) -> bool:
    return post.org_kind is OrgKind.BUREAU or (org_path is not None and org_path.startswith(post.org_path))
