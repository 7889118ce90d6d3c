"""Ways to send a short message. One module a vendor; ``ANXIN_SMS`` names the one in use."""

from anxin.identity.channels import demo
from anxin.identity.channels.base import Channel, NotSent, channel, register

register(demo.DemoChannel())

__all__ = ["Channel", "NotSent", "channel", "register"]
