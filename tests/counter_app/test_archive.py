"""Sealed months leave the store for an archive, and are read there as before."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from sqlalchemy import select

from counter_app.storage.archive_tables import archived
from counter_app.storage.archives import files, months, place_of
from counter_app.storage.engine import open_engine, reading, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.storage.story import story
from counter_app.storage.tables import fact
from counter_app.storage.verification import count_check, verify
from counter_app.usecases.errors import NoSuchDossier
from counter_app.usecases.hand_over import Handing, HandOver
from domain.identifiers import DossierId, SubjectId
from domain.moment import Moment, moment
from domain.retention import Stay
from tests.counter_app.archived_store import (
    archive,
    beside,
    counter_of_months,
    everything,
    planned,
    receive,
    rows,
)
from tests.office import KEY, reopen_counter, tables


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "counter.db"


def test_a_dossier_whose_result_was_given_need_not_wait_until_it_is_long_past(store: Path) -> None:
    counter = counter_of_months(store, months=1, dossiers=2)
    given = counter.queries.dossiers()[0].id
    handing = Handing(dossier=given, paper="41A8000127", name="Trần Văn Bảo", authority="GUQ 12")
    HandOver(begin=counter.desk.begin)(handing)
    receive(counter, 3)  # the newest fact of a store stays
    soon = moment(counter.clock())

    going = planned(counter.engine, at=soon)

    assert [(each.subject, each.is_dossier) for each in going.leaving] == [(given, True)]
    assert going.staying[Stay.UNFINISHED] == 2


def test_what_moved_is_read_as_before(store: Path) -> None:
    counter = counter_of_months(store)
    before, read_before, (facts, _) = (
        everything(counter.engine),
        tables(counter.engine),
        rows(counter.engine),
    )

    moved = archive(counter.engine, store)

    assert moved.dossiers == 24
    assert everything(counter.engine) == before
    assert rows(counter.engine) == (facts, facts - moved.facts)
    assert verify(counter.engine, lambda _: b"", Moment(1)).problems == []
    with transaction(counter.engine) as connection:
        rebuild(connection, Journal(connection, secrets.token_bytes))
        connection.commit()
    assert tables(counter.engine) == read_before
    reopened = reopen_counter(store)
    assert everything(reopened.engine) == before
    assert count_check(reopened.engine, Moment(1)) == 0


def test_only_the_months_asked_for_go_and_each_is_listed(store: Path) -> None:
    counter = counter_of_months(store, months=3, dossiers=4)

    plan = planned(counter.engine, "2026-06")
    archive(counter.engine, store, "2026-06")

    assert plan.staying == {Stay.LATER: 4}
    told = months(counter.engine)
    assert [(each.month, each.file, each.dossiers) for each in told] == [
        ("2026-05", "2026", 4),
        ("2026-06", "2026", 4),
    ]
    assert sum(each.facts for each in told) == files(counter.engine, beside(store))[0].moved
    assert planned(counter.engine, "2026-06").leaving == []


def test_what_is_not_sealed_or_still_needed_stays(store: Path) -> None:
    counter = counter_of_months(store, months=1, dossiers=3)

    unsealed = planned(counter.engine, cut_of=lambda _connection, _device: ())
    too_soon = planned(counter.engine, at=Moment(A_WEEK_LATER))

    assert (unsealed.leaving, unsealed.staying) == ([], {Stay.UNSEALED: 3})
    assert (too_soon.leaving, too_soon.staying) == ([], {Stay.UNFINISHED: 3})


A_WEEK_LATER = 1_778_500_000_000
NOBODY = DossierId(SubjectId(b"nobody knows it!"))
FACT_ID = fact.c.id


def test_work_goes_on_with_an_archived_dossier_as_with_any_other(store: Path) -> None:
    counter = counter_of_months(store, months=1, dossiers=2)
    line = counter.queries.dossiers()[0]
    archive(counter.engine, store)

    with counter.desk.begin() as work:
        dossier = work.dossier(line.id)
    new = receive(counter, 77)

    assert dossier.id == line.id
    assert counter.queries.dossier_by_code(line.code) is not None
    with reading(counter.engine) as connection:
        place = place_of(connection, line.id)
        assert place is not None
        assert (place.month, place.file) == ("2026-05", "2026")
        assert place_of(connection, new) is None
    told = story(counter.engine, line.id)
    assert told[0].title == "Trong tệp lưu trữ tháng 05/2026"
    assert told[-1].title == "Tiếp nhận hồ sơ"
    assert count_check(counter.engine, Moment(1)) == 0


def test_another_process_that_was_open_misses_nothing(store: Path) -> None:
    counter = counter_of_months(store, months=1)
    other = reopen_counter(store)
    line = other.queries.dossiers()[0]
    before = everything(other.engine)

    with reading(other.engine) as old:
        count = len(old.execute(select(FACT_ID)).all())
        archive(counter.engine, store)
        assert len(old.execute(select(FACT_ID)).all()) == count

    assert everything(other.engine) == before
    with other.desk.begin() as work:
        assert work.dossier(line.id).id == line.id


def test_a_store_without_archives_has_no_view(store: Path) -> None:
    counter = counter_of_months(store, months=1, dossiers=1)

    with reading(counter.engine) as connection:
        views = "SELECT count(*) FROM sqlite_temp_master WHERE type = 'view'"
        assert connection.exec_driver_sql(views).scalar() == 0


def test_readers_find_archived_facts_by_their_indexes(store: Path) -> None:
    counter = counter_of_months(store, months=1)
    archive(counter.engine, store)
    asked = {
        "of a subject": "SELECT id FROM fact WHERE subject = x'00' ORDER BY pos",
        "of a place": "SELECT id FROM fact WHERE scope = '' AND device = x'' AND epoch = 1 "
        "AND branch = 0 AND seq BETWEEN 1 AND 9 ORDER BY seq DESC",
        "of some": "SELECT id FROM fact WHERE subject IN (x'00', x'01') AND device < x'01'",
        "that wait": "SELECT count(*) FROM fact WHERE (device = x'00' AND epoch = 1 AND seq > 7) "
        "OR (device = x'01' AND epoch = 1 AND seq > 9)",
    }

    with reading(counter.engine) as connection:
        connection.execute(select(archived(1).c.no).limit(1))
        steps = {
            name: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
            for name, query in asked.items()
        }

    for name, told in steps.items():
        scanned = [step for step in told if step.startswith("SCAN") and "fact" in step[5:]]
        assert [step for step in scanned if step != "SCAN fact"] == [], name  # its own result
        assert any("archive1.fact USING INDEX" in step for step in told), name


def test_an_unknown_dossier_is_still_unknown(store: Path) -> None:
    counter = counter_of_months(store, months=1, dossiers=1)
    archive(counter.engine, store)

    with pytest.raises(NoSuchDossier), counter.desk.begin() as work:
        work.dossier(NOBODY)


def test_another_key_opens_no_archive(store: Path) -> None:
    counter = counter_of_months(store, months=1, dossiers=2)
    archive(counter.engine, store)
    counter.engine.dispose()

    data = beside(store).path("2026").read_bytes()

    assert b"SQLite format" not in data[:100]
    assert open_engine(store, KEY) is not None
