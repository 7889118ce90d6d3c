"""Taking webhooks: check the signature, refuse old ones, hand each one over once (Standard Webhooks 1.0)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

SECONDS_MOST = 300
REMEMBERED = 100_000


class NotGenuine(Exception):
    """The webhook was not sent by the holder of the secret, or is too old."""


class Verifier:
    """Checks webhooks and remembers which have been handed over.

    Args:
        secrets: every secret that may sign now; two during a change.
    """

    def __init__(self, *secrets: str) -> None:
        self._keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def check(self, headers: Mapping[str, str], body: bytes, *, now: float | None = None) -> dict[str, Any]:
        """The message, if it is genuine.

        Raises:
            NotGenuine: with the reason.
        """
        names = {name.lower(): value for name, value in headers.items()}
        message_id, stamp = names.get("webhook-id", ""), names.get("webhook-timestamp", "")
        if not stamp.isdigit() or abs((time.time() if now is None else now) - int(stamp)) > SECONDS_MOST:
            raise NotGenuine("too old, or no time")
        text = f"{message_id}.{stamp}.".encode() + body
        wanted = ["v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode() for key in self._keys]
        given = names.get("webhook-signature", "").split()
        if not any(hmac.compare_digest(one, other) for one in given for other in wanted):
            raise NotGenuine("the signature does not fit")
        message: dict[str, Any] = json.loads(body)
        return message

    def first_time(self, headers: Mapping[str, str]) -> bool:
        """Is this message new? Say so once: a repeat is answered well and not handled again."""
        message_id = {name.lower(): value for name, value in headers.items()}.get("webhook-id", "")
        with self._lock:
            if message_id in self._seen:
                return False
            self._seen[message_id] = None
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            return True


class Receiver:
    """A small receiver for development: ``with Receiver(handle) as receiver: …``.

    Args:
        handle: called once for each new message.
        fail_first: answer so many messages with 500 first, to see them come again.
    """

    def __init__(self, handle: Callable[[dict[str, Any]], None], *, port: int = 0, fail_first: int = 0) -> None:
        self.verifier: Verifier | None = None
        self._handle, self._fail = handle, fail_first
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/anxin"

    def trust(self, *secrets: str) -> None:
        """Take messages signed with one of these secrets."""
        self.verifier = Verifier(*secrets)

    def __enter__(self) -> Receiver:
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, headers: Mapping[str, str], body: bytes) -> int:
        """The status to answer with."""
        if self._fail:
            self._fail -= 1
            return 500
        if self.verifier is None:
            return 503
        try:
            message = self.verifier.check(headers, body)
        except NotGenuine:
            return 401
        if self.verifier.first_time(headers):
            self._handle(message)
        return 204

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), 20_000))
                self.send_response(receiver.take(dict(self.headers.items()), body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """A library prints nothing."""

        return Handler
