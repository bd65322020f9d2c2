"""Facts of the simulated office: real frames, sealed, with invented kinds."""

from __future__ import annotations

import hashlib
from typing import Any

from sync.protocol.cbor import decode_own, encode
from sync.protocol.chains import Branch
from sync.protocol.frame import Frame, Sealed, seal

SCOPE = "H32.16"
CENTRE = bytes(16)
SALT = bytes(16)


def device(no: int) -> bytes:
    return no.to_bytes(16, "big")


def signature(device_: bytes, statement: bytes) -> bytes:
    """Stands for Ed25519, which costs a hundred times more and decides nothing here."""
    return hashlib.blake2b(statement, key=b"secret" + device_, digest_size=64).digest()


def fact_after(before: Branch, subject: bytes, kind: str, body: object, at: int = 1) -> Sealed:
    return seal(
        Frame(
            scope=SCOPE,
            device=before.device,
            epoch=before.epoch,
            seq=before.seq + 1,
            prev=before.id,
            at=at,
            wall=0,
            uncertainty=0,
            day="2026-11-25",
            actor=before.device,
            subject=subject,
            basis=(),
            kind=kind,
            version=1,
            salt=SALT,
            body=encode({"told": body}),
        )
    )


def named_in(fact: Sealed) -> Any:
    return decode_own(fact.frame.body)["told"]
