"""Two ways of signing a request. Pure: headers from values."""

from __future__ import annotations

import base64
import hashlib
import hmac


def content_digest(body: bytes) -> str:
    """The ``Content-Digest`` header of a body (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _hmac(secret: str, text: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


def simple(
    *, key_id: str, secret: str, method: str, authority: str, path: str, body: bytes, time: int, nonce: str
) -> dict[str, str]:
    """Five headers over five lines: method, path with query, time, nonce, digest."""
    digest = content_digest(body)
    signed = _hmac(secret, "\n".join((method.upper(), path, str(time), nonce, digest)))
    return {
        "Anxin-Key": key_id,
        "Anxin-Time": str(time),
        "Anxin-Nonce": nonce,
        "Content-Digest": digest,
        "Anxin-Signature": signed,
    }


def messages(
    *, key_id: str, secret: str, method: str, authority: str, path: str, body: bytes, time: int, nonce: str
) -> dict[str, str]:
    """HTTP message signatures (RFC 9421) with ``hmac-sha256``."""
    plain, _mark, query = path.partition("?")
    values = {
        "@method": method.upper(),
        "@authority": authority.lower(),
        "@path": plain,
        "@query": f"?{query}",
        "content-digest": content_digest(body),
    }
    covered = " ".join(f'"{name}"' for name in values)
    parameters = f'({covered});created={time};keyid="{key_id}";alg="hmac-sha256";nonce="{nonce}"'
    lines = [f'"{name}": {value}' for name, value in values.items()] + [f'"@signature-params": {parameters}']
    return {
        "Content-Digest": values["content-digest"],
        "Signature-Input": f"sig1={parameters}",
        "Signature": f"sig1=:{_hmac(secret, chr(10).join(lines))}:",
    }


SCHEMES = {"messages": messages, "simple": simple}
