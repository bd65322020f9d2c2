"""Archives that are away, damaged, or there again; and what has to change in one."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from counter_app.bench.invented_office import OFFICE
from counter_app.storage.archive_return import take_up_again
from counter_app.storage.archive_volume import Volume, check
from counter_app.storage.archives import erase_in_archives, files, verify_files
from counter_app.storage.bring_back import bring_back
from counter_app.storage.compacting import compact
from counter_app.storage.engine import reading, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.replica import chains
from counter_app.storage.tables import erasure
from counter_app.storage.verification import count_check, last_look, open_holes, verify
from counter_app.usecases.archive_errors import ArchiveUnavailable, StoreInUse
from domain.moment import Moment, moment
from sync.protocol.frame import Sealed
from tests.counter_app.archived_store import (
    archive,
    archiving,
    beside,
    counter_of_months,
    everything,
    planned,
    receive,
    rows,
)
from tests.office import KEY, Counter, reopen_counter
from tests.rig_disk import small_disk

NOW = Moment(1)
PAGE_IN_THE_MIDDLE = 9
"""Of rows: neither the first ones nor the last is asked for when the file is opened."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "counter.db"


@pytest.fixture
def counter(store: Path) -> Counter:
    return counter_of_months(store)


def test_without_its_archive_the_counter_works_and_names_what_is_missing(
    counter: Counter, store: Path
) -> None:
    before = everything(counter.engine)
    moved = archive(counter.engine, store)
    counter.engine.dispose()
    away = beside(store).path("2026").rename(store.with_name("elsewhere.db"))

    again = reopen_counter(store)
    receive(again, 99)
    differing = count_check(again.engine, NOW)
    found = verify(again.engine, lambda _: b"", NOW)

    assert differing == 1
    assert last_look(again.engine).missing == moved.facts
    assert "thiếu hoặc hỏng" in found.problems[0]
    assert [each.absent for each in files(again.engine, beside(store))] == [True]

    away.rename(beside(store).path("2026"))
    assert take_up_again(again.engine, beside(store), NOW) == ["2026"]
    count_check(again.engine, NOW)

    assert last_look(again.engine).missing == 0
    assert set(before) <= set(everything(again.engine))
    assert verify(again.engine, lambda _: b"", NOW).problems == []


def test_what_was_given_back_meanwhile_is_not_seen_twice(counter: Counter, store: Path) -> None:
    before = everything(counter.engine)
    moved = archive(counter.engine, store)
    path = beside(store).path("2026")
    with reading(counter.engine) as connection:
        device = counter.author.device
        given = list(chains(connection, OFFICE).facts(device, 1, 0, 1, 1_000))
    away = path.rename(store.with_name("elsewhere.db"))
    counter.engine.dispose()
    again = reopen_counter(store)
    count_check(again.engine, NOW)

    heal(again, given)
    away.rename(path)
    take_up_again(again.engine, beside(store), NOW)
    count_check(again.engine, NOW)

    assert moved.facts > 0
    assert everything(again.engine) == before
    assert open_holes_of(again) == 0


def heal(counter: Counter, given: Sequence[Sealed]) -> None:
    """As the centre gives it back: only what lies in holes."""
    with transaction(counter.engine) as connection:
        store = chains(connection, OFFICE, Journal(connection, secrets.token_bytes))
        for hole in store.holes():
            part = [each for each in given if hole.first <= each.frame.seq <= hole.last]
            store.heal(part, hole.branch)
            store.set_hole(hole, None)
        connection.commit()


def open_holes_of(counter: Counter) -> int:
    with reading(counter.engine) as connection:
        return len(open_holes(connection, OFFICE))


def test_a_damaged_page_is_named_once_and_the_counter_goes_on(
    counter: Counter, store: Path
) -> None:
    archive(counter.engine, store)
    counter.engine.dispose()
    path = beside(store).path("2026")
    data = bytearray(path.read_bytes())
    data[PAGE_IN_THE_MIDDLE * 4096 + 100] ^= 1
    path.write_bytes(data)

    again = reopen_counter(store)
    with pytest.raises(ArchiveUnavailable) as told:
        everything(again.engine)

    assert "2026.db" in told.value.sentence
    receive(again, 99)
    assert count_check(again.engine, NOW) == 1
    assert verify_files(again.engine, beside(store), NOW) == ["2026"]


def test_a_file_of_another_store_is_not_taken_for_it(
    counter: Counter, store: Path, tmp_path: Path
) -> None:
    archive(counter.engine, store)
    counter.engine.dispose()
    other = Volume(tmp_path / "other.db", KEY)
    other.mark()
    other.close()
    (tmp_path / "other.db").replace(beside(store).path("2026"))

    again = reopen_counter(store)
    everything(again.engine)

    assert files(again.engine, beside(store))[0].absent
    assert take_up_again(again.engine, beside(store), NOW) == []


