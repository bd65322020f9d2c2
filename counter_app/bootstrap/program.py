"""Opens the desktop program: the sign-in takes keys first, everything else is loaded behind it.

Importing store, link, scanner and printing takes longer than painting a window, so nothing here
imports them before the first paint; `_station` does, on the database thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from counter_app.devices.wedge import Wedge
from counter_app.settings import Settings, SettingsBroken, load
from counter_app.ui.front import Front
from counter_app.ui.look import Look
from counter_app.ui.sign_in.services import RecentOfficer, SignInServices
from counter_app.ui.tasks import QtTasks, TasksLater
from counter_app.ui.theme import dress
from counter_app.usecases.office_card import OfficeCard
from domain.errors import OfficeError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path

    from counter_app.bootstrap.desktop import Desktop
    from counter_app.bootstrap.station import Station
    from counter_app.usecases.lines import Officer
    from domain.moment import Moment

RECENT: Final = 5
OFFICE_FILE: Final = "office.txt"
"""Whose counter this was at the last start: nothing personal, only for the first second.

One line a field, in the order of `OfficeCard`: read without a parser to be loaded first."""
_LET_KEYS_PASS_MS: Final = 1
"""Not at once: keys struck while the window came up wait already, and go before the rest."""

_TRAINING: Final = "demonstration"


def application() -> QApplication:
    """The application in the style that our sheet builds on.

    Named on the command line, as anybody may: asked for a style object, the binding would build
    all that Qt knows of styles.
    """
    return QApplication(["counter-app", "-style", "fusion"])


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
        self.app = app
        self._profile = profile
        self._opened = opened
        self._held: Station | OfficeError | None = station
        self.desktop: Desktop | None = None
        self.database: ThreadPoolExecutor | None = None
        settings = _settings(profile)
        look = Look(dark=settings.dark, scale=settings.text_percent)
        dress(app, look)
        self.tasks = TasksLater()
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
            report=_report,
        )
        self.front.window.painted.connect(lambda: QTimer.singleShot(_LET_KEYS_PASS_MS, self._open))

    def show(self) -> None:
        """The sign-in; the rest follows by itself."""
        self.front.show()

    def close(self) -> None:
        """Wait for the database; the rest is abandoned: nothing uncommitted was promised."""
        if self.desktop is not None:
            self.desktop.close()
        if self.database is not None:
            self.database.shutdown(wait=True, cancel_futures=True)
        if self.desktop is not None:
            self.desktop.station.close()

    def _open(self) -> None:
        from concurrent.futures import ThreadPoolExecutor  # not needed to paint

        self.front.panel.opening(on=True)
        database = ThreadPoolExecutor(1, "database")
        self.database = database
        self.tasks.begin(QtTasks(database))
        self.tasks.run(
            self._station,
            then=lambda station: self._furnish(station, database),
            failed=self._refused,
        )

    def _station(self) -> Station:
        """The store, opened by whoever asks first on the database thread, after the paint."""
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

    def _furnish(self, station: Station, database: ThreadPoolExecutor) -> None:
        import logging

        from counter_app.bootstrap import desktop  # loaded by _station already
        from counter_app.bootstrap.crash import hook_crashes

        logging.basicConfig(filename=self._profile / "counter.log", level=logging.INFO)
        hook_crashes()
        self.front.panel.opening(on=False)
        self.desktop = desktop.assemble(station, self.front, database)
        self.desktop.start()
        self.tasks.run(
            lambda: _remember(self._profile, station), then=lambda _: None, failed=_report
        )
        self._opened(None)

    def _refused(self, error: Exception) -> None:
        self.front.panel.opening(on=False)
        if isinstance(error, OfficeError):
            self.front.panel.refuse(error.sentence)
            self._opened(error)
        else:
            _report(error)

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


def _report(error: Exception) -> None:
    from counter_app.bootstrap.crash import report  # loaded when there is something to say

    report(error)


def _now() -> Moment:
    from counter_app.bootstrap.station import moment_now  # after the first paint

    return moment_now()


def _office_of_last_time(profile: Path) -> OfficeCard:
    try:
        told = (profile / OFFICE_FILE).read_text(encoding="utf-8").split("\n")
        return OfficeCard._make([*told[:-1], told[-1] == _TRAINING])
    except (OSError, ValueError, TypeError):  # never opened here, or not ours: a blank card
        return OfficeCard(
            name="", unit="", place="", address="", hotline="", counter="", lookup_host=""
        )


def _remember(profile: Path, station: Station) -> None:
    *told, demonstration = station.queries.office()
    lines = [*map(str, told), _TRAINING if demonstration else ""]
    (profile / OFFICE_FILE).write_text("\n".join(lines), encoding="utf-8")
