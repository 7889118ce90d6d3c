"""One POST to one checked address: no redirect is followed, little is read, and it ends in time."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final

from anxin.kit.clock import monotonic
from anxin.notify.webhooks.addresses import Forbidden, LookUp, Target, look_up, target_of

SECONDS_MOST: Final = 15
ANSWER_BYTES_MOST: Final = 4096


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it: the receiver's status, or 0 and a problem."""

    status: int
    milliseconds: int
    problem: str = ""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


class _Pinned(HTTPConnection):
    """Connects to the address that was checked, whatever the name says now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS_MOST)
        self._ip = target.ip

    def connect(self) -> None:
        self.sock = socket.create_connection((self._ip, self.port), self.timeout)


class _PinnedTls(HTTPSConnection):
    """The same under TLS; the certificate must be that of the name."""

    def __init__(self, target: Target) -> None:
        self._context = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=SECONDS_MOST, context=self._context)
        self._ip = target.ip

    def connect(self) -> None:
        plain = socket.create_connection((self._ip, self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


def post(url: str, *, headers: Mapping[str, str], body: bytes, private: bool, look: LookUp = look_up) -> Posted:
    """Send a body once. Never raises for what the network or the receiver does."""
    start = monotonic()
    try:
        target = target_of(url, private=private, look=look)
        status = _exchange(target, headers, body)
    except Forbidden:
        return Posted(0, _since(start), "地址不存在或指向内部网络")
    except (TimeoutError, OSError, HTTPException, ssl.SSLError) as error:
        return Posted(0, _since(start), f"没有连上：{type(error).__name__}")
    if 300 <= status < 400:
        return Posted(status, _since(start), "对方要求跳转，推送不跟随跳转")
    return Posted(status, _since(start), "" if 200 <= status < 300 else f"对方答复 {status}")


def _exchange(target: Target, headers: Mapping[str, str], body: bytes) -> int:
    connection = _PinnedTls(target) if target.scheme == "https" else _Pinned(target)
    try:
        connection.request("POST", target.path, body=body, headers={"Host": target.host_header, **headers})
        answer = connection.getresponse()
        answer.read(ANSWER_BYTES_MOST)
        return answer.status
    finally:
        connection.close()


def _since(start: float) -> int:
    return int((monotonic() - start) * 1000)
