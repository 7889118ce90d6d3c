"""A platform's client: signs its requests as the documentation says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.test import Client

from anxin.identity.types import Actor, OrgView
from anxin.kit.clock import now
from anxin.platforms.services import key_issue
from anxin.platforms.signing import messages
from anxin.platforms.signing.simple import sign
from anxin.platforms.types import ALL_SCOPES, IssuedKey
from tests.given.people import LONG_AGO

_nonces = count(10_000_000)
BASE = "/api/v1"


@dataclass
class Machine:
    """The client of one platform with one key."""

    platform: OrgView
    key: IssuedKey

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        lie: Mapping[str, Any] | None = None,
        scheme: str = "simple",
    ) -> Any:
        """A signed request; ``lie`` changes what is signed without changing what is sent.

        Args:
            scheme: ``simple`` headers, or ``messages`` (RFC 9421).
        """
        content = raw if raw is not None else (b"" if body is None else json.dumps(body, ensure_ascii=False).encode())
        signed = {
            "key_id": self.key.key_id,
            "secret": self.key.secret,
            "method": method,
            "path": BASE + path,
            "body": content,
            "time": int(now().timestamp()),
            "nonce": f"nonce{next(_nonces)}",
        }
        if scheme == "messages":
            extra = {**messages.sign(**(signed | {"authority": "testserver"} | dict(lie or {}))), **(headers or {})}
        else:
            extra = {**sign(**(signed | dict(lie or {}))), **(headers or {})}
        return Client().generic(method, BASE + path, content, content_type=content_type, headers=extra)


def a_machine(platform: OrgView, *, test: bool = False, scopes: Sequence[str] | None = ALL_SCOPES) -> Machine:
    """A client with a new key of a platform, its sandbox or an office; ``None``: with every right it may have."""
    key = key_issue(org_id=platform.id, actor=Actor.system(), at=LONG_AGO, test=test, scopes=scopes)
    return Machine(platform, key)
