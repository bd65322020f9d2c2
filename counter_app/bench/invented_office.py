"""An invented office in a store without a centre: for benchmarks, and for tests of the counter."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from counter_app.storage.engine import transaction
from counter_app.storage.journal import Author, Journal
from counter_app.storage.projection import project
from domain.facts import Fact
from domain.identifiers import PROVINCE, Day, DeviceId, ProcedureCode, Scope, SubjectId, uuid7
from domain.moment import moment
from domain.office import (
    CalendarPublished,
    CounterNamed,
    NumbersGranted,
    OfficeDescribed,
    ProcedurePublished,
)
from domain.procedure import procedure_from, to_mapping
from resources.load import holidays_data, procedures_data

OFFICE: Final = Scope("H32.16")
CENTRE: Final = DeviceId(b"centre of office")
HOUSEHOLD_BUSINESS: Final = ProcedureCode("1.001612")


def device(number: int) -> DeviceId:
    """Counter 1, 2, 3 …"""
    return DeviceId(f"counter no {number:05}".encode())


def subject(number: int) -> SubjectId:
    """A fixed key for what the centre publishes."""
    return uuid7(1_700_000_000_000 + number, bytes(10))


def published() -> Iterator[tuple[Scope, SubjectId, Fact]]:
    """What a centre tells every office of the province, and this one."""
    for number, plain in enumerate(procedures_data()):
        document = json.dumps(to_mapping(procedure_from(plain)), ensure_ascii=False, sort_keys=True)
        yield PROVINCE, subject(number), ProcedurePublished(code=plain["code"], document=document)
    calendar = json.dumps(holidays_data(), ensure_ascii=False, sort_keys=True)
    yield PROVINCE, subject(900), CalendarPublished(version_name="2026.4", document=calendar)
    yield (
        OFFICE,
        subject(901),
        OfficeDescribed(
            name="ỦY BAN NHÂN DÂN PHƯỜNG BẮC NHA TRANG",
            unit="Bộ phận Tiếp nhận và Trả kết quả",
            place="Bắc Nha Trang",
            address="Số 1 đường Thử Nghiệm, phường Bắc Nha Trang",
            hotline="0258 000 1000",
            lookup_host="tracuu.example.vn",
            demonstration=True,
        ),
    )


def granted(number: int, first: int = 1, last: int = 9_999) -> Iterator[tuple[SubjectId, Fact]]:
    """What the centre tells of one counter."""
    named = CounterNamed(name=f"Quầy {number}", device=device(number), receipts=f"Q{number}")
    yield subject(910 + number), named
    yield (
        subject(920 + number),
        NumbersGranted(
            device=device(number),
            agency=OFFICE,
            from_day=Day("2020-01-01"),
            first=first,
            last=last,
            reserve_first=10_000 * number + 1,
            reserve_last=10_000 * number + 9_999,
        ),
    )


def seed(engine: Engine, number: int, now: Callable[[], datetime]) -> None:
    """Fill a fresh store with what the centre would have told counter `number`."""
    with transaction(engine) as connection:
        journal = Journal(connection, secrets.token_bytes)
        told = [*published(), *((OFFICE, s, fact) for s, fact in granted(number))]
        for scope, about, fact in told:
            author = Author(scope=scope, device=CENTRE, epoch=1, actor=SubjectId(CENTRE))
            entries = journal.write(author, about, [fact], moment(now()))
            project(connection, about, entries)
        connection.commit()
