"""This store's own closings of days, and what the centre's facts say of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.tables import day_close, day_sealed
from domain.identifiers import Day, DeviceId
from domain.moment import Moment
from sync.protocol.certificate import (
    Certificate,
    SealedDay,
    from_document,
    sealed_from_bytes,
)

PENDING: Final = "pending"
SEALED: Final = "sealed"
DISPUTED: Final = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """One closing: a document of ours, and what became of it."""

    number: int
    day: Day
    state: str
    sealed: SealedDay  # its countersignature is empty until the day is sealed
    differs: bytes = b""
    cause: str = ""

    @property
    def told(self) -> Certificate:
        """What the document says."""
        return from_document(self.sealed.document)


def last(connection: Connection, device: DeviceId, below: int | None = None) -> Closing | None:
    """The closing of the highest number (`below` one), sealed or not."""
    own = select(day_close).where(day_close.c.device == device)
    if below is not None:
        own = own.where(day_close.c.number < below)
    row = connection.execute(own.order_by(day_close.c.number.desc()).limit(1)).first()
    heard = _heard(connection, device, below)
    if row is None or (heard is not None and heard.number >= row.number):
        return heard
    return _closing(row)


def open_closings(connection: Connection, device: DeviceId) -> Sequence[Closing]:
    """Those that are not sealed, in their order."""
    rows = (
        select(day_close)
        .where(day_close.c.device == device, day_close.c.state != SEALED)
        .order_by(day_close.c.number)
    )
    return [_closing(row) for row in connection.execute(rows)]


def untold(connection: Connection, device: DeviceId) -> Sequence[Closing]:
    """Those that are sealed and no fact of the centre's tells of, in their order."""
    heard = select(day_sealed.c.number).where(day_sealed.c.id == device)
    rows = (
        select(day_close)
        .where(
            day_close.c.device == device,
            day_close.c.state == SEALED,
            day_close.c.number.not_in(heard),
        )
        .order_by(day_close.c.number)
    )
    return [_closing(row) for row in connection.execute(rows)]


def of_day(
    connection: Connection, device: DeviceId, day: Day, number: int | None = None
) -> Closing | None:
    """The last closing of a day, sealed or not; or its closing of this number."""
    rows = select(day_close).where(day_close.c.device == device, day_close.c.day == day)
    heard = select(day_sealed).where(day_sealed.c.id == device, day_sealed.c.day == day)
    if number is not None:
        rows = rows.where(day_close.c.number == number)
        heard = heard.where(day_sealed.c.number == number)
    own = connection.execute(rows.order_by(day_close.c.number.desc()).limit(1)).first()
    told = connection.execute(heard.order_by(day_sealed.c.number.desc()).limit(1)).first()
    if own is None or (told is not None and told.number >= own.number):
        return None if told is None else _from_fact(told)
    return _closing(own)


def keep(connection: Connection, device: DeviceId, closing: Closing, at: Moment) -> None:
    """A closing under its number; what stood there and was not sealed is replaced."""
    row = {
        "device": device,
        "number": closing.number,
        "day": closing.day,
        "state": closing.state,
        "document": closing.sealed.document,
        "signature": closing.sealed.signature,
        "countersignature": closing.sealed.countersignature,
        "differs": closing.differs,
        "cause": closing.cause,
        "at": at,
    }
    put = upsert(day_close).values(row)
    changed = {name: put.excluded[name] for name in row if name not in ("device", "number")}
    connection.execute(
        put.on_conflict_do_update(
            index_elements=["device", "number"],
            set_=changed,
            where=day_close.c.state != SEALED,
        )
    )


def hear(connection: Connection, device: DeviceId, genuine: Callable[[SealedDay], bool]) -> None:
    """What the centre's facts say of our drafts: sealed, where the answer was lost on its way; or
    overtaken, where another copy of this store sealed something else under that number.

    `genuine`: whether both signatures hold. Any other word is passed over.
    """
    for closing in open_closings(connection, device):
        row = select(day_sealed).where(
            day_sealed.c.id == device, day_sealed.c.number == closing.number
        )
        told = connection.execute(row).first()
        sealed = _from_fact(told).sealed if told else None
        if sealed is None or not genuine(sealed):
            continue
        if sealed.id == closing.sealed.id:
            changed = {"state": SEALED, "countersignature": sealed.countersignature, "cause": ""}
            set_state(connection, device, closing.number, **changed)
        else:
            gone = delete(day_close).where(
                day_close.c.device == device, day_close.c.number == closing.number
            )
            connection.execute(gone)


def set_state(connection: Connection, device: DeviceId, number: int, **changed: Any) -> None:
    """What became of a closing; what is sealed stays so."""
    row = update(day_close).where(
        day_close.c.device == device,
        day_close.c.number == number,
        day_close.c.state != SEALED,
    )
    connection.execute(row.values(**changed))


def _heard(connection: Connection, device: DeviceId, below: int | None) -> Closing | None:
    told = select(day_sealed).where(day_sealed.c.id == device)
    if below is not None:
        told = told.where(day_sealed.c.number < below)
    row = connection.execute(told.order_by(day_sealed.c.number.desc()).limit(1)).first()
    return None if row is None else _from_fact(row)


def _from_fact(row: Any) -> Closing:
    """As the centre's fact tells it."""
    sealed = sealed_from_bytes(row.certificate)
    return Closing(number=row.number, day=Day(row.day), state=SEALED, sealed=sealed)


def _closing(row: Any) -> Closing:
    return Closing(
        number=row.number,
        day=Day(row.day),
        state=row.state,
        sealed=SealedDay(row.document, row.signature, row.countersignature),
        differs=row.differs,
        cause=row.cause,
    )
