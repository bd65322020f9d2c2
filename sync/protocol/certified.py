"""The centre's word on a device: who it is, its public key, and the epoch under which it writes.

Both ends read it, and so does whoever holds a certificate of a day and the centre's public key.
Keys and signatures are the caller's: nothing here computes one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from sync.protocol.cbor import decode, encode
from sync.protocol.errors import NotDeterministic, PeerBrokeProtocol
from sync.protocol.frame import DEVICE_BYTES, ID_BYTES

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
MAX_CERTIFIED: Final = 2_000
"""Bytes of a device's certificate."""

Verify: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""Whether this public key made this signature over these bytes: Ed25519 (RFC 8032)."""


@dataclass(frozen=True, slots=True)
class Certified:
    """What a device's certificate tells, in its order."""

    device: bytes
    scope: str
    public_key: bytes
    epoch: int
    continues: bytes  # id of the fact before the epoch's first one
    mark: bytes  # the copy of the store to which this epoch was granted
    name: str
    receipts: str
    issued: int  # UTC milliseconds


def certified_to_bytes(told: Certified) -> bytes:
    """What the centre signs: deterministic CBOR, an array in the order of the fields."""
    return encode([getattr(told, name) for name in Certified.__dataclass_fields__])


def certified_from_bytes(certificate: bytes, centre_key: bytes, verify: Verify) -> Certified:
    """What a certificate says: the array above, followed by the centre's signature over it.

    Raises PeerBrokeProtocol for any other bytes.
    """
    plain, signature = certificate[:-SIGNATURE_BYTES], certificate[-SIGNATURE_BYTES:]
    if len(certificate) > MAX_CERTIFIED or not verify(centre_key, signature, plain):
        raise PeerBrokeProtocol("giấy của thiết bị không do trung tâm này ký")
    try:
        told = decode(plain)
    except NotDeterministic as error:
        raise PeerBrokeProtocol("giấy của thiết bị sai dạng") from error
    match told:
        case [
            bytes(device),
            str(scope),
            bytes(key),
            int(epoch),
            bytes(continues),
            bytes(mark),
            str(name),
            str(receipts),
            int(issued),
        ] if (len(device), len(key), len(continues)) == (DEVICE_BYTES, KEY_BYTES, ID_BYTES):
            return Certified(device, scope, key, epoch, continues, mark, name, receipts, issued)
        case _:
            raise PeerBrokeProtocol("giấy của thiết bị sai dạng")
