"""A full disk on either side, or a database that restarts: nothing acknowledged is lost."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.demo.centre import CentreProcess
from counter_app.storage.verification import verify
from counter_app.usecases.errors import StorageUnavailable
from counter_app.usecases.lines import LinkState
from domain.dossier import ScanAttached
from sync.central import admin
from sync.client.http_link import Refusal
from tests.centres import new_centre
from tests.office import person, reception
from tests.rig_disk import SmallDisk, small_disk
from tests.rig_postgres import postgres, restart
from tests.sync.central.service import Counter, Service, counters, serving

LONG_S: Final = 30.0
SENTENCE: Final = (
    "Không ghi được vào ổ đĩa của quầy, việc chưa được lưu; "
    "hãy kiểm tra dung lượng đĩa rồi nhấn lại."
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", megabytes=12) as made:
        yield made


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_S
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def receive(station: Station, number: int) -> str:
    who = person(f"Lê Thị Sen {number}", f"0561880{number:05}", phone="")
    return station.receive(reception(who, procedure=HOUSEHOLD_BUSINESS)).code


def receive_until_full(station: Station, saved: list[str]) -> None:
    for number in range(3, 500):
        saved.append(receive(station, number))


def test_a_counter_whose_disk_is_full_says_so_and_goes_on_when_there_is_room(
    demonstration: CentreProcess, disk: SmallDisk
) -> None:
    station = open_station(disk.folder / "quay")
    station.enrol(demonstration.url, demonstration.enrol_code("Quầy 3", "Q3"))
    station.link_round()()
    link = LinkWatch(station, lambda: None)
    link.start()
    saved = [receive(station, number) for number in range(3)]
    disk.fill(leave=200_000)

    with pytest.raises(StorageUnavailable) as told:
        receive_until_full(station, saved)
    link.send_now()
    until(lambda: link.status.state is LinkState.WAITING)
    cause = link.status.cause
    disk.make_room()
    saved += [receive(station, 600), receive(station, 601)]
    until(lambda: link.status.state is LinkState.PROVEN and link.status.waiting_facts == 0)
    link.stop()

    assert told.value.sentence == SENTENCE
    assert cause == SENTENCE
    assert sorted(line.code for line in station.queries.dossiers(limit=1_000)) == sorted(saved)
    assert verify(station.engine, lambda _: b"", moment_now()).problems == []
    station.close()


@pytest.fixture
def cramped(disk: SmallDisk, tmp_path: Path) -> Iterator[Service]:
    with serving(str(disk.folder / "centre.db"), disk.folder, workers=1) as made:
        yield made


def pushed(counter: Counter) -> int:
    """The status with which the centre refused, 0 for none."""
    try:
        counter.exchange()
    except Refusal as refused:
        return refused.status if str(refused).endswith(".") else -1
    return 0


def test_a_centre_whose_disk_is_full_refuses_and_takes_all_when_there_is_room(
    cramped: Service, disk: SmallDisk, tmp_path: Path
) -> None:
    scope = cramped.office()
    with counters(cramped, scope, tmp_path, 2) as (one, other):
        one.register("Võ Thị Sen")
        one.exchange()
        disk.fill(leave=100_000)

        statuses = []
        for number in range(400):
            one.register(f"Võ Thị Súng {number}")
            statuses.append(pushed(one))
            if statuses[-1]:
                break
        refused_again = pushed(one)
        disk.make_room()

        assert set(statuses) == {0, 503}
        assert refused_again == 503
        assert one.exchange().digest == other.exchange().digest
        assert one.facts() == other.facts() == cramped.facts(scope)
        assert admin.verify(cramped.centre).problems == []
        assert verify(one.engine, lambda _: b"", one.now()).problems == []


def test_a_scan_for_which_there_is_no_room_is_sent_again(
    cramped: Service, disk: SmallDisk, tmp_path: Path
) -> None:
    with counters(cramped, cramped.office(), tmp_path, 1) as (one,):
        data = bytes(range(256)) * 8_000
        sha256 = hashlib.sha256(data).digest()
        one.write(ScanAttached(component=1, sha256=sha256, size=len(data), pages=1))
        one.exchange()
        disk.fill(leave=300_000)

        with pytest.raises(Refusal) as refused:
            one.link.put_blob(sha256, 0, data, len(data))
        disk.make_room()
        reached = one.link.put_blob(sha256, one.link.blob_offset(sha256) or 0, data, len(data))

        assert refused.value.status == 503
        assert str(refused.value).endswith(".")
        assert reached == len(data)
        assert one.link.blob_offset(sha256) is None


@pytest.mark.rig
def test_postgresql_restarted_amid_pushes_loses_nothing(tmp_path: Path) -> None:
    with postgres() as url, serving(url, tmp_path) as service:
        scope = service.office()
        with counters(service, scope, tmp_path, 2) as (one, other):
            statuses: list[int] = []
            with ThreadPoolExecutor(1) as pool:
                restarting = pool.submit(restart, url, "immediate")
                while not restarting.done() or len(statuses) < 5:
                    one.register(f"Võ Thị Sen {len(statuses)}")
                    statuses.append(pushed(one))
                restarting.result()
            end = time.monotonic() + LONG_S
            while pushed(one) and time.monotonic() < end:
                time.sleep(0.1)

            assert set(statuses) <= {0, 503}
            assert one.exchange().digest == other.exchange().digest
            assert one.facts() == other.facts() == service.facts(scope)
            assert admin.verify(service.centre).problems == []
