"""The adapter: one signed JSON request a message."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

from anxin.identity.channels import NotSent

_SECONDS_MOST: Final = 10
_ANSWER_BYTES_MOST: Final = 4096
_LOCAL: Final = frozenset({"127.0.0.1", "localhost"})


class HttpSmsChannel:
    """Selected with ``ANXIN_SMS=http``."""

    key = "http"
    label = "短信网关"
    simulated = False

    def send(self, *, phone: str, text: str, at: datetime) -> None:
        """Send one message.

        Raises:
            NotSent: the gateway refused, was not reached, or answered nonsense.
        """
        answer = self._post(_body(phone, text, at))
        if answer.get("code") != "OK":
            raise NotSent("短信没有发出去，请稍后再试。")

    def _post(self, body: bytes) -> dict[str, object]:
        signature = hmac.new(settings.ANXIN_SMS_KEY.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Signature": f"sha256={signature}"}
        request = Request(_address(), data=body, headers=headers, method="POST")  # noqa: S310 - scheme checked there
        try:
            with urlopen(request, timeout=_SECONDS_MOST) as response:  # noqa: S310 - scheme checked above
                answer = json.loads(response.read(_ANSWER_BYTES_MOST))
        except (URLError, TimeoutError, ValueError, OSError) as error:
            raise NotSent("短信网关没有回应，请稍后再试。") from error
        return answer if isinstance(answer, dict) else {}


def _body(phone: str, text: str, at: datetime) -> bytes:
    repeat = hashlib.sha256(f"{phone}|{text}|{at:%Y%m%d%H%M}".encode()).hexdigest()[:32]
    message = {"id": repeat, "phone": phone, "text": text, "sent_at": at.isoformat(timespec="seconds")}
    return json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _address() -> str:
    address: str = settings.ANXIN_SMS_URL
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise NotSent("短信网关的地址没有配好，请联系系统管理员。")
    return address
