"""Days at a counter for tests: receptions written, closings driven over the real link."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import count

from sqlalchemy import select

from counter_app.storage import day_closes
from counter_app.storage import tables as t
from counter_app.storage.day_close import DayClosing
from counter_app.storage.day_closes import Closing
from counter_app.storage.engine import reading
from domain.dossier import DossierReceived, FeeTaken, ScanAttached
from domain.identifiers import (
    CustomerId,
    Day,
    DossierCode,
    FactId,
    ProcedureCode,
    ReceiptNumber,
    SubjectId,
)
from domain.moment import Moment, day
from sync.central.admin import system_clock
from sync.client.close_day import Post
from sync.protocol.errors import LinkLost
from tests.sync.central.service import Counter

_receipts = count(1)


def today() -> Day:
    return day(system_clock())


def receive(
    counter: Counter, serial: int, amount: int = 50_000, method: str = "cash", no: int | None = None
) -> SubjectId:
    """A dossier with its fee and one scan."""
    code = f"H32.16-{counter_day(counter)}-{serial:04}"
    received = DossierReceived(
        case=hashlib.sha256(f"{code} {counter.identity.device.hex()}".encode()).digest()[:16],
        code=DossierCode(code),
        procedure=ProcedureCode("1.001612"),
        procedure_fact=FactId(bytes(32)),
        customer=CustomerId(SubjectId(bytes(16))),
        due=Moment(counter.now() + 86_400_000),
        limit=0,
        calendar="2026",
        papers=((1, 1, 0),),
        channel="counter",
    )
    fee = FeeTaken(receipt=ReceiptNumber(f"Q3-{no or serial:06}"), amount=amount, method=method)
    scan = ScanAttached(
        component=1, sha256=hashlib.sha256(code.encode()).digest(), size=1_000, pages=1
    )
    return counter.write(received, fee, scan)


def counter_day(counter: Counter) -> str:
    return day(counter.now()).replace("-", "")[2:]


def closing(
    counter: Counter, *, post: Post | None = None, exchange: Callable[[], object] | None = None
) -> DayClosing:
    def both() -> None:
        if exchange is not None:
            exchange()
            return
        counter.exchange()
        counter.go_on()

    return DayClosing(
        engine=counter.engine,
        who=lambda: counter.identity,
        post=post or counter.link.post,
        exchange=both,
        now=counter.now,
    )


def no_link(*_asked: object) -> bytes:
    raise LinkLost("no link")


def offline(counter: Counter) -> DayClosing:
    return closing(counter, post=no_link, exchange=no_link)


def kept(counter: Counter, of: Day | None = None) -> Closing:
    with reading(counter.engine) as connection:
        found = day_closes.of_day(connection, counter.identity.device, of or today())
    assert found is not None
    return found


def heard(counter: Counter) -> list[tuple[bytes, int, str]]:
    """Days sealed that this store knows of by the centre's facts."""
    row = select(t.day_sealed.c.id, t.day_sealed.c.number, t.day_sealed.c.day)
    with reading(counter.engine) as connection:
        return sorted((bytes(r.id), r.number, r.day) for r in connection.execute(row))


def office_days(counter: Counter) -> dict[str, bytes]:
    with reading(counter.engine) as connection:
        rows = connection.execute(select(t.office_day))
        return {row.day: bytes(row.certificates) for row in rows}
