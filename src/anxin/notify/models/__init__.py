"""Messages to people and groups, and webhooks to platforms. Private to this context."""

from anxin.notify.models.messages import Delivery, DemoMail, GroupPart, GroupRobot, MailAddress, Message, OptOut
from anxin.notify.models.webhooks import HookAttempt, HookDelivery, HookEndpoint, HookMessage

__all__ = [
    "Delivery",
    "DemoMail",
    "GroupPart",
    "GroupRobot",
    "HookAttempt",
    "HookDelivery",
    "HookEndpoint",
    "HookMessage",
    "MailAddress",
    "Message",
    "OptOut",
]
