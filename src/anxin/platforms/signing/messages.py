"""HTTP message signatures (RFC 9421) with ``hmac-sha256``: the standard way, beside the simple headers.

    Content-Digest: sha-256=:<base64 of SHA-256 of the body as sent>:
    Signature-Input: sig1=("@method" "@authority" "@path" "@query" "content-digest");created=<seconds>;
                     keyid="<key id>";alg="hmac-sha256";nonce="<used once>"
    Signature: sig1=:<base64 of HMAC-SHA256 of the signature base under the secret>:

``@authority`` is covered, so a request signed for one installation is of no use at another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from anxin.platforms.signing.simple import content_digest

INPUT: Final = "Signature-Input"
SIGNATURE: Final = "Signature"
COVERED: Final = ("@method", "@authority", "@path", "@query")
"""What every signature has to cover; with a body also ``content-digest``."""

ALGORITHM: Final = "hmac-sha256"
HEADERS_BYTES_MOST: Final = 4096
_KEY_ID = re.compile(r';keyid="([0-9A-Za-z_-]{1,40})"')
_NONCE = re.compile(r"[0-9A-Za-z_-]{8,64}")


class Unsigned(Exception):
    """The signature does not hold. ``reason`` says which part to look at, never which secret was tried."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    """A request as it was sent. ``url`` is absolute, as the sender saw it."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holds:
    """A signature that holds: whose key, and the number it may use only once."""

    key_id: str
    nonce: str


class _Secrets:
    """What the library asks for keys: the secret of a live one, or one that fits nothing."""

    def __init__(self, secret_of: Callable[[str], str | None]) -> None:
        self._secret_of = secret_of

    def resolve_public_key(self, key_id: str) -> bytes:
        return (self._secret_of(key_id) or "no such key").encode()


def verify(message: Message, *, secret_of: Callable[[str], str | None], window: timedelta) -> Holds:
    """Check a request's signature, its age and its body.

    Args:
        secret_of: the secret of a key id; None for a key that is not live.
        window: how far ``created`` may lie from now, to either side.

    Raises:
        Unsigned: ``headers``, ``nonce``, ``time``, ``covered`` or ``signature``.
    """
    # its structured fields take long to import, and few processes ever see a signed request
    from http_message_signatures import HTTPMessageVerifier, InvalidSignature, algorithms
    from http_message_signatures.exceptions import HTTPMessageSignaturesException

    if sum(len(message.headers.get(name, "")) for name in (INPUT, SIGNATURE)) > HEADERS_BYTES_MOST:
        raise Unsigned("headers")
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=_Secrets(secret_of))
    verifier.max_clock_skew = window
    try:
        result = verifier.verify(message, max_age=timedelta(0), require_components=COVERED, body=message.body)[0]
    except (InvalidSignature, HTTPMessageSignaturesException) as error:
        raise Unsigned(_reason(str(error))) from error
    nonce, key_id = result.nonce or "", str(result.parameters["keyid"])
    if result.parameters.get("alg", ALGORITHM) != ALGORITHM or secret_of(key_id) is None:
        raise Unsigned("signature")
    if not _NONCE.fullmatch(nonce):
        raise Unsigned("nonce")
    return Holds(key_id, nonce)


def named_key(signature_input: str) -> str:
    """The key id a ``Signature-Input`` names, for looking it up; nothing is proved by it."""
    found = _KEY_ID.search(signature_input[:HEADERS_BYTES_MOST])
    return found[1] if found else ""


def _reason(text: str) -> str:
    for words, reason in (
        (("age exceeds", "in the future", "in the past", '"created"'), "time"),
        (("not covered", "Content-Digest", "signed Content"), "covered"),
        (("Malformed", "present", "Multiple", "labels", "No signatures", "keyid", "metadata"), "headers"),
    ):
        if any(word in text for word in words):
            return reason
    return "signature"


def sign(
    *, key_id: str, secret: str, method: str, authority: str, path: str, body: bytes, time: int, nonce: str
) -> dict[str, str]:
    """All headers of a request, for clients and tests. ``path`` is the request target, with its query."""
    plain, _mark, query = path.partition("?")
    values: dict[str, Any] = {
        "@method": method.upper(),
        "@authority": authority.lower(),
        "@path": plain,
        "@query": f"?{query}",
        "content-digest": content_digest(body),
    }
    covered = " ".join(f'"{name}"' for name in values)
    parameters = f'({covered});created={time};keyid="{key_id}";alg="{ALGORITHM}";nonce="{nonce}"'
    base = "\n".join([*(f'"{name}": {value}' for name, value in values.items()), f'"@signature-params": {parameters}'])
    made = base64.b64encode(hmac.new(secret.encode(), base.encode(), hashlib.sha256).digest()).decode()
    return {
        "Content-Digest": values["content-digest"],
        INPUT: f"sig1={parameters}",
        SIGNATURE: f"sig1=:{made}:",
    }
