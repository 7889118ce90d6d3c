"""The example gateway adapter, against a recorded exchange."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from anxin.identity.channels import NotSent, channel
from anxin.notify.channels.http_sms import HttpSmsChannel

RECORDED = json.loads((Path(__file__).parent / "recorded/http_sms_ok.json").read_text(encoding="utf-8"))
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PHONE, TEXT = "13900000001", "【安心】案件 SH20261123-7KQ4M9 已核定。"


class Gateway(HTTPServer):
    """Answers what was recorded and remembers what it was asked."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body, self.asked = status, body, list[dict[str, Any]]()


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.server.asked.append({"path": self.path, "headers": headers, "body": body})
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: Any) -> None:
        """The test's output stays clean."""


@pytest.fixture
def gateway(request: pytest.FixtureRequest, settings: Any) -> Iterator[Gateway]:
    answer = RECORDED["answer"]
    status, body = getattr(request, "param", (answer["status"], json.dumps(answer["body"]).encode()))
    server = Gateway(status, body)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ANXIN_SMS_URL = f"http://127.0.0.1:{server.server_port}/v1/messages"
    settings.ANXIN_SMS_KEY = "an invented key"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_leaves_as_the_recorded_request(gateway: Gateway) -> None:
    HttpSmsChannel().send(phone=PHONE, text=TEXT, at=AT)

    (asked,) = gateway.asked
    expected = RECORDED["request"]
    repeat = hashlib.sha256(f"{PHONE}|{TEXT}|202611230400".encode()).hexdigest()[:32]
    signature = hmac.new(b"an invented key", asked["body"].encode(), hashlib.sha256).hexdigest()
    assert asked["body"] == expected["body"].replace("ID", repeat, 1)
    assert asked["path"] == expected["path"]
    assert asked["headers"]["x-signature"] == expected["headers"]["x-signature"].replace("SIGNATURE", signature)
    assert asked["headers"]["content-type"] == expected["headers"]["content-type"]


@pytest.mark.parametrize(
    "gateway", [(500, b"{}"), (200, b'{"code": "LIMIT"}'), (200, b"<html>"), (200, b"[1]")], indirect=True
)
def test_every_other_answer_counts_as_not_sent(gateway: Gateway) -> None:
    with pytest.raises(NotSent, match="请稍后再试"):
        HttpSmsChannel().send(phone=PHONE, text=TEXT, at=AT)


def test_an_address_without_encryption_is_not_used(settings: Any) -> None:
    settings.ANXIN_SMS_URL = "http://sms.example/v1"

    with pytest.raises(NotSent, match="地址没有配好"):
        HttpSmsChannel().send(phone=PHONE, text=TEXT, at=AT)


def test_the_setting_selects_it(settings: Any) -> None:
    settings.ANXIN_SMS = "http"

    assert isinstance(channel(), HttpSmsChannel)
