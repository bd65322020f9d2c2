"""Looking for what can go, moving it, stopping. Knows no Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from counter_app.ui.archive.services import ArchiveServices
from counter_app.ui.archive.words import (
    Row,
    done_words,
    file_rows,
    going_rows,
    staying_words,
    sum_words,
)
from counter_app.ui.tokens import Tone
from counter_app.usecases.archive_lines import Archived, ArchiveLine, ToArchive
from domain.errors import OfficeError

NOT_YOURS = "Chỉ cán bộ phụ trách chuyển được sang lưu trữ; ai cũng xem được danh sách này."
NO_ROOM = "Không ghi được tệp lưu trữ, chưa mất gì; hãy kiểm tra ổ đĩa rồi thử lại."


class Screen(Protocol):
    """What the presenter asks of its view, on the UI thread but for `step`."""

    def show_going(self, rows: Sequence[Row], told: str, staying: str) -> None:
        """What could go."""

    def show_files(self, rows: Sequence[Row]) -> None:
        """What is there."""

    def show_state(self, *, busy: bool, ready: bool) -> None:
        """Busy: it can be stopped. Ready: it can begin."""

    def step(self, percent: int) -> None:
        """How far it is; from any thread."""

    def say(self, words: str, tone: Tone) -> None:
        """What came of it."""


class ArchivePresenter:
    """One job at a time."""

    def __init__(
        self,
        screen: Screen,
        services: ArchiveServices,
        report: Callable[[Exception], object],
    ) -> None:
        self._screen, self._services, self._report = screen, services, report
        self._stop = threading.Event()
        self._busy = False
        self._going: ToArchive | None = None

    def open(self) -> None:
        """Look anew; what is being done goes on."""
        if self._busy:
            return
        services, screen = self._services, self._screen
        self._begin()
        screen.say("", Tone.PLAIN)
        go_on = self._go_on
        services.tasks.run(services.listed, then=self._listed, failed=self._failed)
        services.tasks.run(lambda: services.plan(go_on), then=self._planned, failed=self._failed)

    def move(self) -> None:
        """Begin to move what was found."""
        if self._busy or not self._ready():
            return
        services = self._services
        self._begin()
        services.tasks.run(lambda: services.move(self._step), then=self._moved, failed=self._failed)

    def stop(self) -> None:
        """After the chunk that is under way."""
        self._stop.set()

    def _begin(self) -> None:
        self._busy = True
        self._stop.clear()
        self._screen.show_state(busy=True, ready=False)

    def _ready(self) -> bool:
        return bool(self._going and self._going.months) and self._services.allowed()

    def _go_on(self) -> bool:
        return not self._stop.is_set()

    def _step(self, so_far: int, all_: int) -> bool:
        self._screen.step(100 * so_far // max(all_, 1))
        return self._go_on()

    def _listed(self, lines: Sequence[ArchiveLine]) -> None:
        self._screen.show_files(file_rows(lines))

    def _planned(self, going: ToArchive) -> None:
        self._going = going
        self._screen.show_going(going_rows(going), sum_words(going), staying_words(going))
        if going.months and not self._services.allowed():
            self._screen.say(NOT_YOURS, Tone.PLAIN)
        self._rest()

    def _moved(self, done: Archived) -> None:
        before = self._going.store_bytes if self._going else 0
        self._rest()
        self.open()
        self._screen.say(
            done_words(done, before, done.store_bytes), Tone.SOON if done.stopped else Tone.GOOD
        )

    def _failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, OfficeError):
            self._screen.say(error.sentence, Tone.SOON)
        elif isinstance(error, OSError):
            self._screen.say(NO_ROOM, Tone.SOON)
        else:
            self._report(error)

    def _rest(self) -> None:
        self._busy = False
        self._screen.show_state(busy=False, ready=self._ready())
