"""Somebody's browser, as far as a form needs one: a session, a CSRF token, and no patience with a dead server."""

from __future__ import annotations

import http.client
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

TOKEN = "t" * 32
Fields = list[tuple[str, str]]


class Died(Exception):
    """The server went away before it answered."""


@dataclass(frozen=True)
class Visitor:
    """Whoever is signed in with ``session``."""

    port: int
    session: str
    addresses: list[str] = field(default_factory=list)
    """Where the house has sent them."""

    def get(self, path: str) -> str:
        """A page of theirs."""
        return self._ask("GET", path, b"", "text/plain")[1]

    def send(self, path: str, files: Mapping[str, tuple[str, bytes]] | None = None, **fields: str) -> int:
        """Send a form; returns the status of the answer."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrfmiddlewaretoken": TOKEN, **fields}.items()
        ]
        for name, (filename, content) in (files or {}).items():
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
        parts.append(f"--{boundary}--\r\n".encode())
        return self._ask("POST", path, b"".join(parts), f"multipart/form-data; boundary={boundary}")[0]

    def shown(self, path: str) -> Fields:
        """What a browser would send of the fields a page shows."""
        page = self.get(path)
        found: Fields = []
        for tag in re.findall(r"<input[^>]*>", page):
            name, value = _attribute(tag, "name"), _attribute(tag, "value")
            off = _attribute(tag, "type") in ("checkbox", "radio") and not re.search(r"\schecked", tag)
            if name and not off:
                found.append((name, value))
        chosen = r'<select[^>]*name="([^"]+)"[^>]*>.*?<option value="([^"]*)" selected'
        found += [(name, unescape(value)) for name, value in re.findall(chosen, page, re.S)]
        return [(name, value) for name, value in found if name not in ("q", "kind", "csrfmiddlewaretoken")]

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = f"sessionid={self.session}; csrftoken={TOKEN}"
        try:
            line.request(method, path, body, {"Cookie": cookies, "Content-Type": kind})
            answer = line.getresponse()
            to = answer.headers.get("Location", "")
            self.addresses.append(f"{path} {to}\n")
            assert not re.search("/login/|/confirm/", to), f"{path} asks for a login"
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Died(path) from error
        finally:
            line.close()


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found.group(1)) if found else ""
