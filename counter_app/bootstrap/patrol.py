"""Looks through the store while nobody works, a page at a time, each branch once a day."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from counter_app.bootstrap.station import Station, moment_now
from counter_app.storage import verification
from counter_app.storage.archive_return import take_up_again
from counter_app.storage.archives import erase_in_archives

FIRST_S: Final = 20.0
"""After the start: the clerk's first minute belongs to the clerk."""

REST_S: Final = 0.05
"""Between two pages; a page takes some ten milliseconds."""

DAY_MS: Final = 24 * 3600 * 1000


class Patrol:
    """A thread of its own that rests whenever `busy` says that somebody works."""

    def __init__(self, station: Station, busy: Callable[[], bool] = lambda: False) -> None:
        self._station = station
        self._busy = busy
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="patrol", daemon=True)

    def start(self) -> None:
        """Begin after a while."""
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """No more pages; a branch half looked at is looked at anew another time."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        if self._stop.wait(FIRST_S):
            return
        archives = self._station.archives
        take_up_again(self._station.engine, archives, moment_now())
        erase_in_archives(self._station.engine, archives)
        if verification.count_check(self._station.engine, moment_now()):
            self._station.announce(frozenset())
        while not self._stop.is_set():
            if not self.round():
                self._stop.wait(600)

    def round(self) -> bool:
        """Look at the branch that waited longest; False when all were looked at today."""
        engine = self._station.engine
        since = verification.last_look(engine).since
        if since is not None and moment_now() - since < DAY_MS:
            return False
        for scope, branch in verification.branches(engine)[:1]:
            checked = verification.check(engine, scope, branch, self._go_on)
            if checked is None:
                return True
            verification.note(engine, scope, branch, checked, moment_now())
            if checked.holes:
                self._station.announce(frozenset())
        return True

    def _go_on(self) -> bool:
        while self._busy() and not self._stop.wait(1.0):
            pass
        return not self._stop.wait(REST_S)
