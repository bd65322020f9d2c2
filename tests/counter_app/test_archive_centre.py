"""Archives and a real centre: still proven equal, given back to it, healed and erased by it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.archive import listed
from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.demo.centre import SCOPE, CentreProcess
from counter_app.storage import day_closes
from counter_app.storage.archive_plan import Plan, Rule, plan, sealed_cuts
from counter_app.storage.archive_scans import move_scans
from counter_app.storage.archiving import Archiving
from counter_app.storage.day_recount import recount
from counter_app.storage.engine import reading
from counter_app.storage.tables import customer
from counter_app.storage.verification import last_look, verify
from counter_app.usecases.case import Bundle
from domain.identifiers import DossierId, Scope, SubjectId
from domain.moment import Moment, day
from domain.retention import Stay
from sync.central import admin, orders
from sync.central.store.tables import fact
from tests.centres import new_centre
from tests.counter_app.archived_store import everything, rows
from tests.office import person, reception
from tests.sync.test_recovery import copy_database, opened, restore

FAR = Moment(2**50)
"""As if every dossier had been due long ago."""


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def station(centre: CentreProcess, tmp_path: Path) -> Iterator[Station]:
    made = open_station(tmp_path / "quay-3")
    made.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
    made.link_round()()
    yield made
    made.close()


def receive(station: Station, number: int) -> tuple[DossierId, bytes]:
    """A dossier with one scan, of a customer of its own; the scan's hash."""
    data = secrets.token_bytes(3_000)
    sha256 = station.blobs.put(data)
    who = person(f"Lê Thị Sen {number}", f"0561880{number:05}", phone="")
    papers = Bundle(component=1, sha256=sha256, size=len(data), pages=1)
    told = reception(who, procedure=HOUSEHOLD_BUSINESS, bundles=(papers,))
    return station.receive(told).dossier, sha256


def sealed_day(station: Station, dossiers: int = 4) -> list[tuple[DossierId, bytes]]:
    """A day's work that both sides signed, its scans at the centre."""
    received = [receive(station, number) for number in range(dossiers)]
    station.link_round()()
    station.link_round().closing.close(day(moment_now()))
    station.link_round()()
    return received


def planned(station: Station) -> Plan:
    month = day(moment_now())[:7]
    cuts = sealed_cuts(station.enrolled.centre_key)
    return plan(station.engine, Rule(scope=Scope(SCOPE), month=month, long_past=FAR, cut_of=cuts))


def archive(station: Station) -> int:
    """Everything that is sealed; how many facts."""
    archiving = Archiving(engine=station.engine, beside=station.archives, now=moment_now)
    facts = archiving(planned(station).leaving).facts
    move_scans(station.engine, station.blobs.carry)
    return facts


def facts_of(station: Station) -> set[bytes]:
    """Ids of all that this counter wrote."""
    own = station.enrolled.device
    return {bytes(row[5]) for row in everything(station.engine) if row[1] == own}


def whole(station: Station) -> list[str]:
    return verify(station.engine, station.blobs.get, moment_now()).problems


def test_an_archived_day_is_counted_exchanged_and_closed_as_before(
    station: Station, tmp_path: Path
) -> None:
    received = sealed_day(station)
    with reading(station.engine) as connection:
        closing = day_closes.last(connection, station.enrolled.device)
    assert closing is not None
    before, counted = everything(station.engine), recount(station.engine, station.enrolled, closing)

    moved = archive(station)
    station.link_round()()

    assert moved == 4 * 3  # received, fee, scan
    assert everything(station.engine) == before
    assert recount(station.engine, station.enrolled, closing) == counted
    again = station.link_round().closing.close(day(moment_now()))
    assert again.sealed.id == closing.sealed.id
    assert whole(station) == []
    assert {path.name for path in station.archives.folder.glob("2*/*/*")} == {
        sha256.hex() for _, sha256 in received
    }
    assert all(station.blobs.whole(sha256) for _, sha256 in received)
    assert [each.scans for line in listed(station) for each in line.months] == [4]


def test_what_was_written_after_the_last_certificate_stays(station: Station) -> None:
    sealed_day(station, 2)
    receive(station, 77)
    station.link_round()()

    found = planned(station)

    assert len(found.leaving) == 2
    assert found.staying == {Stay.UNSEALED: 1}


def test_a_certificate_that_is_not_the_centres_seals_nothing(station: Station) -> None:
    sealed_day(station, 1)
    month = day(moment_now())[:7]
    cuts = sealed_cuts(bytes(32))

    found = plan(station.engine, Rule(scope=Scope(SCOPE), month=month, long_past=FAR, cut_of=cuts))

    assert (found.leaving, found.staying) == ([], {Stay.UNSEALED: 1})


def test_a_restored_centre_is_given_archived_facts_back(
    centre: CentreProcess, station: Station, tmp_path: Path
) -> None:
    copy_database(centre, tmp_path / "copy.db")
    sealed_day(station)
    before = facts_of(station)
    archive(station)
    restore(centre, tmp_path / "copy.db")

    station.link_round()()
    station.link_round()()

    assert before <= facts_of(station)
    assert whole(station) == []
    with opened(centre) as made:
        assert admin.verify(made).problems == []
        with made.store.reading() as transaction:
            there = {bytes(row[0]) for row in transaction.execute(select(fact.c.id))}
        assert before <= there


def test_a_lost_archive_is_healed_from_the_centre(station: Station) -> None:
    sealed_day(station)
    before = everything(station.engine)
    moved = archive(station)
    station.engine.dispose()
    path = station.archives.path(day(moment_now())[:4])
    away = path.rename(path.with_suffix(".away"))

    held = rows(station.engine)[0]
    station.link_round()()

    assert held == len(before) - moved
    assert everything(station.engine) == before
    assert rows(station.engine)[1] == len(before)
    assert last_look(station.engine).missing == 0
    assert archive(station) >= moved - 3  # the newest row, and its dossier, stay
    assert everything(station.engine) == before
    assert away.exists()
    assert whole(station) == []


def test_an_order_to_erase_reaches_archived_dossiers_and_scans(
    centre: CentreProcess, station: Station
) -> None:
    received = sealed_day(station)
    archive(station)
    with reading(station.engine) as connection:
        found = connection.execute(select(customer.c.id).order_by(customer.c.registered)).first()
    assert found is not None
    with opened(centre) as made:
        orders.erase(made, Scope(SCOPE), SubjectId(found[0]), "QĐ 12/2026", dossiers=True)

    station.link_round()()
    station.link_round()()

    holding = [station.blobs.holds(sha256) for _, sha256 in received]
    assert sorted(holding) == [False, True, True, True]
    erased = [row for row in everything(station.engine) if row[9] == b""]
    assert len(erased) >= 3
    with station.engine.connect() as connection:
        inside = "SELECT count(*) FROM archive1.fact WHERE body = x''"
        assert connection.exec_driver_sql(inside).scalar() == 3
    assert whole(station) == []
