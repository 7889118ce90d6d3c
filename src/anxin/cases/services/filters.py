"""Filters of a list under a name (常用筛选)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.models import SavedFilter
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotAllowed
from anxin.kit.text import line

FILTERS_MAX: Final = 20
"""Most saved filters per person and list: a menu stays readable."""

DESK: Final = "desk"
"""The task list."""


def filter_save(*, name: str, query: str, actor: Actor, at: datetime, page: str = DESK) -> None:
    """Keep a filter under a name; the same name again replaces it.

    Args:
        query: the query string of the page, as its own filters write it.
        page: of which list it is.
    """
    label = line(name, most=30, label=_("名称"))
    if not label:
        raise BadInput(_("请给这个筛选起个名称。"), field="name")
    if actor.account_id is None:
        raise NotAllowed(_("请先登录。"))
    mine = SavedFilter.objects.filter(account_id=actor.account_id, page=page)
    if not mine.filter(name=label).exists() and mine.count() >= FILTERS_MAX:
        raise BadInput(_("最多保存 %(most)s 个筛选，请先删除不用的。") % {"most": FILTERS_MAX}, field="name")
    SavedFilter.objects.update_or_create(
        account_id=actor.account_id,
        page=page,
        name=label,
        defaults={"query": line(query, most=500, label=_("筛选条件")), "saved_at": at},
    )


@transaction.atomic
def filter_rename(*, filter_id: UUID, name: str, actor: Actor) -> None:
    """Give one of the actor's own filters another name.

    Raises:
        BadInput: no name, or another of his filters of that list has it.
    """
    label = line(name, most=30, label=_("名称"))
    if not label:
        raise BadInput(_("请给这个筛选起个名称。"), field="name")
    if actor.account_id is None:
        raise NotAllowed(_("请先登录。"))
    mine = SavedFilter.objects.filter(account_id=actor.account_id)
    kept = mine.select_for_update().filter(pk=filter_id).first()
    if kept is None:
        return
    if mine.filter(page=kept.page, name=label).exclude(pk=kept.pk).exists():
        raise BadInput(_("已经有一个叫“%(name)s”的筛选，请换一个名称。") % {"name": label}, field="name")
    kept.name = label
    kept.save(update_fields=["name"])


def filter_delete(*, filter_id: UUID, actor: Actor) -> None:
    """Forget one of the actor's own filters."""
    if actor.account_id is not None:
        SavedFilter.objects.filter(pk=filter_id, account_id=actor.account_id).delete()
