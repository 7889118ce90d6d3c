"""Ways out, one module each; registered here and nowhere else."""

from anxin.notify.channels import mail, phone
from anxin.notify.channels.base import Channel, NoAddress, NotSent, channel, channels_for, register

register(phone.PhoneChannel())
register(mail.MailChannel())

__all__ = ["Channel", "NoAddress", "NotSent", "channel", "channels_for", "register"]
