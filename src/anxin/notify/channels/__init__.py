"""Ways out, one module each; registered here and nowhere else."""

from anxin.notify.channels import phone
from anxin.notify.channels.base import Channel, NoAddress, NotSent, channel, channels_for, register

register(phone.PhoneChannel())

__all__ = ["Channel", "NoAddress", "NotSent", "channel", "channels_for", "register"]
