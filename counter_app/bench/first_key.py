"""The first key that is struck in a window, and a window that is nothing else."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

_LETTER = "a"


class FirstKey(QObject):
    """Struck at the event-loop turn after the first paint: as soon as one sees the window.

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
        tell(f"{self._taken or shown} {shown}")


class _Empty(QMainWindow):
    """What any PySide6 program costs: a window with one field that has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.setCentralWidget(self.edit)
        self.edit.setFocus()
        self.key = FirstKey(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        QTimer.singleShot(0, self.key.strike)


def empty() -> None:
    """Strike the first key in an empty window."""
    app = QApplication([])
    window = _Empty()
    window.resize(1366, 768)
    window.show()
    app.exec()


def tell(line: str) -> None:
    """Print it, and end at once: what else the process began is nobody's concern."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    os._exit(0)
