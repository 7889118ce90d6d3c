"""Posts: who holds which role where, from when to when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.events import PostsChanged
from anxin.identity.models import Account, Organisation, Post
from anxin.identity.models.people import AccountKind
from anxin.identity.rights import require_admin
from anxin.identity.services.records import account_event
from anxin.identity.types import ORG_KIND_NAMES, ROLE_HOMES, ROLE_NAMES, Actor, OrgKind, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.events import emit
from anxin.kit.statements import Prepared, insert, update
from anxin.kit.text import listed


@transaction.atomic
def post_grant(
    *,
    account_id: UUID,
    org_id: UUID,
    role: Role,
    starts_on: date,
    actor: Actor,
    at: datetime,
    ends_on: date | None = None,
) -> UUID:
    """Give somebody a role in an organisation (授予岗位). All sessions of the account end, so that rights are fresh.

    Raises:
        Refused: the role does not exist in such an organisation, is already held, or cannot be held together
            with a role the person has (不相容岗位, ``ANXIN_INCOMPATIBLE_ROLES``).
    """
    account = _account_locked(account_id)
    org = _org(org_id)
    _refuse_self(actor, account_id)
    require_admin(actor, Role.SECURITY_ADMIN, org_path=org.path, deed=_("授予岗位"))
    _refuse_misfit(role, org)
    if ends_on is not None and ends_on < starts_on:
        raise BadInput(_("结束日期不能早于开始日期。"), field="ends_on")
    held = _still_held(account_id, at)
    if any(post.org_id == org_id and post.role == role for post in held):
        raise Refused(
            _("这位人员在%(org)s已有%(role)s岗位，不用再次授予。") % {"org": org.short_name, "role": ROLE_NAMES[role]},
            field="role",
        )
    _refuse_incompatible(role, {Role(post.role) for post in held})
    post = Post(
        account_id=account_id,
        org=org,
        role=role.value,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=actor.account_id,
        granted_at=at,
    )
    insert(post)
    _rights_changed(account, "post_granted", post, actor=actor, at=at)
    return post.id


@transaction.atomic
def post_end(*, post_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a role back at once (免去岗位). Sessions of the account end. Ending twice is the same as once."""
    account_id = Post.objects.filter(pk=post_id).values_list("account_id", flat=True).first()
    if account_id is None:
        raise NotFound(_("没有找到这个岗位，请刷新页面再看。"))
    account = _account_locked(account_id)
    post = Post.objects.select_related("org").get(pk=post_id)
    _refuse_self(actor, account_id)
    require_admin(actor, Role.SECURITY_ADMIN, org_path=post.org.path, deed=_("免去岗位"))
    if post.ended_at is not None:
        return
    post.ends_on = max(post.starts_on, day_of(at))
    post.ended_at, post.ended_by_id = at, actor.account_id
    post.save(update_fields=["ends_on", "ended_at", "ended_by"])
    _rights_changed(account, "post_ended", post, actor=actor, at=at)


def _account_locked(account_id: UUID) -> Account:
    """The account row is the lock: two grants at once cannot slip past the check of incompatible roles."""
    account = _accounts.first(account_id=account_id)
    if account is None or not account.is_active:
        raise NotFound(_("没有找到这个账号，或账号已停用。请在人员列表里重新选择。"))
    return account


def _org(org_id: UUID) -> Organisation:
    org = _orgs.first(org_id=org_id)
    if org is None:
        raise NotFound(_("没有找到这个机构，请重新选择。"), field="org_id")
    return org


def _refuse_self(actor: Actor, account_id: UUID) -> None:
    if actor.account_id == account_id:
        raise NotAllowed(_("不能给自己授予或免去岗位，请由另一位安全管理员办理。"))


def _refuse_misfit(role: Role, org: Organisation) -> None:
    homes = ROLE_HOMES.get(role, frozenset())
    if OrgKind(org.kind) not in homes:
        names = listed(ORG_KIND_NAMES[kind] for kind in OrgKind if kind in homes)
        raise BadInput(
            _("%(role)s岗位只设在：%(names)s。请换一个岗位或机构。") % {"role": ROLE_NAMES[role], "names": names},
            field="role",
        )


def _refuse_incompatible(role: Role, held: set[Role]) -> None:
    for group in settings.ANXIN_INCOMPATIBLE_ROLES:
        others = {Role(name) for name in group} - {role} if role.value in group else set()
        clash = next((other for other in Role if other in others & held), None)
        if clash is not None:
            raise Refused(
                _("%(role)s和%(other)s不能由同一个人担任，请先免去原岗位或另选他人。")
                % {"role": ROLE_NAMES[role], "other": ROLE_NAMES[clash]},
                field="role",
            )


def _still_held(account_id: UUID, at: datetime) -> list[Post]:
    """Posts not ended; those whose last day is over are ended now."""
    open_posts = _open_posts(account_id=account_id)
    expired = [post.id for post in open_posts if post.ends_on is not None and post.ends_on < day_of(at)]
    if expired:
        Post.objects.filter(pk__in=expired).update(ended_at=at)
    return [post for post in open_posts if post.id not in expired]


_accounts = Prepared(
    lambda account_id: Account.objects.select_for_update().filter(pk=account_id, kind=AccountKind.STAFF)
)
_orgs = Prepared(lambda org_id: Organisation.objects.filter(pk=org_id, active=True))
_open_posts = Prepared(lambda account_id: Post.objects.filter(account_id=account_id, ended_at__isnull=True))


def _rights_changed(account: Account, what: str, post: Post, *, actor: Actor, at: datetime) -> None:
    account.access_stamp += 1  # the row is locked
    update(account, "access_stamp")
    account_event(
        account_id=account.id, what=what, actor=actor, at=at, data={"role": post.role, "org": str(post.org_id)}
    )
    emit(PostsChanged(account_id=account.id, at=at))
