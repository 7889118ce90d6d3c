"""The channel: a message to a worker becomes a letter, with the way out of its topic in it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings

from anxin.notify.channels.base import NoAddress
from anxin.notify.channels.mail.base import Letter, mailer
from anxin.notify.types import Audience, Outgoing

_SUBJECTS: Final = {"jobs": "安心：有您想找的活"}


class MailChannel:
    """Used only when the sender names it."""

    key = "mail"
    label = "邮件"
    audiences = frozenset({Audience.WORKER})
    on_request = True

    @property
    def simulated(self) -> bool:
        return mailer().simulated

    @property
    def per_minute(self) -> int:
        per_minute: int = settings.ANXIN_MAIL_PER_MINUTE
        return per_minute

    def send(self, message: Outgoing, *, at: datetime) -> None:
        from anxin.notify.models import MailAddress
        from anxin.notify.services.optouts import opt_out_token

        worker_id = message.recipient.worker_id
        own = MailAddress.objects.exclude(confirmed_at=None)
        row = own.filter(worker_id=worker_id).first() if worker_id else None
        if row is None or worker_id is None:
            raise NoAddress("no confirmed mail address")
        leave = ""
        if message.topic and settings.ANXIN_SITE:
            leave = f"{settings.ANXIN_SITE}/u/{opt_out_token(worker_id, message.topic)}/"
        text = f"{message.text}\n\n不想再收：{leave}" if leave else message.text
        subject = _SUBJECTS.get(message.topic, "安心：给您的消息")
        mailer().send(Letter(to=row.address, subject=subject, text=text, unsubscribe=leave), at=at)
