"""What the centre says of a counter's days stands beside the counter, and takes nothing away."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import select

from counter_app.bench.invented_office import OFFICE, device
from counter_app.storage import tables as t
from counter_app.storage.engine import reading, transaction
from counter_app.storage.journal import Author, Journal
from counter_app.storage.projection import project, rebuild
from domain.day import DaySealed, OfficeDaySealed
from domain.facts import Fact
from domain.identifiers import Day, DeviceId, FactId, SubjectId
from domain.moment import moment
from domain.office import CounterNamed, EpochGranted
from tests.office import Counter, open_counter, person, reception, tables

CENTRE = DeviceId(bytes(6) + b"the centre")
COUNTER = SubjectId(device(3))


def told(counter: Counter, subject: SubjectId, *facts: Fact, by: DeviceId = CENTRE) -> None:
    author = Author(scope=OFFICE, device=by, epoch=1, actor=SubjectId(by))
    with transaction(counter.engine) as connection:
        journal = Journal(connection, secrets.token_bytes)
        now = moment(counter.clock())
        project(connection, subject, journal.write(author, subject, facts, now))
        connection.commit()


def sealed(number: int) -> DaySealed:
    return DaySealed(
        day=Day(f"2026-11-2{number}"),
        device=DeviceId(device(3)),
        number=number,
        hash=bytes([number]) * 32,
        certificate=b"certificate",
    )


def test_a_counter_goes_on_receiving_after_its_day_was_sealed_or_it_got_another_epoch(
    tmp_path: Path,
) -> None:
    counter = open_counter(tmp_path / "counter.db")
    named = CounterNamed(name="Quầy 3", device=DeviceId(device(3)), receipts="Q3")
    told(counter, COUNTER, named)
    first = counter.receive(reception(person("Võ Thị Sen")))
    epoch = EpochGranted(epoch=2, continues=FactId(bytes(32)), mark=bytes(16), certificate=b"")

    told(counter, COUNTER, sealed(1))
    told(counter, COUNTER, epoch)
    told(counter, COUNTER, sealed(2))
    second = counter.receive(reception(person("Võ Thị Súng", "056188004300")))

    assert (first.receipt, second.receipt) == ("Q3-000001", "Q3-000002")
    with reading(counter.engine) as connection:
        rows = connection.execute(select(t.day_sealed.c.number, t.day_sealed.c.day))
        assert sorted(map(tuple, rows)) == [(1, "2026-11-21"), (2, "2026-11-22")]
        names = select(t.counter.c.name).where(t.counter.c.id == COUNTER)
        assert connection.execute(names).scalar() == "Quầy 3"


def test_sealed_days_are_the_same_after_a_rebuild(tmp_path: Path) -> None:
    counter = open_counter(tmp_path / "counter.db")
    told(counter, COUNTER, sealed(1), sealed(2))
    office = OfficeDaySealed(day=Day("2026-11-21"), certificates=(bytes(32),))
    told(counter, SubjectId(CENTRE), office)
    again = OfficeDaySealed(day=Day("2026-11-21"), certificates=(bytes(32), bytes(32)))
    told(counter, SubjectId(CENTRE), again)

    live = tables(counter.engine)
    with transaction(counter.engine) as connection:
        rebuild(connection, Journal(connection, secrets.token_bytes))
        connection.commit()

    assert tables(counter.engine) == live
    assert [len(row[2]) for row in live["office_day"]] == [64]


def test_only_the_centres_word_seals_a_day(tmp_path: Path) -> None:
    counter = open_counter(tmp_path / "counter.db")

    told(counter, COUNTER, sealed(1), by=DeviceId(device(3)))

    assert tables(counter.engine)["day_sealed"] == []
