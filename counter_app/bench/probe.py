"""A process that starts a window, has a key struck in it, says when it was taken, and ends.

python -m counter_app.bench.probe empty
python -m counter_app.bench.probe start PROFILE
python -m counter_app.bench.probe memory PROFILE

The first two print two moments of `time.perf_counter_ns`, which is one clock for all processes of
a machine: when the key was taken, and when its letter stood in the field. What is measured is
imported when it is asked for, as the programs themselves begin.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def _empty() -> None:
    from counter_app.bench.first_key import empty

    empty()


def _start(profile: str) -> None:
    from counter_app.bootstrap.start import start  # what is measured

    program = start(Path(profile))
    from counter_app.bench.first_key import FirstKey

    key = FirstKey(program.front.window)
    program.front.window.painted.connect(key.strike)
    program.app.exec()


def _pause(app: QApplication, seconds: float) -> None:
    """Let the window work; sleeping gives the other threads their turn."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)


def _memory(profile: str) -> None:
    """The signed-in desktop with reception open; its resident memory in MB."""
    from counter_app.bench.first_key import tell
    from counter_app.bootstrap.start import start
    from counter_app.usecases.lines import Officer
    from domain.identifiers import OfficerId, SubjectId

    program = start(Path(profile))
    while program.desktop is None:
        _pause(program.app, 0.05)
    officer = Officer(
        id=OfficerId(SubjectId(bytes(16))), username="a", name="A", roles=frozenset({"clerk"})
    )
    program.desktop.shell.seat(officer)
    _pause(program.app, 1.5)
    for typed in ("n", "ng", "nguyen", "nguyen thi", "tran"):
        program.desktop.station.queries.find_customers(typed, 50)
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    resident = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    tell(f"{int(resident) / 1024:.0f}")


if __name__ == "__main__":
    {"empty": lambda: _empty(), "start": lambda: _start(sys.argv[2])}.get(
        sys.argv[1], lambda: _memory(sys.argv[2])
    )()
