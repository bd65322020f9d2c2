"""Ed25519 (RFC 8032), for both ends and for whoever verifies a certificate offline."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signed_by(public_key: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether this key signed these bytes; False for what is no key or no signature at all."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True
