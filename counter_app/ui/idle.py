"""Notices that nobody has touched keys or mouse for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

_INPUT = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
)


class IdleWatch(QObject):
    """An application-wide filter; `idle` comes once per quiet spell."""

    idle = Signal()

    def __init__(self, minutes: float, window: QObject) -> None:
        """It goes with the window: no other thread could stop its timer when it is collected."""
        super().__init__(window)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self.idle)

    def start(self) -> None:
        """Somebody sits here now."""
        self._timer.start()

    def stop(self) -> None:
        """The desk is locked."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Watches, takes nothing."""
        if event.type() in _INPUT and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)
