"""The simple signed-header scheme: five lines, one HMAC. Pure; clients can copy it in any language.

    Anxin-Key: <key id>
    Anxin-Time: <seconds since 1970>
    Anxin-Nonce: <8 to 64 letters and digits, never used before>
    Content-Digest: sha-256=:<base64 of SHA-256 of the body as sent>:      (RFC 9530)
    Anxin-Signature: <base64 of HMAC-SHA256 of the five lines below under the secret>

The signed text is method, path with query, time, nonce and digest, each on its own line, joined by ``\\n``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KEY: Final = "Anxin-Key"
TIME: Final = "Anxin-Time"
NONCE: Final = "Anxin-Nonce"
DIGEST: Final = "Content-Digest"
SIGNATURE: Final = "Anxin-Signature"

_NONCE = re.compile(r"[0-9A-Za-z_-]{8,64}")
_TIME = re.compile(r"[0-9]{9,11}")


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signed request says of itself; nothing in it is proved yet."""

    key_id: str
    time: int
    nonce: str
    digest: str
    signature: str


def content_digest(body: bytes) -> str:
    """The digest header of a body (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def text_to_sign(method: str, path: str, time: int, nonce: str, digest: str) -> bytes:
    """The five signed lines."""
    return "\n".join((method.upper(), path, str(time), nonce, digest)).encode()


def signature(secret: str, text: bytes) -> str:
    """The signature of a text."""
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def sign(*, key_id: str, secret: str, method: str, path: str, body: bytes, time: int, nonce: str) -> dict[str, str]:
    """All headers of a request, for clients and tests.

    Args:
        path: with the query, as it stands in the request line.
    """
    digest = content_digest(body)
    text = text_to_sign(method, path, time, nonce, digest)
    return {KEY: key_id, TIME: str(time), NONCE: nonce, DIGEST: digest, SIGNATURE: signature(secret, text)}


def read(headers: Mapping[str, str]) -> Signed | None:
    """The parts of a signed request; None when one is missing or of the wrong form."""
    key_id, time, nonce = headers.get(KEY, ""), headers.get(TIME, ""), headers.get(NONCE, "")
    digest, sent = headers.get(DIGEST, ""), headers.get(SIGNATURE, "")
    if not (key_id and digest and sent and _TIME.fullmatch(time) and _NONCE.fullmatch(nonce)):
        return None
    return Signed(key_id, int(time), nonce, digest, sent)


def holds(signed: Signed, *, secret: str, method: str, path: str, body: bytes) -> bool:
    """Is the signature right, and the body the one that was signed? Compared in constant time."""
    wanted = signature(secret, text_to_sign(method, path, signed.time, signed.nonce, signed.digest))
    same_body = hmac.compare_digest(signed.digest.encode(), content_digest(body).encode())
    return hmac.compare_digest(signed.signature.encode(), wanted.encode()) and same_body
