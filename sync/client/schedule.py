"""When to exchange: soon after a commit, regularly when quiet, later and later when refused.

Facts first, files in what time is left: see `Pressing`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.client.files import Pressing
from sync.protocol.errors import SyncError

QUIET_S: Final = 30.0
AFTER_COMMIT_S: Final = 0.4
FIRST_RETRY_S: Final = 1.0
LONGEST_RETRY_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not exchanged: why, and in how many seconds it is tried again."""

    error: SyncError
    seconds: float


class Schedule:
    """A thread that runs rounds of exchange until it is stopped.

    `facts` exchanges all that the two sides have to say to each other and raises SyncError;
    `files` sends files until facts are pressing, and tells whether there are more; `tell` hears
    None before an exchange, True after a proven one, or Waiting.
    """

    def __init__(
        self,
        facts: Callable[[], None],
        tell: Callable[[bool | Waiting | None], None],
        files: Callable[[Pressing], bool],
    ) -> None:
        self._facts = facts
        self._tell = tell
        self._files = files
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
        """No more rounds; a part of a file that is under way is waited for, not longer."""
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
            self._facts()
            self._tell(True)
            more = self._files(pressing_after(QUIET_S, self._wake))
        except SyncError as error:
            pause = min(FIRST_RETRY_S * float(1 << self._failures), LONGEST_RETRY_S)
            self._failures = min(self._failures + 1, 8)
            self._tell(Waiting(error, pause))
            return pause
        self._failures = 0
        return 0.0 if more else QUIET_S


def pressing_after(seconds: float, woken: threading.Event) -> Pressing:
    """Facts are pressing when so many seconds have passed, or as soon as somebody wakes us."""
    until = time.monotonic() + seconds

    def pressing(wait_s: float) -> bool:
        left = until - time.monotonic()
        return woken.wait(min(wait_s, max(0.0, left))) or left <= wait_s

    return pressing
