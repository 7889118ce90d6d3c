"""Where a platform has joined (参保登记) and whom to call there (联系人)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.identity.selectors import org
from anxin.identity.types import Actor, OrgKind
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line
from anxin.platforms.models import Contact, Joining
from anxin.platforms.rights import check_administers, check_manages
from anxin.platforms.types import ContactKind

CONTACTS_MOST: Final = 20
_REGION: Final = re.compile(r"\d{6}", re.ASCII)
_PHONE: Final = re.compile(r"[0-9+() -]{5,30}", re.ASCII)


@transaction.atomic
def joining_add(
    *,
    org_id: UUID,
    region_code: str,
    industry: str,
    rate_class: str,
    starts_on: date,
    actor: Actor,
    at: datetime,
    ends_on: date | None = None,
) -> UUID:
    """Enter a platform as joined in a region and industry (参保登记).

    Raises:
        NotAllowed: only a system administrator of the bureau.
        Refused: it is joined there already and that has no last day.
    """
    check_administers(actor)
    home = org(org_id)
    if home is None or home.kind is not OrgKind.PLATFORM:
        raise NotFound(_("没有找到这个平台。"))
    if not _REGION.fullmatch(region_code):
        raise BadInput(_("行政区划代码应为 6 位数字。"), field="region_code")
    if ends_on is not None and ends_on < starts_on:
        raise BadInput(_("结束日期不能早于开始日期。"), field="ends_on")
    row = Joining(
        org_id=org_id,
        region_code=region_code,
        industry=line(industry, most=10, label=_("行业")),
        rate_class=line(rate_class, most=20, label=_("费率档")),
        starts_on=starts_on,
        ends_on=ends_on,
        made_by=actor.account_id,
        made_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("这个平台在该地区和行业已有一条没有截止日的登记，请先结束它。")) from error
    return row.pk


@transaction.atomic
def joining_end(*, joining_id: UUID, last_day: date, actor: Actor) -> None:
    """Let a joining end with a day. Its past stays: premiums of that time are still computed from it."""
    check_administers(actor)
    row = Joining.objects.select_for_update().filter(pk=joining_id).first()
    if row is None:
        raise NotFound(_("没有这条登记。"))
    if last_day < row.starts_on:
        raise BadInput(_("结束日期不能早于开始日期。"), field="ends_on")
    Joining.objects.filter(pk=joining_id).update(ends_on=last_day)


@transaction.atomic
def contact_add(*, org_id: UUID, kind: ContactKind, name: str, phone: str, actor: Actor, email: str = "") -> None:
    """Add a contact of a platform."""
    check_manages(actor, org_id)
    if Contact.objects.filter(org_id=org_id).count() >= CONTACTS_MOST:
        raise Refused(_("联系人最多 %(most)s 位，请先删去不用的。") % {"most": CONTACTS_MOST})
    name, phone = line(name, most=50, label=_("姓名")), line(phone, most=30, label=_("电话"))
    email = line(email, most=100, label=_("邮箱"))
    if not name:
        raise BadInput(_("请填写姓名。"), field="name")
    if not _PHONE.fullmatch(phone):
        raise BadInput(_("电话只写数字和横线，例如 010-00000000。"), field="phone")
    if email and "@" not in email:
        raise BadInput(_("邮箱不完整，请核对。"), field="email")
    Contact.objects.create(org_id=org_id, kind=ContactKind(kind).value, name=name, phone=phone, email=email)


@transaction.atomic
def contact_remove(*, contact_id: UUID, actor: Actor) -> None:
    """Remove a contact. Removing it again changes nothing."""
    row = Contact.objects.filter(pk=contact_id).first()
    if row is not None:
        check_manages(actor, row.org_id)
        row.delete()
