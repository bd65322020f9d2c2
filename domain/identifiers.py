"""A type for every kind of number and key, so that none is passed for another."""

from __future__ import annotations

from typing import Final, NewType

FactId = NewType("FactId", bytes)
"""SHA-256 of a fact's envelope, 32 bytes."""

SubjectId = NewType("SubjectId", bytes)
"""UUIDv7 of what a fact speaks of, 16 bytes."""

CustomerId = NewType("CustomerId", SubjectId)
DossierId = NewType("DossierId", SubjectId)
OfficerId = NewType("OfficerId", SubjectId)
SessionId = NewType("SessionId", SubjectId)

NO_SESSION: Final = SessionId(SubjectId(b""))
"""Of money that was taken while no session was open."""

DeviceId = NewType("DeviceId", bytes)
"""One writing store: a counter, or the centre for one scope; 16 bytes."""

Scope = NewType("Scope", str)
"""An office (its agency code), or PROVINCE."""

PROVINCE = Scope("province")

DossierCode = NewType("DossierCode", str)
ProcedureCode = NewType("ProcedureCode", str)
ReceiptNumber = NewType("ReceiptNumber", str)
Username = NewType("Username", str)
Day = NewType("Day", str)
"""The office's day, ISO: 2026-11-23."""


_CENTRE: Final = bytes(6)


def is_centre(device: bytes) -> bool:
    """Whether a device is the centre: its ids begin with six zero bytes.

    The centre names its counters by UUIDv7, whose first six bytes tell the time: never zero. So
    everybody can see by the id alone whose word a fact is.
    """
    return device[: len(_CENTRE)] == _CENTRE


def uuid7(milliseconds: int, random: bytes) -> SubjectId:
    """A time-ordered UUID (RFC 9562 §5.7) from UTC milliseconds and 10 random bytes."""
    if len(random) != 10:  # 74 random bits, with version and variant laid over
        raise ValueError("uuid7 takes 10 random bytes")
    value = bytearray(milliseconds.to_bytes(6, "big") + random)
    value[6] = 0x70 | (value[6] & 0x0F)
    value[8] = 0x80 | (value[8] & 0x3F)
    return SubjectId(bytes(value))
