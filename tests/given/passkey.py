"""A passkey in software: does what a security key does, so that no test needs hardware."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

_FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftPasskey:
    """One key pair for one site. ``counter`` grows with each use, as in hardware."""

    def __init__(self, origin: str = "https://testserver") -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(16)
        self.counter = 0

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer ``navigator.credentials.create``."""
        asked = json.loads(json.dumps(options))["publicKey"]
        client = self._client(CollectedClientData.TYPE.CREATE, asked["challenge"])
        credential = AttestedCredentialData.create(
            bytes(16), self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(
            _hash(asked["rp"]["id"]), _FLAGS | AuthenticatorData.FLAG.AT, self.counter, credential
        )
        return self._answer(clientDataJSON=client, attestationObject=AttestationObject.create("none", data, {}))

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer ``navigator.credentials.get``."""
        asked = json.loads(json.dumps(options))["publicKey"]
        self.counter += 1
        client = self._client(CollectedClientData.TYPE.GET, asked["challenge"])
        data = AuthenticatorData.create(_hash(asked["rpId"]), _FLAGS, self.counter)
        signature = self.key.sign(data + client.hash, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(type=kind, challenge=challenge, origin=self.origin)

    def _answer(self, **response: bytes) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {key: websafe_encode(value) for key, value in response.items()},
        }


def _hash(host: str) -> bytes:
    return hashlib.sha256(host.encode()).digest()
