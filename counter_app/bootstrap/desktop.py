"""The desktop program: the station's parts given to the screens. Nothing here decides."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from PySide6.QtWidgets import QApplication, QMessageBox

from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.reception import DeskServices
from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.devices.wedge import Wedge
from counter_app.storage.dossier_queues import Queues
from counter_app.storage.story import story
from counter_app.storage.waiting import history, queue
from counter_app.ui.dossiers.services import DossiersServices
from counter_app.ui.look import Look
from counter_app.ui.palette import PaletteServices
from counter_app.ui.shell import Shell, ShellServices
from counter_app.ui.sign_in.services import RecentOfficer, SignInServices
from counter_app.ui.status_words import DeviceWord
from counter_app.ui.sync_status.services import SyncServices
from counter_app.ui.tasks import QtTasks
from counter_app.ui.theme import dress
from counter_app.usecases.desk_lists import DueState, ExchangeMark, due_state
from counter_app.usecases.lines import DossierLine, NumbersLeft, Officer
from domain.errors import OfficeError
from domain.moment import Moment, local

RECENT: Final = 5
DEVICE_LOOK_S: Final = 20.0
_LOG: Final = logging.getLogger("counter_app")


@dataclass(kw_only=True)
class Desktop:
    """Everything that must stay alive while the window is open."""

    station: Station
    shell: Shell
    link: LinkWatch
    devices: DeviceWatch
    database: ThreadPoolExecutor
    paper: ThreadPoolExecutor

    def start(self) -> None:
        """Show the window; link and devices begin behind it."""
        self.shell.listen()
        self.shell.window.show()
        self.link.start()
        self.devices.start()

    def close(self) -> None:
        """Wait for the database; the rest is abandoned: nothing uncommitted was promised."""
        self.devices.stop()
        self.link.stop()
        self.paper.shutdown(wait=False, cancel_futures=True)
        self.database.shutdown(wait=True)
        self.station.close()


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
    working: Callable[[Moment, Moment], int] = field(init=False)

    def __post_init__(self) -> None:
        self.working = self._working_days

    def _working_days(self, first: Moment, last: Moment) -> int:
        """Whole working days from one moment to another."""
        calendar = self.station.queries.calendar()
        day, end = local(first).date(), local(last).date()
        count = 0
        while day < end:
            day = calendar.working_day_after(day)
            count += day <= end
        return count

    def due_state(self, line: DossierLine) -> DueState:
        return due_state(line, moment_now(), self.working)

    def numbers(self) -> NumbersLeft:
        identity = self.station.enrolled
        found = self.station.queries.numbers_left(identity.scope, moment_now())
        return found or NumbersLeft(
            left=0, in_reserve=False, next_serial=0, last_serial=0, next_receipt=""
        )

    def history(self) -> Sequence[ExchangeMark]:
        return [
            ExchangeMark(at=at, outcome=outcome, note=note)
            for at, outcome, note in history(self.station.engine)
        ]

    def recent(self) -> Sequence[RecentOfficer]:
        return [RecentOfficer(o.username, o.name) for o in self.station.accounts.recent(RECENT)]

    def change_password(self, officer: Officer, old: str, new: str) -> Officer:
        return self.station.change_password(officer.username, old, new)

    def seat(self, officer: Officer) -> None:
        self.station.officer = officer


def assemble(station: Station, app: QApplication) -> Desktop:
    """The window with everything behind it, not yet shown."""
    look = Look(dark=station.settings.dark, scale=station.settings.text_percent)
    dress(app, look)
    database = ThreadPoolExecutor(1, "database")
    paper = ThreadPoolExecutor(1, "printer")
    shell_box: list[Shell] = []

    def changed() -> None:
        if shell_box:
            shell_box[0].calls.later(shell_box[0].changed)

    parts = _Parts(
        station=station,
        link=LinkWatch(station, changed),
        devices=DeviceWatch(station),
        desk=DeskServices(station),
    )
    shell = Shell(
        look=look,
        services=_services(parts),
        tasks=QtTasks(database),
        printer=QtTasks(paper),
        report=report,
    )
    shell_box.append(shell)
    return Desktop(
        station=station,
        shell=shell,
        link=parts.link,
        devices=parts.devices,
        database=database,
        paper=paper,
    )


def _services(parts: _Parts) -> ShellServices:
    station, queries, office = parts.station, parts.station.queries, parts.station.queries.office()
    identity, queues = station.enrolled, Queues(queries)
    return ShellServices(
        office=office,
        now=moment_now,
        sign_in=SignInServices(
            sign_in=station.sign_in,
            change_password=parts.change_password,
            recent=parts.recent,
            office=office,
            now=moment_now,
        ),
        seated=parts.seat,
        reception=parts.desk.services(),
        dossiers=DossiersServices(
            now=moment_now,
            due_state=parts.due_state,
            queues=lambda: queues.counts(moment_now()),
            lines=lambda key, sought: queues.lines(key, sought, moment_now()),
            story=lambda dossier: story(station.engine, dossier),
            print_slip=parts.desk.print_slip,
        ),
        sync=SyncServices(
            now=moment_now,
            office=office,
            status=lambda: parts.link.status,
            queue=lambda: queue(station.engine, identity.scope, identity.device),
            history=parts.history,
            numbers=parts.numbers,
            send_now=parts.link.send_now,
        ),
        palette=PaletteServices(
            customers=queries.find_customers,
            dossiers=queries.find_dossiers,
            procedures=queries.find_procedures,
        ),
        link=lambda: parts.link.status,
        numbers=parts.numbers,
        printer=lambda: parts.devices.printer,
        scanner=lambda: parts.devices.scanner,
        recogniser=Wedge(),
        idle_minutes=station.settings.idle_lock_minutes,
    )


def report(error: Exception) -> None:
    """An expected error that no screen took, or a defect: written down before it is shown."""
    if isinstance(error, OfficeError):
        _LOG.warning("%s", type(error).__name__)
        _tell(error.sentence)
        return
    write_crash(error)
    _tell(
        "Phần mềm gặp lỗi chưa lường trước và đã ghi lại; việc đã lưu vẫn còn. "
        "Hãy báo cán bộ CNTT của đơn vị."
    )


def write_crash(error: BaseException) -> None:
    """Where it happened, without values: personal data appear in no crash report."""
    frames = traceback.extract_tb(error.__traceback__)
    told = " <- ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _LOG.error("%s %s %s", datetime.now().astimezone().isoformat(), type(error).__name__, told)


def _tell(sentence: str) -> None:
    if QApplication.instance() is not None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Quầy Một Cửa", sentence)
        box.setModal(False)
        box.show()
        _SHOWN.append(box)


_SHOWN: Final[list[QMessageBox]] = []


def hook_crashes() -> None:
    """Whatever escapes everything is written down too."""

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        del trace
        if not issubclass(kind, KeyboardInterrupt):
            write_crash(error)

    sys.excepthook = hook
