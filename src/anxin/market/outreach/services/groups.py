"""Lists of people whom staff look after (帮扶名单): nobody is on one who did not agree."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from anxin.identity.events import ConsentWithdrawn
from anxin.identity.selectors import consent_standing, worker_by_id_number, worker_by_phone
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line
from anxin.market.hall.access import clerk_of, market_of
from anxin.market.outreach.models import HelpGroup, Member
from anxin.market.outreach.types import CONSENT_KEY


def group_add(*, name: str, actor: Actor, at: datetime) -> UUID:
    """A new list.

    Raises:
        BadInput: no name, or one that is taken.
    """
    label = line(name, most=30, label="名称")
    if not label:
        raise BadInput("请填写名单的名称，例如“需要离家近的活”。", field="name")
    group, made = HelpGroup.objects.get_or_create(org_id=market_of(actor), name=label, defaults={"made_at": at})
    if not made:
        raise BadInput("已经有这个名称的名单，请换一个。", field="name")
    return group.pk


def member_add(*, group_id: UUID, person: str, actor: Actor, at: datetime) -> None:
    """Put a worker on a list, found by phone or ID number (加入名单).

    Raises:
        NotFound: no such list or worker. Refused: the worker has not agreed.
    """
    group = HelpGroup.objects.filter(pk=group_id, org_id=market_of(actor)).first()
    if group is None:
        raise NotFound("没有找到这个名单，请回到列表重新选择。")
    typed = line(person, most=30, label="手机号或证件号")
    worker = _found(typed)
    if worker is None or consent_standing(worker, CONSENT_KEY) is None:
        raise Refused(
            "没有找到，或者本人还没有同意。请本人在手机上打开“找活提醒”，点“愿意收帮扶消息”。", field="person"
        )
    Member.objects.get_or_create(group=group, worker_id=worker, defaults={"added_by": clerk_of(actor), "added_at": at})


def _found(typed: str) -> UUID | None:
    """One answer for "unknown" and "no consent": a list must not tell who is registered."""
    for look in (worker_by_phone, worker_by_id_number):
        try:
            worker = look(typed)
        except BadInput:
            continue
        if worker is not None:
            return worker.id
    return None


def member_remove(*, member_id: UUID, actor: Actor) -> None:
    """Take somebody off a list (移出名单)."""
    deleted, _rows = Member.objects.filter(pk=member_id, group__org_id=market_of(actor)).delete()
    if not deleted:
        raise NotFound("没有找到这个人，可能已经移出，请刷新页面。")


def members_without_consent_remove(event: ConsentWithdrawn) -> None:
    """Listener: who takes the consent back is on no list from that moment."""
    if event.key == CONSENT_KEY:
        Member.objects.filter(worker_id=event.worker_id).delete()
