"""The client: one call an endpoint, signed anew at each try, tried again only as far as that is safe."""

from __future__ import annotations

import gzip
import json
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Event
from typing import Any
from urllib.parse import urlencode, urlsplit

from anxin_client.signing import SCHEMES

LINES_MOST = 10_000
TRIES_MOST = 5
WAIT_MOST = 60.0
AGAIN = frozenset({429, 503})


class Unreachable(Exception):
    """No answer after every try. Whether the last one arrived is not known: repeat with the same key later."""


class Problem(Exception):
    """The API said no (RFC 9457). ``detail`` is a sentence to act on, ``number`` names the request in the log."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        self.status = status
        self.detail = str(document.get("detail", ""))
        self.number = str(document.get("instance", ""))
        self.errors = list(document.get("errors", []))
        super().__init__(f"{status} {self.detail}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The JSON value, or None when there is none."""
        return json.loads(self.body) if self.body else None


@dataclass
class Client:
    """A platform's client.

    Args:
        url: of the installation, without ``/api/v1``.
        scheme: ``messages`` (RFC 9421) or ``simple``.
    """

    url: str
    key_id: str
    secret: str = field(repr=False)
    scheme: str = "messages"
    timeout: float = 30.0

    def orders(self, orders: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Send orders, ten thousand a batch, compressed. Sending the same again is harmless."""
        answers: list[dict[str, Any]] = []
        for batch in _batches(orders):
            lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in batch).encode()
            headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
            answers += self.call("POST", "/orders", raw=gzip.compress(lines, 5), headers=headers)["answers"]
        return answers

    def cover(self, worker: str, at: str) -> Any:
        """Was a worker covered at a moment, by this platform's orders?"""
        return self.call("POST", "/cover", {"worker": worker, "at": at})

    def report(self, report: Mapping[str, Any], *, idempotency_key: str) -> Any:
        """Report an accident. Keep the key with the accident: every retry must bring the same."""
        return self.call("POST", "/reports", dict(report), headers={"Idempotency-Key": idempotency_key})

    def reports(self) -> Any:
        """Reports of this platform's workers, newest first."""
        return self.call("GET", "/reports")

    def checks(self, *, waiting: bool = True) -> Any:
        """Accidents to confirm."""
        return self.call("GET", "/checks", query={"waiting": str(waiting).lower()})

    def answer_check(self, case_id: str, answer: str, reason: str = "") -> Any:
        """Confirm or dispute the facts of an accident."""
        return self.call("POST", f"/checks/{case_id}/answer", {"answer": answer, "reason": reason})

    def webhook_add(self, url: str, events: Iterable[str] = ()) -> Any:
        """Enter an address for news; the answer holds the secret to check them with."""
        return self.call("POST", "/webhooks", {"url": url, "events": list(events)})

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Ask, and try again as long as that is safe and promises something.

        Raises:
            Problem: the API refused. Unreachable: no answer after every try.
        """
        for turn in range(1, TRIES_MOST + 1):
            try:
                answer = self.once(method, path, body, raw=raw, query=query, headers=headers)
            except (OSError, HTTPException) as error:
                if turn == TRIES_MOST:
                    raise Unreachable(f"no answer to {method} {path} after {turn} tries") from error
                _pause(0.2 * 2**turn)
                continue
            if answer.status not in AGAIN or turn == TRIES_MOST:
                break
            _pause(min(float(answer.headers.get("retry-after", "1")), WAIT_MOST))
        if answer.status >= 400:
            raise Problem(answer.status, _document(answer))
        return answer.value

    def once(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        signed: Mapping[str, Any] | None = None,
    ) -> Answer:
        """One try. ``signed`` changes what is signed without changing what is sent, for tests of refusals."""
        content = raw if raw is not None else (b"" if body is None else json.dumps(body, ensure_ascii=False).encode())
        target = f"/api/v1{path}" + (f"?{urlencode(query)}" if query else "")
        told: dict[str, Any] = {
            "key_id": self.key_id,
            "secret": self.secret,
            "method": method,
            "authority": urlsplit(self.url).netloc,
            "path": target,
            "body": content,
            "time": int(time.time()),
            "nonce": secrets.token_hex(12),
        }
        sent = {"Content-Type": "application/json"} if content else {}
        sent |= SCHEMES[self.scheme](**(told | dict(signed or {}))) | dict(headers or {})
        return self._exchange(method, target, content, sent)

    def _exchange(self, method: str, target: str, content: bytes, headers: dict[str, str]) -> Answer:
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeout)
        try:
            connection.request(method, target, body=content or None, headers=headers)
            response: HTTPResponse = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()


def _document(answer: Answer) -> Mapping[str, Any]:
    try:
        value = answer.value
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _batches(orders: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    batch: list[Mapping[str, Any]] = []
    for order in orders:
        batch.append(order)
        if len(batch) == LINES_MOST:
            yield batch
            batch = []
    if batch:
        yield batch


def _pause(seconds: float) -> None:
    Event().wait(seconds)