def test_a_changed_row_of_an_archive_is_set_aside_and_healed(counter: Counter, store: Path) -> None:
    before = everything(counter.engine)
    archive(counter.engine, store)
    with reading(counter.engine) as connection:
        given = list(chains(connection, OFFICE).facts(counter.author.device, 1, 0, 1, 1_000))
    volume = Volume(beside(store).path("2026"), KEY)
    with volume.writing() as connection:
        connection.exec_driver_sql("UPDATE fact SET body = x'a0' WHERE no = 3")
    volume.close()

    found = verify(counter.engine, lambda _: b"", NOW)
    heal(counter, given)

    assert found.holes == 1
    assert everything(counter.engine) == before
    assert verify(counter.engine, lambda _: b"", NOW).problems == []


def test_erasure_reaches_the_archive(counter: Counter, store: Path) -> None:
    line = counter.queries.dossiers()[-1]
    archive(counter.engine, store)
    ids = [row[5] for row in everything(counter.engine) if row[6] == line.id]

    with transaction(counter.engine) as connection:
        chains(connection, OFFICE).erase(ids)
        connection.execute(insert(erasure), [{"id": line.id, "fact": id_} for id_ in ids])
        connection.commit()
    erased = erase_in_archives(counter.engine, beside(store))

    assert erased == len(ids)
    assert {row[9] for row in everything(counter.engine) if row[5] in ids} == {b""}
    volume = Volume(beside(store).path("2026"), KEY)
    with volume.writing() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM fact WHERE body = x''").scalar()
    volume.close()
    assert kept == len(ids)
    assert erase_in_archives(counter.engine, beside(store)) == 0
    assert verify(counter.engine, lambda _: b"", NOW).problems == []
    assert check(beside(store).path("2026"), KEY, 0, kept) == []


def test_what_comes_back_counts_once_and_may_go_again(counter: Counter, store: Path) -> None:
    before = everything(counter.engine)
    moved = archive(counter.engine, store)

    with transaction(counter.engine) as connection:
        bring_back(connection, lambda fact: [fact.c.scope == OFFICE])
        connection.commit()
    back = rows(counter.engine)
    again = archive(counter.engine, store)

    assert back == (len(before), len(before))
    assert again.facts == moved.facts - 2  # the last that came back is the store's newest
    assert everything(counter.engine) == before
    assert count_check(counter.engine, NOW) == 0
    assert verify(counter.engine, lambda _: b"", NOW).problems == []


def test_a_clerk_of_another_process_saves_meanwhile(counter: Counter, store: Path) -> None:
    before = everything(counter.engine)
    command = [sys.executable, "-m", "tests.counter_app.receive_for_ever", str(store)]
    with subprocess.Popen([*command, "500", "540"], stdout=subprocess.PIPE, text=True) as clerk:
        assert clerk.stdout is not None
        clerk.stdout.readline()
        archive(counter.engine, store)
        told = [line.split()[1] for line in clerk.stdout]

    assert len(told) == 39
    codes = {line.code for line in counter.queries.dossiers(limit=1_000)}
    assert set(told) <= codes
    assert set(before) < set(everything(counter.engine))
    assert count_check(counter.engine, NOW) == 0
    assert verify(counter.engine, lambda _: b"", NOW).problems == []


def test_the_store_is_made_smaller_only_alone(counter: Counter, store: Path) -> None:
    archive(counter.engine, store)
    before = everything(counter.engine)

    with pytest.raises(StoreInUse):
        compact(store, KEY)
    counter.engine.dispose()
    compact(store, KEY)

    again = reopen_counter(store)
    assert everything(again.engine) == before
    with reading(again.engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_stopped_half_way_it_goes_on_another_time(counter: Counter, store: Path) -> None:
    before = everything(counter.engine)
    heard: list[int] = []

    def stop_at(step: int) -> bool:
        heard.append(step)
        return len(heard) < 2

    stopped = archive(counter.engine, store, go_on=stop_at)
    _, live = rows(counter.engine)
    done = archive(counter.engine, store)

    assert stopped.stopped
    assert live == len(before)
    assert not done.stopped
    assert everything(counter.engine) == before


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", megabytes=12) as disk:
        store = disk.folder / "counter.db"
        counter = counter_of_months(store, months=1, dossiers=40)
        before = everything(counter.engine)
        disk.fill(leave=30_000)

        with pytest.raises(Exception, match=r"SQLITE_(FULL|IOERR)"):
            archive(counter.engine, store)
        kept = everything(counter.engine)
        disk.make_room()
        archive(counter.engine, store)

        assert kept == before
        assert everything(counter.engine) == before
        assert verify(counter.engine, lambda _: b"", NOW).problems == []
        counter.engine.dispose()


def test_dossiers_go_into_the_archive_of_their_year(store: Path) -> None:
    counter = counter_of_months(store, months=9, dossiers=2)

    much_later = moment(datetime(2028, 3, 1, tzinfo=UTC))
    archiving(counter.engine, store)(planned(counter.engine, "2027-01", at=much_later).leaving)

    assert [each.name for each in files(counter.engine, beside(store))] == ["2026", "2027"]
    assert count_check(counter.engine, NOW) == 0
