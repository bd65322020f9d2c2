"""The exchange screen on a real store, with a real centre that is away for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.exchange_screen import exchange_screen
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.demo.centre import CentreProcess
from counter_app.ui.look import Look
from counter_app.ui.sync_status.view import SyncView
from counter_app.usecases.lines import NumbersLeft
from counter_app.usecases.queue_lines import RecordState
from tests.centres import new_centre
from tests.counter_app.ui.gallery import defect
from tests.fakes.tasks import ImmediateTasks
from tests.office import person, reception

LONG_S: Final = 30.0
PASSWORD: Final = "một mật khẩu dài"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


def counter(centre: CentreProcess, folder: Path, no: int) -> Station:
    station = open_station(folder / str(no))
    station.enrol(centre.url, centre.enrol_code(f"Quầy {no}", f"Q{no}"))
    station.link_round()()
    return station


def numbers(station: Station) -> NumbersLeft:
    found = station.queries.numbers_left(station.enrolled.scope, moment_now())
    assert found is not None
    return found


def until(view: SyncView, done: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_S
    while not done():
        assert time.monotonic() < end
        QCoreApplication.processEvents()
        view.refresh()
        time.sleep(0.05)


@pytest.mark.qt
def test_a_record_is_sent_again_by_enter_and_carried_by_file_meanwhile(
    centre: CentreProcess, tmp_path: Path, look: Look, qtbot: QtBot
) -> None:
    station, other = counter(centre, tmp_path, 3), counter(centre, tmp_path, 2)
    link = LinkWatch(station, lambda: None)
    services = exchange_screen(station, link, lambda: numbers(station), ImmediateTasks())
    view = SyncView(look, services, tasks=ImmediateTasks(), report=defect)
    qtbot.addWidget(view)
    view.resize(1278, 602)
    centre.stop()
    station.receive(reception(person("Lê Thị Sen", phone=""), procedure=HOUSEHOLD_BUSINESS))
    link.start()
    view.show()
    until(view, lambda: link.status.lost_since is not None)

    row = next(at for at, one in enumerate(view.table.rows.records) if one.sort == "dossier")
    view.table.selectRow(row)
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    record = view.table.record
    assert record is not None
    until(view, lambda: "Chưa gửi được" in view.table.rows.face(record).word)
    assert view.table.rows.face(record).note == "Chưa tới được trung tâm"
    assert record.money == 50_000

    file = str(tmp_path / "hang-gui.qmc")
    steps: list[str] = []
    gone = services.export(file, PASSWORD, steps.append)
    watch = LinkWatch(other, lambda: None)
    brought = exchange_screen(other, watch, lambda: numbers(other), ImmediateTasks())
    taken = brought.take_in(file, PASSWORD, steps.append)
    assert gone.facts == taken.facts == taken.fresh == link.status.waiting_facts
    assert len(steps) == 5
    assert {one.sort for one in brought.queue().records} >= {"dossier", "customer"}

    centre.start()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    until(view, lambda: link.status.waiting_facts == 0 and bool(services.hit_rate().names))
    view.refresh()
    link.stop()

    assert view.table.record is not None
    assert view.table.record.state is RecordState.ACKNOWLEDGED
    assert "vừa gửi theo yêu cầu" in view.table.rows.face(view.table.record).note
    rate, last = services.hit_rate(), services.history()[-1]
    assert (rate.told, rate.names_hit) == (rate.hit, 1)
    assert "mất mạng" not in last.note
    assert any(mark.outcome == "lost" and mark.note for mark in services.history())
    assert sum(mark.up for mark in services.history()) >= gone.facts
    station.close()
    other.close()
