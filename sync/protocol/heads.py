"""The heads of a scope: a few numbers that name everything it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sync.protocol.cbor import encode
from sync.protocol.errors import PeerBrokeProtocol

DIGEST_BYTES: Final = 16


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The end of one chain: its last place and that fact's id."""

    device: bytes
    epoch: int
    seq: int
    id: bytes


def digest(heads: Iterable[Head]) -> bytes:
    """16 bytes that are equal on both sides when, and only when, the heads are."""
    plain = [[h.device, h.epoch, h.seq, h.id] for h in sorted(heads)]
    return hashlib.sha256(encode(plain)).digest()[:DIGEST_BYTES]


def heads_to_plain(heads: Iterable[Head]) -> list[list[Any]]:
    """The wire form."""
    return [[h.device, h.epoch, h.seq, h.id] for h in sorted(heads)]


def heads_from_plain(plain: Any) -> tuple[Head, ...]:
    """The heads on the wire. Raises PeerBrokeProtocol for any other shape."""
    if not isinstance(plain, list):
        raise PeerBrokeProtocol("danh sách đầu chuỗi sai dạng")
    heads = []
    for each in plain:
        match each:
            case [bytes(device), int(epoch), int(seq), bytes(id_)] if epoch > 0 and seq > 0:
                heads.append(Head(device, epoch, seq, id_))
            case _:
                raise PeerBrokeProtocol("đầu chuỗi sai dạng")
    return tuple(heads)


def in_order(heads: Iterable[Head], rungs: Iterable[Head]) -> tuple[Head, ...]:
    """What a reconcile request tells, as its answer counts it: from 0, heads first."""
    return (*sorted(heads), *sorted(rungs))


def statement(scope: str, head: Head) -> bytes:
    """What a device signs to vouch for its chain up to here."""
    return encode(["head", scope, head.device, head.epoch, head.seq, head.id])


def fingerprint(digest_bytes: bytes) -> str:
    """What a person compares by eye: 7F3A 91C2."""
    text = digest_bytes.hex().upper()
    return f"{text[:4]} {text[4:8]}"
