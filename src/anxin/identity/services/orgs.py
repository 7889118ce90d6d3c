"""Organisations: entering them into the tree."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.identity.models import Organisation
from anxin.identity.names import org_name_parse
from anxin.identity.numbers import credit_code_parse
from anxin.identity.rights import require_admin
from anxin.identity.types import Actor, OrgKind, OrgView, Role
from anxin.identity.views import org_view
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.ids import uuid7
from anxin.kit.statements import insert
from anxin.kit.text import line

_REGION_SHAPE = re.compile(r"(\d{6})?", re.ASCII)


@transaction.atomic
def org_create(
    *,
    kind: OrgKind,
    name: str,
    actor: Actor,
    at: datetime,
    parent_id: UUID | None = None,
    short_name: str = "",
    credit_code: str = "",
    region_code: str = "",
    phone: str = "",
) -> OrgView:
    """Enter an organisation (机构登记). A district stands below its bureau, all others may stand alone.

    Raises:
        Refused: the name or credit code is already entered, or the parent does not fit.
    """
    parent = _parent(parent_id, kind)
    require_admin(actor, Role.SYSTEM_ADMIN, org_path=parent.path if parent else None, deed=_("登记机构"))
    if not _REGION_SHAPE.fullmatch(region_code):
        raise BadInput(_("行政区划代码应为 6 位数字。"), field="region_code")
    org_id = uuid7()
    org = Organisation(
        id=org_id,
        kind=kind.value,
        parent=parent,
        path=f"{parent.path if parent else '/'}{org_id.hex}/",
        name=_required(name, "机构名称", 100),
        short_name=org_name_parse(short_name or name, most=40, label="机构简称"),
        credit_code=credit_code_parse(credit_code) if credit_code else "",
        region_code=region_code,
        phone=line(phone, most=30, label="电话"),
        created_at=at,
    )
    try:
        with transaction.atomic():
            insert(org)
    except IntegrityError as error:
        raise Refused(_("已有同名或同一统一社会信用代码的机构，请在列表里查找后使用。"), field="name") from error
    return org_view(org)


EMPLOYER_CLERKS = (
    Role.WAGE_INSPECTOR,
    Role.BUREAU_INTAKE,
    Role.BUREAU_REVIEWER,
    Role.BUREAU_LEAD,
    Role.MARKET_OPERATOR,
)
"""Posts that enter an employer while they work on something that concerns it."""


@transaction.atomic
def employer_enter(*, name: str, actor: Actor, at: datetime, credit_code: str = "", phone: str = "") -> OrgView:
    """Enter an employer, or find the one already entered (用人单位登记). Key: the credit code, else the exact name.

    A known employer without a credit code gets the one named now; a platform or market of that name is an employer too.

    Raises:
        NotAllowed: the actor's post does not enter employers. BadInput: no name, or a credit code that cannot be right.
        Refused: the name is entered with another credit code.
    """
    if not (actor.is_system or actor.has(*EMPLOYER_CLERKS)):
        raise NotAllowed(_("您不能登记用人单位，请由人社部门或零工市场工作人员办理。"))
    code = credit_code_parse(credit_code) if credit_code else ""
    wanted = _required(name, "单位名称", 100)
    known = Organisation.objects.filter(credit_code=code).first() if code else None
    known = known or Organisation.objects.select_for_update().filter(name=wanted).first()
    if known is None:
        known = _new_employer(wanted, code, phone, at)
    if code and not known.credit_code:
        known.credit_code = code
        known.save(update_fields=["credit_code"])
    if code and known.credit_code != code:
        raise Refused(_("这个名称已用另一个统一社会信用代码登记，请对照营业执照核对名称和代码。"), field="credit_code")
    return org_view(known)


def _new_employer(name: str, code: str, phone: str, at: datetime) -> Organisation:
    org_id = uuid7()
    org = Organisation(
        id=org_id,
        kind=OrgKind.EMPLOYER.value,
        path=f"/{org_id.hex}/",
        name=name,
        short_name=name[:40],
        credit_code=code,
        phone=line(phone, most=30, label="电话"),
        created_at=at,
    )
    try:
        with transaction.atomic():
            insert(org)
    except IntegrityError:
        return Organisation.objects.get(name=name)
    return org


def _required(text: str, label: str, most: int) -> str:
    value = org_name_parse(text, most=most, label=label)
    if not value:
        raise BadInput(_("请填写%(label)s。") % {"label": label}, field="name")
    return value


def _parent(parent_id: UUID | None, kind: OrgKind) -> Organisation | None:
    if parent_id is None:
        if kind is OrgKind.DISTRICT:
            raise BadInput(_("请选择这个区县所属的人社部门。"), field="parent_id")
        return None
    parent = Organisation.objects.filter(pk=parent_id).first()
    if parent is None:
        raise NotFound(_("没有找到上级机构，请重新选择。"), field="parent_id")
    if kind is OrgKind.DISTRICT and parent.kind != OrgKind.BUREAU:
        raise BadInput(_("区县人社部门只能设在市级人社部门之下。"), field="parent_id")
    return parent
