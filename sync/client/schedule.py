"""When to exchange: soon after a commit, regularly when quiet, later and later when refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.protocol.errors import SyncError

QUIET_S: Final = 30.0
AFTER_COMMIT_S: Final = 0.4
FIRST_RETRY_S: Final = 5.0
LONGEST_RETRY_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not exchanged: why, and in how many seconds it is tried again."""

    error: SyncError
    seconds: float


class Schedule:
    """A thread that runs rounds of exchange until it is stopped.

    `round_` does everything that the two sides have to say to each other and raises SyncError;
    `tell` hears None before a round, True after a proven one, or Waiting.
    """

    def __init__(
        self, round_: Callable[[], None], tell: Callable[[bool | Waiting | None], None]
    ) -> None:
        self._round = round_
        self._tell = tell
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._failures = 0

    def start(self) -> None:
        """Begin with a round at once."""
        self._wake.set()
        self._thread.start()

    def nudge(self) -> None:
        """Something was committed, or the clerk asks: exchange soon."""
        self._wake.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """No more rounds; what is under way is abandoned after the timeout."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        pause = 0.0
        while not self._stop.is_set():
            woken = self._wake.wait(pause)
            self._wake.clear()
            if self._stop.wait(AFTER_COMMIT_S if woken and pause else 0):
                return
            pause = self._once()

    def _once(self) -> float:
        self._tell(None)
        try:
            self._round()
        except SyncError as error:
            pause = min(FIRST_RETRY_S * float(1 << self._failures), LONGEST_RETRY_S)
            self._failures = min(self._failures + 1, 8)
            self._tell(Waiting(error, pause))
            return pause
        self._failures = 0
        self._tell(True)
        return QUIET_S
