"""The mailer of the demo city (演示邮件): letters stay in the database, pages of the demo show them."""

from __future__ import annotations

from datetime import datetime

from anxin.kit.errors import noted
from anxin.notify.channels.mail.base import Letter


class DemoMailer:
    """Reaches no mailbox."""

    key = "console"
    label = noted("演示邮件通道")
    simulated = True

    def send(self, letter: Letter, *, at: datetime) -> None:
        from anxin.notify.models import DemoMail

        DemoMail.objects.create(address=letter.to, subject=letter.subject, text=letter.text, at=at)
