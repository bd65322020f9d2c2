"""A process that starts a window, has a key struck in it, says when it was taken, and ends.

python -m counter_app.bench.probe empty
python -m counter_app.bench.probe start PROFILE
python -m counter_app.bench.probe memory PROFILE

The first two print two moments of `time.perf_counter_ns`, which is one clock for all processes of
a machine: when the key was taken, and when its letter stood in the field.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

_LETTER = "a"


class _FirstKey(QObject):
    """The first key, struck at the event-loop turn after the first paint, as soon as one sees it.

    It goes to the window, from where Qt carries it to the field that has the focus: the way of the
    window system's own keys. Making the key is no part of a start: in an empty window it would
    load Qt's names of keys, which is as long as a tenth of the whole, and so its time is left out.
    """

    _behind = Signal()  # queued right behind the key: it comes when the key has been dealt with

    def __init__(self, window: QMainWindow) -> None:
        super().__init__()
        self._window = window
        self._making = self._taken = 0

    def strike(self) -> None:
        """Post the key; the process ends when its letter stands in the field."""
        begun = time.perf_counter_ns()
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QKeyEvent

        field = self._window.focusWidget()
        if not isinstance(field, QLineEdit):
            raise TypeError("no field has the focus")
        field.textChanged.connect(self._show)
        self._behind.connect(self._take, Qt.ConnectionType.QueuedConnection)
        plain = Qt.KeyboardModifier.NoModifier
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, plain, _LETTER)
        self._making = time.perf_counter_ns() - begun
        QCoreApplication.postEvent(self._window.windowHandle(), key)
        self._behind.emit()

    def _take(self) -> None:
        self._taken = time.perf_counter_ns() - self._making

    def _show(self, text: str) -> None:
        shown = time.perf_counter_ns() - self._making
        if text != _LETTER:
            raise ValueError("another letter than was struck")
        _tell(f"{self._taken or shown} {shown}")


class _Empty(QMainWindow):
    """What any PySide6 program costs: a window with one field that has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.setCentralWidget(self.edit)
        self.edit.setFocus()
        self.key = _FirstKey(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        QTimer.singleShot(0, self.key.strike)


def _tell(line: str) -> None:
    """Print it, and end at once: what else the process began is nobody's concern."""
    sys.stdout.write(f"{line}\n")
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
    key = _FirstKey(program.front.window)
    program.front.window.painted.connect(key.strike)
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
    _tell(f"{int(resident) / 1024:.0f}")


if __name__ == "__main__":
    {"empty": lambda: _empty(), "start": lambda: _start(sys.argv[2])}.get(
        sys.argv[1], lambda: _memory(sys.argv[2])
    )()
