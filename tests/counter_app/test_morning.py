"""The morning's check on a real store: each part's good, doubtful and bad state, and its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from counter_app.bootstrap.morning_screen import looks, morning_screen, print_test
from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.slip_paper import Paper
from counter_app.devices.trial_page import TrialPage, compose_trial
from counter_app.storage import standing
from counter_app.storage.backups import copy_store, note_backup
from counter_app.storage.engine import transaction
from counter_app.storage.morning import DAY_MS, StoreLooks
from counter_app.usecases.errors import CheckNotFinished
from counter_app.usecases.lines import LinkStatus
from counter_app.usecases.morning_check import PARTS, TEST_CODE, Looked, look, proved
from domain.moment import Moment, moment
from domain.morning import Outcome
from tests.counter_app.test_desk_services import OFFICER, station_of

GOOD, WARN, BAD = Outcome.GOOD, Outcome.WARN, Outcome.BAD


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    opened = station_of(tmp_path)
    yield opened
    opened.close()


def at(station: Station, now: Moment) -> StoreLooks:
    return StoreLooks(station.engine, station.enrolled, now)


def test_a_backup_grows_old(station: Station, tmp_path: Path) -> None:
    now = moment_now()
    assert at(station, now).backup().outcome is WARN
    copy_store(station.engine, tmp_path / "copy.db")
    note_backup(station.engine, now)
    assert at(station, now).backup().outcome is GOOD
    later = at(station, Moment(now + 8 * DAY_MS)).backup()
    assert (later.outcome, "cách đây 8 ngày" in later.words) == (WARN, True)


def test_a_counter_that_may_not_write_says_so(station: Station) -> None:
    assert at(station, moment_now()).keys().outcome is BAD  # never certified
    certified = replace(station.enrolled, certificate=b"x")
    assert StoreLooks(station.engine, certified, moment_now()).keys().outcome is WARN  # no escrow
    with transaction(station.engine) as connection:
        standing.set_back(connection)
        connection.commit()
    assert StoreLooks(station.engine, certified, moment_now()).keys().outcome is BAD


def test_numbers_and_calendar(station: Station) -> None:
    monday = moment(datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert at(station, monday).numbers().outcome is GOOD
    assert at(station, Moment(0)).numbers().outcome is BAD  # long before the first grant
    assert at(station, monday).calendar().outcome is GOOD
    december = moment(datetime(2026, 12, 1, 2, tzinfo=UTC))
    assert at(station, december).calendar().outcome in (WARN, BAD)
    far = moment(datetime(2040, 1, 5, 2, tzinfo=UTC))
    assert at(station, far).calendar().outcome is BAD


def test_the_clock_is_compared_with_the_centre(station: Station) -> None:
    heard = LinkStatus(proven_at=moment_now())

    def clock(ahead_ms: int, status: LinkStatus = heard) -> Outcome:
        station.clock_ahead_ms = ahead_ms
        return look(looks(station, lambda: status), "clock").outcome

    assert [clock(0), clock(-30_000), clock(int(timedelta(days=1).total_seconds() * 1000))] == [
        GOOD,
        WARN,
        BAD,
    ]
    assert clock(0, LinkStatus()) is WARN


def test_a_test_page_is_written_and_read_back(station: Station) -> None:
    assert print_test(station) == ""  # no printer is set: a file
    [page] = station.settings.slips.glob("*.pdf")
    assert page.stem.startswith(TEST_CODE)
    assert proved(page.stem, page.stem).outcome is GOOD
    assert proved(page.stem, f"{TEST_CODE}ABCDEF").outcome is BAD


@pytest.mark.parametrize("paper", Paper)
def test_every_paper_takes_a_test_page(paper: Paper) -> None:
    told = {"office": "Trung tâm Phục vụ hành chính công phường Bắc Nha Trang", "counter": "Quầy 3"}
    composed = compose_trial(TrialPage(**told, when="T2 23/11 07:02", code="QMC-THU-K7M2P9"), paper)
    assert composed.read_back(composed.pdf()).codes.count("QMC-THU-K7M2P9") == 2


def test_the_result_is_kept_with_its_name_and_only_when_whole(station: Station) -> None:
    screen = morning_screen(station, LinkStatus)
    good = {part.key: Looked(outcome=GOOD, words="thử") for part in PARTS}
    assert screen.last() is None
    with pytest.raises(CheckNotFinished):
        screen.record({"slip": good["slip"]})
    screen.record({**good, "disk": Looked(outcome=WARN, words="Còn trống 1,0 GB")})
    last = screen.last()
    assert last is not None
    assert (last.worst, len(last.results)) == (WARN, len(PARTS))
    assert ("disk", "warn", "Còn trống 1,0 GB") in last.results
    assert OFFICER.name.startswith("Lê")
