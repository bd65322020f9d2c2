"""Certificates made in memory, with real signatures."""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.certificate import (
    NO_CERTIFICATE,
    Certificate,
    SealedDay,
    Sums,
    centre_statement,
    device_statement,
    to_document,
)
from sync.protocol.certified import Certified, certified_to_bytes
from sync.protocol.frame import NO_PREVIOUS
from sync.protocol.heads import Head
from sync.protocol.intervals import Interval

CENTRE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
COUNTER = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
CENTRE_KEY = CENTRE.public_key().public_bytes_raw()
DEVICE = bytes.fromhex("019300000000700080000000000000a3")


def hashed(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()


def enrolment(**changed: Any) -> bytes:
    told: dict[str, Any] = {
        "device": DEVICE,
        "scope": "H32.16",
        "public_key": COUNTER.public_key().public_bytes_raw(),
        "epoch": 1,
        "continues": NO_PREVIOUS,
        "mark": b"",
        "name": "Quầy 3",
        "receipts": "Q3",
        "issued": 1_763_856_000_000,
    }
    plain = certified_to_bytes(Certified(**{**told, **changed}))
    return plain + CENTRE.sign(plain)


def sums(**changed: Any) -> Sums:
    told: dict[str, Any] = {
        "intervals": (Interval(1, 1, hashed("first"), 9, hashed("last")),),
        "facts": 9,
        "totals": {"kind.fee.taken": 3, "money.cash": 150_000},
        "numbers": hashed("numbers"),
        "blobs": hashed("blobs"),
        "rules": 1,
    }
    return Sums(**{**told, **changed})


def certificate(**changed: Any) -> Certificate:
    told: dict[str, Any] = {
        "scope": "H32.16",
        "device": DEVICE,
        "enrolment": enrolment(),
        "day": "2026-11-23",
        "number": 1,
        "previous": NO_CERTIFICATE,
        "cut": (Head(DEVICE, 1, 9, hashed("last")),),
        "words": (Head(bytes(16), 1, 4, hashed("word")),),
        "sums": sums(),
        "verified": 1_763_900_000_000,
    }
    return Certificate(**{**told, **changed})


def sealed(
    told: Certificate,
    by: Ed25519PrivateKey = COUNTER,
    countersigned_by: Ed25519PrivateKey = CENTRE,
) -> SealedDay:
    document = to_document(told)
    signature = by.sign(device_statement(document))
    countersignature = countersigned_by.sign(centre_statement(document, signature))
    return SealedDay(document, signature, countersignature)
