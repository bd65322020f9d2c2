"""The desktop program: the station's parts given to the screens. Nothing here decides."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Final

from counter_app.bootstrap.board_screen import board_screen
from counter_app.bootstrap.closing_screen import closing_screen
from counter_app.bootstrap.counter_state import TellState
from counter_app.bootstrap.crash import report
from counter_app.bootstrap.exchange_screen import exchange_screen
from counter_app.bootstrap.hand_over import expected_recipient, hand_over
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.morning_screen import morning_screen
from counter_app.bootstrap.patrol import Patrol
from counter_app.bootstrap.reception import DeskServices
from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.storage.dossier_queues import Queues
from counter_app.storage.story import story
from counter_app.ui.customers.services import CustomersServices
from counter_app.ui.dossiers.services import DossiersServices
from counter_app.ui.front import Front
from counter_app.ui.palette import SHOWN_EACH, PaletteServices
from counter_app.ui.shell import Shell
from counter_app.ui.shell_services import ShellServices
from counter_app.ui.status_words import DeviceWord
from counter_app.ui.tasks import QtTasks
from counter_app.usecases.desk_lists import DueState, due_state
from counter_app.usecases.lines import SUGGESTED, DossierLine, NumbersLeft, Officer
from domain.errors import OfficeError
from domain.identifiers import SubjectId
from domain.moment import Moment, local
from domain.working_time import WorkingCalendar

DEVICE_LOOK_S: Final = 20.0


@dataclass(kw_only=True)
class Desktop:
    """Everything that must stay alive while the window is open."""

    station: Station
    shell: Shell
    link: LinkWatch
    devices: DeviceWatch
    patrol: Patrol
    paper: ThreadPoolExecutor
    asking: ThreadPoolExecutor
    moving: ThreadPoolExecutor

    def start(self) -> None:
        """Screens are built one by one; link and devices begin behind them."""
        self.shell.listen()
        self.shell.build_slowly()
        self.link.start()
        self.devices.start()
        self.patrol.start()

    def close(self) -> None:
        """Abandon link, devices and paper: nothing uncommitted was promised."""
        self.patrol.stop()
        self.devices.stop()
        self.link.stop()
        self.paper.shutdown(wait=False, cancel_futures=True)
        self.asking.shutdown(wait=False, cancel_futures=True)
        if self.shell.sync is not None:
            self.shell.sync.archive.presenter.stop()
        self.moving.shutdown(wait=False, cancel_futures=True)


class DeviceWatch:
    """Asks printer and scanner how they are, now and then, off the UI thread."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self.printer = DeviceWord("Máy in: đang hỏi")
        self.scanner = DeviceWord("Máy quét: đang hỏi")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="devices", daemon=True)

    def start(self) -> None:
        """Begin asking."""
        self._thread.start()

    def stop(self) -> None:
        """No more questions."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.printer = self._printer()
            self.scanner = self._scanner()
            self._stop.wait(DEVICE_LOOK_S)

    def _printer(self) -> DeviceWord:
        try:
            words = self._station.printer().state()
        except OfficeError:
            return DeviceWord("Máy in: chưa biết", ready=False)
        return DeviceWord(words, ready=words.endswith("sẵn sàng") or "thư mục" in words)

    def _scanner(self) -> DeviceWord:
        if self._station.settings.scanner:
            return DeviceWord("Máy quét sẵn sàng")
        try:
            found = ScanDevice().list()
        except OfficeError:
            return DeviceWord("Máy quét không trả lời", ready=False)
        return (
            DeviceWord("Máy quét sẵn sàng")
            if found
            else DeviceWord("Chưa có máy quét", ready=False)
        )


@dataclass(kw_only=True)
class _Parts:
    station: Station
    link: LinkWatch
    devices: DeviceWatch
    desk: DeskServices
    calendar: WorkingCalendar = field(init=False)  # read off the UI thread, looked at on it

    def __post_init__(self) -> None:
        self.calendar = self.station.queries.calendar()

    def _working_days(self, first: Moment, last: Moment) -> int:
        """Whole working days from one moment to another."""
        calendar = self.calendar
        day, end = local(first).date(), local(last).date()
        count = 0
        while day < end:
            day = calendar.working_day_after(day)
            count += day <= end
        return count

    def due_state(self, line: DossierLine) -> DueState:
        return due_state(line, moment_now(), self._working_days)

    def numbers(self) -> NumbersLeft:
        identity = self.station.enrolled
        self.calendar = self.station.queries.calendar()
        found = self.station.queries.numbers_left(identity.scope, moment_now())
        return found or NumbersLeft(
            left=0, in_reserve=False, next_serial=0, last_serial=0, next_receipt=""
        )

    def seat(self, officer: Officer) -> None:
        self.station.officer = officer


def assemble(station: Station, front: Front, database: ThreadPoolExecutor) -> Desktop:
    """Everything behind the sign-in that is already on screen."""
    paper, asking = ThreadPoolExecutor(1, "printer"), ThreadPoolExecutor(1, "asking")
    moving = ThreadPoolExecutor(1, "archive")
    shell_box: list[Shell] = []

    def changed() -> None:
        if shell_box:
            shell_box[0].calls.later(shell_box[0].changed)

    devices = DeviceWatch(station)
    tell = TellState(station, lambda: devices.printer, lambda: devices.scanner)
    parts = _Parts(
        station=station,
        link=LinkWatch(station, changed, tell),
        devices=devices,
        desk=DeskServices(station),
    )
    shell = Shell(
        front=front,
        services=_services(parts, QtTasks(moving)),
        tasks=QtTasks(database),
        printer=QtTasks(paper),
        asking=QtTasks(asking),
        report=report,
    )
    shell_box.append(shell)
    return Desktop(
        station=station,
        shell=shell,
        link=parts.link,
        devices=parts.devices,
        patrol=Patrol(station, station.worked_lately),
        paper=paper,
        asking=asking,
        moving=moving,
    )


def load_screens() -> None:
    """Import what the screens are made of, on whatever thread has time for it."""
    for name in (
        "counter_app.ui.reception.assemble",
        "counter_app.ui.dossiers.view",
        "counter_app.ui.customers.view",
        "counter_app.ui.closing.view",
        "counter_app.ui.sync_status.view",
        "counter_app.ui.morning.view",
        "counter_app.ui.board.view",
        "counter_app.ui.palette",
        "counter_app.ui.keys",
    ):
        import_module(name)


def _services(parts: _Parts, moving: QtTasks) -> ShellServices:
    station, queries, office = parts.station, parts.station.queries, parts.station.queries.office()
    queues = Queues(queries)
    return ShellServices(
        office=office,
        now=moment_now,
        seated=parts.seat,
        reception=parts.desk.services(),
        dossiers=DossiersServices(
            now=moment_now,
            due_state=parts.due_state,
            queues=lambda: queues.counts(moment_now()),
            lines=lambda key, sought: queues.lines(key, sought, moment_now()),
            story=lambda dossier: story(station.engine, dossier),
            disputes=lambda line: [
                each
                for subject in (line.id, line.customer)
                for each in station.decisions.disputes_of(SubjectId(subject))
            ],
            recipient=partial(expected_recipient, station),
            hand_over=partial(hand_over, station),
            print_slip=parts.desk.print_slip,
            introduce=parts.desk.introduce,
        ),
        customers=_customers(station),
        closing=closing_screen(station, parts.link, parts.desk.print_slip),
        sync=exchange_screen(station, parts.link, parts.numbers, moving),
        morning=morning_screen(station, lambda: parts.link.status),
        board=board_screen(station),
        palette=PaletteServices(
            customers=partial(queries.meet_customers, limit=SHOWN_EACH),
            dossiers=queries.find_dossiers,
            procedures=queries.find_procedures,
        ),
        link=lambda: parts.link.status,
        numbers=parts.numbers,
        printer=lambda: parts.devices.printer,
        scanner=lambda: parts.devices.scanner,
        idle_minutes=station.settings.idle_lock_minutes,
    )


def _customers(station: Station) -> CustomersServices:
    decisions = station.decisions
    return CustomersServices(
        now=moment_now,
        disputes=decisions.disputes,
        disputes_of=decisions.disputes_of,
        alike=decisions.alike,
        merged=decisions.merged,
        find=partial(station.queries.meet_customers, limit=SUGGESTED + 1),  # are there more?
        pair=decisions.pair,
        decide=lambda *told: station.decide(*told),  # in the name of who sits there then
        same=lambda *told: station.compare.same(*told),
        different=lambda *told: station.compare.different(*told),
        later=lambda *told: station.compare.later(*told),
    )
