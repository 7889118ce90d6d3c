"""A worker's mail address: set by himself, used once he has answered from it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line
from anxin.notify.channels.mail import Letter, mailer
from anxin.notify.models import MailAddress

_SALT: Final = "notify.mail"
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LENGTH_MOST: Final = 120
_CONFIRM_WITHIN: Final = timedelta(days=3)
_PAUSE: Final = timedelta(minutes=1)


@transaction.atomic
def mail_address_set(*, worker_id: UUID, address: str, link: str, at: datetime) -> None:
    """Keep an address, unconfirmed, and send the letter that confirms it (填写邮箱).

    Args:
        link: the page's address with ``TOKEN`` where the token goes.

    Raises:
        BadInput: it is no mail address. Refused: the last letter left less than a minute ago.
    """
    wanted = line(address, most=_LENGTH_MOST, label="邮箱")
    if not _ADDRESS.fullmatch(wanted):
        raise BadInput(_("邮箱请写成“name@example.com”这样。"), field="address")
    known = MailAddress.objects.select_for_update().filter(worker_id=worker_id).first()
    if known is not None and known.set_at > at - _PAUSE:
        raise Refused(_("确认邮件刚发过，请过一分钟再试。"), field="address")
    MailAddress.objects.filter(worker_id=worker_id).delete()
    MailAddress.objects.create(worker_id=worker_id, address=wanted, set_at=at)
    token = signing.dumps([worker_id.hex, wanted], salt=_SALT)
    text = f"请打开下面的链接，确认用这个邮箱收安心的消息。不是您本人操作的，不用理会。\n{link.replace('TOKEN', token)}"
    mailer().send(Letter(to=wanted, subject="安心：请确认邮箱", text=text), at=at)


def mail_address_confirm(*, token: str, at: datetime) -> None:
    """Confirm the address the letter went to (确认邮箱).

    Raises:
        NotFound: the link is old, cut off, or the address has been changed since.
    """
    try:
        worker, address = signing.loads(token, salt=_SALT, max_age=_CONFIRM_WITHIN)
        row = MailAddress.objects.get(worker_id=UUID(worker))
    except (signing.BadSignature, MailAddress.DoesNotExist, ValueError, TypeError) as error:
        raise NotFound(_("这个确认链接已经失效，请在“找活提醒”里重新填写邮箱。")) from error
    if row.address != address:
        raise NotFound(_("这个确认链接已经失效，请在“找活提醒”里重新填写邮箱。"))
    MailAddress.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=at)


def mail_address_forget(*, worker_id: UUID) -> None:
    """Forget the address; nothing more goes there."""
    MailAddress.objects.filter(worker_id=worker_id).delete()
