"""The channel of the demo city (演示短信通道): messages stay in the database, pages of the demo show them."""

from __future__ import annotations

from datetime import datetime

from anxin.identity.models import DemoMessage
from anxin.kit.crypto import blind
from anxin.kit.errors import noted


class DemoChannel:
    """Reaches no phone. The operator reads the newest messages with ``script/anxin messages``."""

    key = "console"
    label = noted("演示短信通道")
    simulated = True

    def send(self, *, phone: str, text: str, at: datetime) -> None:
        DemoMessage.objects.create(phone=phone, phone_blind=blind(phone, purpose="worker.phone"), text=text, sent_at=at)
