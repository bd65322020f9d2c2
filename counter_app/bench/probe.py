"""A process that starts a window, says when it takes keys, and ends.

python -m counter_app.bench.probe empty
python -m counter_app.bench.probe start PROFILE
python -m counter_app.bench.probe memory PROFILE
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow


class _Empty(QMainWindow):
    """What any PySide6 program costs: a window with one field that has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.setCentralWidget(self.edit)
        self.edit.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        QTimer.singleShot(0, ready)


def ready() -> None:
    """A key would be taken now."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    os._exit(0)


def _empty() -> None:
    app = QApplication([])
    window = _Empty()
    window.resize(1366, 768)
    window.show()
    app.exec()


def _start(profile: str) -> None:
    from counter_app.bootstrap.program import Program  # what is measured

    app = QApplication([])
    program = Program(app, Path(profile))
    program.front.window.painted.connect(ready)
    program.show()
    app.exec()


def _pause(app: QApplication, seconds: float) -> None:
    """Let the window work; sleeping gives the other threads their turn."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)


def _memory(profile: str) -> None:
    """The signed-in desktop with reception open; its resident memory in MB."""
    from counter_app.bootstrap.program import Program
    from counter_app.usecases.lines import Officer
    from domain.identifiers import OfficerId, SubjectId

    app = QApplication([])
    program = Program(app, Path(profile))
    program.show()
    while program.desktop is None:
        _pause(app, 0.05)
    officer = Officer(
        id=OfficerId(SubjectId(bytes(16))), username="a", name="A", roles=frozenset({"clerk"})
    )
    program.desktop.shell.seat(officer)
    _pause(app, 1.5)
    for typed in ("n", "ng", "nguyen", "nguyen thi", "tran"):
        program.desktop.station.queries.find_customers(typed, 50)
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    resident = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    sys.stdout.write(f"{int(resident) / 1024:.0f}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    {"empty": lambda: _empty(), "start": lambda: _start(sys.argv[2])}.get(
        sys.argv[1], lambda: _memory(sys.argv[2])
    )()
