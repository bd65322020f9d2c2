"""A counter's store key, sealed so that only the centre's recovery key opens it.

HPKE (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. The private half of
the recovery key lies with people, in a file of its own; neither a counter nor the service has it.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.protocol.cbor import encode

KEY_BYTES: Final = 32
SEALED_BYTES: Final = 32 + KEY_BYTES + 16
"""The encapsulated key, the store's key, and the tag."""

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class WrongRecoveryKey(ValueError):
    """This key does not open it, or it was sealed for another device."""


def vouches_for(recovery: bytes) -> bytes:
    """What the centre signs of its recovery key, so that nobody else's is taken for it."""
    return encode(["recovery key", recovery])


def seal_key(key: bytes, recovery: bytes, device: bytes) -> bytes:
    """80 bytes that only the private half of `recovery` (32 bytes) opens, bound to the device.

    Raises ValueError for what is no key.
    """
    return _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(recovery), info=_of(device))


def open_key(sealed: bytes, private: X25519PrivateKey, device: bytes) -> bytes:
    """The store's key, 32 bytes. Raises WrongRecoveryKey."""
    try:
        return _SUITE.decrypt(sealed, private, info=_of(device))
    except (InvalidTag, ValueError) as error:
        raise WrongRecoveryKey("does not open") from error


def _of(device: bytes) -> bytes:
    return encode(["store key", device])
