"""The adapter: one JSON request a message."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Final
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from anxin.kit.errors import BadInput
from anxin.notify.channels.base import NoAddress, NotSent
from anxin.notify.types import RobotMood

_SECONDS_MOST: Final = 10
_ANSWER_BYTES_MOST: Final = 4096
_HOST: Final = "qyapi.weixin.qq.com"
_PATH: Final = "/cgi-bin/webhook/send"
_LOCAL: Final = frozenset({"127.0.0.1", "localhost"})
_GONE: Final = frozenset({93000, 40058})


class WecomRobot:
    """``per_minute`` and ``bytes_most`` are the vendor's published limits."""

    key = "wecom"
    label = "企业微信群机器人"
    simulated = False
    per_minute = 20
    bytes_most = 2048

    def check_address(self, address: str) -> None:
        parts = urlsplit(address.strip())
        ours = (parts.scheme, parts.hostname) == ("https", _HOST) or (
            parts.scheme == "http" and parts.hostname in _LOCAL
        )
        if not ours or parts.path != _PATH or not parse_qs(parts.query).get("key"):
            raise BadInput("地址不对，请在企业微信群里打开“群机器人”，复制完整的 Webhook 地址。", field="address")

    def say(self, *, address: str, text: str, mood: RobotMood) -> None:
        body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        self.check_address(address)
        request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - checked above
        try:
            with urlopen(request, timeout=_SECONDS_MOST) as response:  # noqa: S310 - checked above
                answer = json.loads(response.read(_ANSWER_BYTES_MOST))
        except (URLError, HTTPException, TimeoutError, ValueError, OSError) as error:
            raise NotSent(f"企业微信没有回应（{type(error).__name__}）") from error
        code = answer.get("errcode") if isinstance(answer, dict) else None
        if code in _GONE:
            raise NoAddress(f"机器人已失效（{code}）")
        if code != 0:
            raise NotSent(f"企业微信没有收下（{code}）")
