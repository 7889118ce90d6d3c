"""Two keys made from the installation's secret: one signs the list a kiosk keeps, one opens what it sealed.

Made anew from the secret each time, so there is nothing more to keep or to lose.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from anxin.kit.errors import BadInput

_ORDER: Final = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
"""The order of the curve P-256 (FIPS 186-4)."""
_HALF_BYTES: Final = 32


@lru_cache(maxsize=4)
def _private(purpose: str, secret: str) -> ec.EllipticCurvePrivateKey:
    seed = HKDF(hashes.SHA256(), 48, salt=None, info=f"anxin:kiosk:{purpose}".encode()).derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def public_key(purpose: str) -> str:
    """The public half (SubjectPublicKeyInfo, base64), as browsers import it."""
    key = _private(purpose, settings.SECRET_KEY).public_key()
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(spki).decode()


def signed(body: dict[str, Any]) -> dict[str, str]:
    """A body with its signature, in the form WebCrypto verifies (r and s side by side)."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    der = _private("snapshot", settings.SECRET_KEY).sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    raw = r.to_bytes(_HALF_BYTES, "big") + s.to_bytes(_HALF_BYTES, "big")
    return {"body": text, "signature": base64.b64encode(raw).decode()}


def unsealed(sealed: Any) -> dict[str, str]:
    """Who took a slip, as the kiosk sealed it (ECDH P-256, SHA-256, AES-256-GCM).

    Raises:
        BadInput: it was not sealed for us.
    """
    try:
        theirs = serialization.load_der_public_key(base64.b64decode(sealed["key"]))
        assert isinstance(theirs, ec.EllipticCurvePublicKey)
        shared = _private("queue", settings.SECRET_KEY).exchange(ec.ECDH(), theirs)
        box = AESGCM(hashlib.sha256(shared).digest())
        text = box.decrypt(base64.b64decode(sealed["nonce"]), base64.b64decode(sealed["box"]), None)
        person = json.loads(text)
        return {str(key): str(value) for key, value in person.items()}
    except (KeyError, TypeError, ValueError, AssertionError, AttributeError, InvalidTag) as error:
        raise BadInput("一体机送来的单子打不开，请联系系统管理员。") from error
