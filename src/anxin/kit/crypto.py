"""Sealing of personal data at rest, and keyed hashes to find it again.

A sealed value is ``format, key id, nonce, ciphertext+tag``. SM4-GCM is the default because Chinese public
systems are assessed against it (GB/T 39786); AES-256-GCM can be chosen. Keys live outside the database.
"""

import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_TAG_BYTES = 16
_FORMATS = {1: (SM4, 16), 2: (AES, 32)}
_FORMAT_OF = {"sm4": 1, "aes": 2}


class CannotOpen(Exception):
    """A sealed value was changed, belongs to another column, or its key is gone."""


@dataclass(frozen=True)
class Keyring:
    """Root keys by number; the highest number seals, all of them open.

    Args:
        roots: key id (1-255) -> 32 secret bytes.
        cipher: ``sm4`` or ``aes``.
        index_root: 32 secret bytes for blind indexes; never rotated together with the sealing keys,
            because an index must be rebuilt when its key changes.
    """

    roots: dict[int, bytes]
    cipher: str
    index_root: bytes

    @property
    def newest(self) -> int:
        """The key id that seals new values."""
        return max(self.roots)

    def seal(self, text: str, *, purpose: str) -> bytes:
        """Encrypt a text for one purpose (a table column); the purpose is authenticated."""
        return self.seal_bytes(text.encode(), purpose=purpose)

    def seal_bytes(self, content: bytes, *, purpose: str) -> bytes:
        """Encrypt bytes (a file) for one purpose."""
        layout = _FORMAT_OF[self.cipher]
        nonce = os.urandom(_NONCE_BYTES)
        encryptor = Cipher(_algorithm(self.roots[self.newest], layout, purpose), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(purpose.encode())
        body = encryptor.update(content) + encryptor.finalize()
        return bytes((layout, self.newest)) + nonce + body + encryptor.tag

    def open(self, sealed: bytes, *, purpose: str) -> str:
        """Decrypt what :meth:`seal` made.

        Raises:
            CannotOpen: when it was tampered with, or its key is not in the ring.
        """
        return self.open_bytes(sealed, purpose=purpose).decode()

    def open_bytes(self, sealed: bytes, *, purpose: str) -> bytes:
        """Decrypt what :meth:`seal_bytes` made; raises like :meth:`open`."""
        if len(sealed) < 2 + _NONCE_BYTES + _TAG_BYTES:
            raise CannotOpen(f"sealed value of {purpose} is too short")
        layout, key_id = sealed[0], sealed[1]
        root = self.roots.get(key_id)
        if root is None or layout not in _FORMATS:
            raise CannotOpen(f"no key {key_id} for {purpose}")
        nonce, body, tag = sealed[2 : 2 + _NONCE_BYTES], sealed[2 + _NONCE_BYTES : -_TAG_BYTES], sealed[-_TAG_BYTES:]
        decryptor = Cipher(_algorithm(root, layout, purpose), GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(purpose.encode())
        try:
            return decryptor.update(body) + decryptor.finalize()
        except InvalidTag as error:
            raise CannotOpen(f"sealed value of {purpose} was changed") from error

    def key_id(self, sealed: bytes) -> int:
        """Which key sealed a value."""
        return sealed[1]

    def blind(self, text: str, *, purpose: str) -> str:
        """A keyed hash (HMAC-SM3, 32 hex digits) of a folded text: equal texts, equal hashes, nothing else told."""
        mac = HMAC(_derived(self.index_root, 0, purpose), SM3())
        mac.update(text.encode())
        return mac.finalize().hex()[:32]


@lru_cache(maxsize=1024)
def _algorithm(root: bytes, layout: int, purpose: str) -> BlockCipherAlgorithm:
    return _FORMATS[layout][0](_derived(root, layout, purpose))


@lru_cache(maxsize=1024)
def _derived(root: bytes, layout: int, purpose: str) -> bytes:
    length = _FORMATS[layout][1] if layout else 32
    return HKDF(SM3(), length, salt=None, info=f"anxin:{layout}:{purpose}".encode()).derive(root)


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The ring of this installation, from the settings."""
    from django.conf import settings

    return Keyring(
        roots={int(number): bytes.fromhex(key) for number, key in settings.ANXIN_FIELD_KEYS.items()},
        cipher=settings.ANXIN_FIELD_CIPHER,
        index_root=bytes.fromhex(settings.ANXIN_INDEX_KEY),
    )


def blind(text: str, *, purpose: str) -> str:
    """See :meth:`Keyring.blind`; an empty text has no hash."""
    return keyring().blind(text, purpose=purpose) if text else ""
