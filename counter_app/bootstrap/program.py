"""Opens the desktop program: the sign-in takes keys first, everything else is loaded behind it.

Importing store, link, scanner and printing takes longer than painting a window, so nothing here
imports them before the first paint; `_station` does, on the database thread.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.crash import hook_crashes, report
from counter_app.devices.wedge import Wedge
from counter_app.settings import Settings, SettingsBroken, load
from counter_app.ui.front import Front
from counter_app.ui.look import Look
from counter_app.ui.sign_in.services import RecentOfficer, SignInServices
from counter_app.ui.tasks import QtTasks
from counter_app.ui.theme import dress
from counter_app.usecases.office_card import OfficeCard
from domain.errors import OfficeError
from domain.moment import Moment

if TYPE_CHECKING:
    from counter_app.bootstrap.desktop import Desktop
    from counter_app.bootstrap.station import Station
    from counter_app.usecases.lines import Officer

RECENT: Final = 5
FIRST_PAINT_S: Final = 10.0
OFFICE_FILE: Final = "office.json"
"""Whose counter this was at the last start: nothing personal, only for the first second."""


class Program:
    """The window at once, the counter behind it. `opened` hears None, or why it cannot open.

    `station`: one that is open already; otherwise the profile's is opened after the first paint.
    """

    def __init__(
        self,
        app: QApplication,
        profile: Path,
        opened: Callable[[OfficeError | None], object] = lambda _: None,
        station: Station | None = None,
    ) -> None:
        self._profile = profile
        self._opened = opened
        self._painted = threading.Event()
        self._held: Station | OfficeError | None = station
        self.desktop: Desktop | None = None
        self.database = ThreadPoolExecutor(1, "database")
        settings = _settings(profile)
        look = Look(dark=settings.dark, scale=settings.text_percent)
        dress(app, look)
        self.tasks = QtTasks(self.database)
        self.front = Front(
            look=look,
            sign_in=SignInServices(
                sign_in=lambda username, password: self._station().sign_in(username, password),
                change_password=self._change_password,
                recent=self._recent,
                office=_office_of_last_time(profile),
                now=_now,
            ),
            recogniser=Wedge(),
            tasks=self.tasks,
            report=report,
        )
        self.front.window.painted.connect(self._open)

    def show(self) -> None:
        """The sign-in; the rest follows by itself."""
        self.front.listen()
        self.front.window.show()

    def close(self) -> None:
        """Wait for the database; the rest is abandoned: nothing uncommitted was promised."""
        self._painted.set()
        if self.desktop is not None:
            self.desktop.close()
        self.database.shutdown(wait=True, cancel_futures=True)
        if self.desktop is not None:
            self.desktop.station.close()

    def _open(self) -> None:
        self.front.panel.opening(on=True)
        self._painted.set()
        self.tasks.run(self._station, then=self._furnish, failed=self._refused)

    def _station(self) -> Station:
        """The store, opened by whoever asks first on the database thread, after the paint."""
        self._painted.wait(FIRST_PAINT_S)
        if self._held is None:
            # imported here, and the screens with it, so that the window answers keys meanwhile
            from counter_app.bootstrap import desktop, station

            try:
                opened = station.open_station(self._profile)
                opened.queries.office()
                desktop.load_screens()
                self._held = opened
            except OfficeError as error:
                self._held = error
        if isinstance(self._held, OfficeError):
            raise self._held
        return self._held

    def _furnish(self, station: Station) -> None:
        from counter_app.bootstrap import desktop  # loaded by _station already

        logging.basicConfig(filename=self._profile / "counter.log", level=logging.INFO)
        hook_crashes()
        self.front.panel.opening(on=False)
        self.desktop = desktop.assemble(station, self.front, self.database)
        self.desktop.start()
        self.tasks.run(
            lambda: _remember(self._profile, station), then=lambda _: None, failed=report
        )
        self._opened(None)

    def _refused(self, error: Exception) -> None:
        self.front.panel.opening(on=False)
        if isinstance(error, OfficeError):
            self.front.panel.refuse(error.sentence)
            self._opened(error)
        else:
            report(error)

    def _change_password(self, officer: Officer, old: str, new: str) -> Officer:
        return self._station().change_password(officer.username, old, new)

    def _recent(self) -> Sequence[RecentOfficer]:
        recent = self._station().accounts.recent(RECENT)
        return [RecentOfficer(officer.username, officer.name) for officer in recent]


def _settings(profile: Path) -> Settings:
    """For the first paint; a broken file is told when the counter opens."""
    try:
        return load(profile)
    except SettingsBroken:
        return Settings(profile=profile)


def _now() -> Moment:
    from counter_app.bootstrap.station import moment_now  # after the first paint

    return moment_now()


def _office_of_last_time(profile: Path) -> OfficeCard:
    try:
        told = json.loads((profile / OFFICE_FILE).read_text(encoding="utf-8"))
        return OfficeCard(**told)
    except (OSError, ValueError, TypeError):  # never opened here, or not ours: a blank card
        return OfficeCard(
            name="", unit="", place="", address="", hotline="", counter="", lookup_host=""
        )


def _remember(profile: Path, station: Station) -> None:
    text = json.dumps(asdict(station.queries.office()), ensure_ascii=False)
    (profile / OFFICE_FILE).write_text(text, encoding="utf-8")
