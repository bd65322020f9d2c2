"""What a day's sheet is made of: how it stands, its ledger, its certificate's code, past prints."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Engine, func, select

from counter_app.storage import day_closes
from counter_app.storage import tables as t
from counter_app.storage.day_closes import SEALED
from counter_app.storage.day_recount import Count, recount
from counter_app.storage.engine import reading
from counter_app.storage.identity import Identity
from domain.day_totals import Line
from domain.identifiers import Day
from sync.protocol.cbor import decode, encode
from sync.protocol.certificate import SealedDay
from sync.protocol.errors import SyncError

QR_START: Final = "QMC-CN1:"
"""How the code of a certificate begins; what follows is base64url of CBOR, see docs/protocol.md."""


def ledger_of(engine: Engine, who: Identity, day: Day, count: Count) -> Sequence[Line]:
    """The series of numbers of a day, counted from the journal's bytes; `count`, of a day that was
    not closed.

    Raises NotHeld, DamagedHere where bytes of a closed day are lost.
    """
    with reading(engine) as connection:
        closing = day_closes.of_day(connection, who.device, day)
    if closing is not None:
        return recount(engine, who, closing).ledger
    counted = count()
    return counted.ledger if counted else ()


def code_of(engine: Engine, who: Identity, day: Day) -> str:
    """The text of the certificate's QR; empty before both have signed."""
    with reading(engine) as connection:
        closing = day_closes.of_day(connection, who.device, day)
    return qr_text(closing.sealed) if closing and closing.state == SEALED else ""


def qr_text(sealed: SealedDay) -> str:
    """Hash and both signatures, so that paper alone proves what the centre signed."""
    plain = encode([sealed.id, sealed.signature, sealed.countersignature])
    return QR_START + urlsafe_b64encode(plain).decode().rstrip("=")


def read_qr(text: str) -> tuple[bytes, bytes, bytes]:
    """Hash, device's signature and countersignature. Raises ValueError for any other text."""
    told = text.strip()
    if not told.startswith(QR_START):
        raise ValueError("not the code of a certificate")
    packed = told.removeprefix(QR_START)
    try:
        plain = decode(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (binascii.Error, SyncError) as error:
        raise ValueError(str(error)) from error
    match plain:
        case [bytes(hash_), bytes(signature), bytes(countersignature)]:
            return hash_, signature, countersignature
        case _:
            raise ValueError("not the code of a certificate")


def next_copy(engine: Engine, who: Identity, day: Day, sort: str) -> int:
    """1 for the first print of a sheet."""
    printed = select(func.max(t.sheet_print.c.copy)).where(
        t.sheet_print.c.device == who.device,
        t.sheet_print.c.day == day,
        t.sheet_print.c.sort == sort,
    )
    with reading(engine) as connection:
        return (connection.execute(printed).scalar() or 0) + 1
