"""Short messages to workers (短信), through the phone channel that ``ANXIN_SMS`` names."""

from __future__ import annotations

from datetime import datetime

from anxin.identity import channels as phones
from anxin.identity.selectors import worker_by_id
from anxin.kit.errors import Refused
from anxin.notify.channels.base import NoAddress, NotSent
from anxin.notify.types import Audience, Outgoing


class PhoneChannel:
    """Hands a text to the phone channel in use; in the demo that is a page, not a phone."""

    key = "sms"
    label = "短信"
    audiences = frozenset({Audience.WORKER})
    on_request = False
    per_minute = None

    @property
    def simulated(self) -> bool:
        return phones.channel().simulated

    def send(self, message: Outgoing, *, at: datetime) -> None:
        worker_id = message.recipient.worker_id
        worker = worker_by_id(worker_id) if worker_id else None
        if worker is None or not worker.phone:
            raise NoAddress("no phone number")
        try:
            phones.channel().send(phone=worker.phone, text=f"【安心】{message.text}", at=at)
        except Refused as error:
            raise NotSent(type(error).__name__) from error
