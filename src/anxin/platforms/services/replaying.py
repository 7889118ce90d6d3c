"""Trying a refused request again in the sandbox (在沙箱重放), with test people in place of real ones."""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import NotFound, Refused
from anxin.platforms.loopback import ask
from anxin.platforms.models import ApiKey, RequestRow
from anxin.platforms.rights import check_manages
from anxin.platforms.services.sandbox import sandbox_of
from anxin.platforms.signing import simple
from anxin.platforms.twins import people, platform_of
from anxin.platforms.types import Answered

PLAIN_BYTES_MOST: Final = 1024 * 1024
_ID_NUMBER = re.compile(rb"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


def request_replay(*, number: str, actor: Actor, at: datetime) -> Answered:
    """Send a logged request once more, to the sandbox, freshly signed.

    Every ID number in it is replaced by that of a test person, the same number by the same person.

    Raises:
        NotFound: no such request of the actor's platform.
        Refused: its body is not kept (only refused requests are, for a week), or the sandbox has no key.
    """
    row = RequestRow.objects.filter(number=number).first()
    if row is None:
        raise NotFound(_("没有这个请求编号。"))
    home = platform_of(row.org_id)
    check_manages(actor, home)
    if row.method != "GET" and row.body is None:
        raise Refused(_("这个请求的内容没有保留：只有未成功、内容不大的请求保留七天。"))
    twin = sandbox_of(platform_id=home, at=at)
    key = ApiKey.objects.filter(org_id=twin, ended_at__isnull=True).order_by("-issued_at").first()
    if key is None:
        raise Refused(_("沙箱还没有密钥。请先发一个沙箱密钥，再重放。"))
    body = _invented(_plain(row.body or b"", row.facts.get("encoding", "")))
    signed = simple.sign(
        key_id=key.key_id,
        secret=key.secret,
        method=row.method,
        path=row.path,
        body=body,
        time=int(at.timestamp()),
        nonce=secrets.token_hex(12),
    )
    headers = signed | {"Idempotency-Key": f"replay-{secrets.token_hex(8)}"}
    with transaction.atomic():
        return ask(
            method=row.method,
            path=row.path,
            headers=headers,
            body=body,
            content_type=row.facts.get("type") or "application/json",
        )


def _plain(body: bytes, encoding: str) -> bytes:
    """The body unpacked, as far as it can be: what was broken on the way is sent as it came."""
    if encoding != "gzip":
        return body
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, PLAIN_BYTES_MOST)
    except zlib.error:
        return body


def _invented(body: bytes) -> bytes:
    """The body with a test person for every ID number."""
    tests: Sequence[bytes] = [number.encode() for _name, number in people()]
    seen: dict[bytes, bytes] = {}

    def stand_in(match: re.Match[bytes]) -> bytes:
        return seen.setdefault(match[0], tests[len(seen) % len(tests)])

    return _ID_NUMBER.sub(stand_in, body)
