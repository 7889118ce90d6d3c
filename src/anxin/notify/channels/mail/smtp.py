"""Letters over SMTP (see README.md)."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings

from anxin.notify.channels.base import NoAddress, NotSent
from anxin.notify.channels.mail.base import Letter

_SECONDS_MOST: Final = 15
_LOCAL: Final = frozenset({"127.0.0.1", "localhost"})
_NO_SUCH_MAILBOX: Final = frozenset({550, 551, 553})


class SmtpMailer:
    """Selected with ``ANXIN_MAIL=smtp``."""

    key = "smtp"
    label = "邮件服务器"
    simulated = False

    def send(self, letter: Letter, *, at: datetime) -> None:
        try:
            with _connection() as server:
                server.send_message(_written(letter, at))
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise (NoAddress if code in _NO_SUCH_MAILBOX else NotSent)(f"SMTP {code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from error


def _connection() -> smtplib.SMTP:
    parts = urlsplit(settings.ANXIN_MAIL_URL)
    host, secure = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=_SECONDS_MOST, context=secure)
    elif parts.scheme == "smtp":
        server = smtplib.SMTP(host, parts.port or 587, timeout=_SECONDS_MOST)
        if host not in _LOCAL:
            server.starttls(context=secure)
    else:
        raise NotSent("ANXIN_MAIL_URL must start with smtp:// or smtps://")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _written(letter: Letter, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.ANXIN_MAIL_FROM, letter.to, letter.subject
    message["Date"], message["Message-ID"] = format_datetime(at), make_msgid(domain="anxin.invalid")
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    return message
