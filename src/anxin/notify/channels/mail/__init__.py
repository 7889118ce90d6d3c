"""Letters by e-mail (邮件): to workers who gave and confirmed an address. ``ANXIN_MAIL`` names the way out."""

from anxin.notify.channels.mail.base import Letter, Mailer, mailer, register
from anxin.notify.channels.mail.channel import MailChannel
from anxin.notify.channels.mail.demo import DemoMailer
from anxin.notify.channels.mail.smtp import SmtpMailer

register(DemoMailer())
register(SmtpMailer())

__all__ = ["Letter", "MailChannel", "Mailer", "mailer", "register"]
