"""A worker that hangs holds up neither another's replacement nor the end of the service."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.sync.central.service import serving

SOON_S = 20.0
"""Well below what a hanging worker is given, and enough to start another on busy cores."""


def comes_true(asked: Callable[[], bool]) -> bool:
    until = time.monotonic() + SOON_S
    while not asked():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def end(worker: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)


def test_a_hanging_worker_holds_up_nobody(tmp_path: Path) -> None:
    with serving(str(tmp_path / "centre.db"), tmp_path) as service, ExitStack() as stack:
        hanging, killed = service.workers()
        stack.callback(end, hanging)
        os.kill(hanging, signal.SIGSTOP)
        time.sleep(1.5)  # until it has been asked whether it still runs, and does not answer
        os.kill(killed, signal.SIGKILL)

        assert comes_true(lambda: len({*service.workers()} - {hanging, killed}) == 1)
        assert hanging in service.workers()

        service.process.send_signal(signal.SIGTERM)
        service.process.wait(timeout=SOON_S)
