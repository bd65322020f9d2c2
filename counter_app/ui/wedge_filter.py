"""Keeps a code reader's burst out of every field, whatever has the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from counter_app.usecases.wedge import BurstRecogniser, Code, Keyed, Released

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

_LOOK_MS = 10
_LATE_MS = 30
_STALE_MS = 10_000
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFTED = Qt.KeyboardModifier.ShiftModifier


class WedgeFilter(QObject):
    """Feeds keys and times to the recogniser; gives back what was typing after all.

    Only key presses that write a character, and Enter, are looked at: commands go their way,
    after what was held before them is given back. `now_ms` is a monotonic clock.

    Time is when a key was struck, as the window system stamped it: a busy window looks at the
    keys of a burst late, and a reader must not be taken for a person because of that.
    """

    code = Signal(str)

    def __init__(
        self,
        recogniser: BurstRecogniser,
        now_ms: Callable[[], int] | None = None,
        window: QObject | None = None,
    ) -> None:
        """It goes with the window: no other thread could stop its timer when it is collected."""
        super().__init__(window)
        self._recogniser = recogniser
        self._elapsed = QElapsedTimer()
        self._elapsed.start()
        self._now = now_ms or (lambda: int(self._elapsed.elapsed()))
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._giving_back = False
        self._window: QWindow | None = None
        self._lead: int | None = None  # the system's stamps before our clock
        self._looked = self._last = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._expire)

    def watch_window(self, window: QWindow) -> None:
        """Look at the keys of one window, before they come to a field of it.

        Enough while it is the only one. To watch the application makes the binding build every
        class it knows, at the first event of an object that is Qt's own: 25 ms of a start.
        """
        self._window = window
        window.installEventFilter(self)

    def watch_all(self, app: QCoreApplication) -> None:
        """Look at the keys of every window, of dialogs and pop-ups too."""
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """True keeps the event from its receiver."""
        if self._giving_back or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        receiver = self._receiver(watched)
        if receiver is None or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        return self._press(receiver, event)

    def _receiver(self, watched: QObject) -> QObject | None:
        """The widget that a key is for; None for a window whose widgets are watched themselves."""
        if watched is self._window:
            return self._window.focusObject()
        return watched if watched.isWidgetType() else None

    def _press(self, watched: QObject, event: QKeyEvent) -> bool:
        char = _character(event)
        if not char:
            if event.text() or event.key() == Qt.Key.Key_Tab:
                self._give_back(len(self._held))
            return False
        self._held.append((watched, event.clone()))
        answer: Keyed | None = None
        at = self._struck(int(event.timestamp()))
        for one in char:  # an input method may hand over several letters at once
            answer = self._recogniser.feed(one, at)
        if isinstance(answer, Code):
            self._give_back(self._count(answer.before))
            self._held.clear()
            self._timer.stop()
            self.code.emit(answer.text)
        elif isinstance(answer, Released):
            self._give_back(self._count(answer.text))
        if self._held and not self._timer.isActive():
            self._looked = self._now()
            self._timer.start()
        return True

    def _struck(self, stamp: int) -> int:
        """When a key was struck, on our clock; keys without a stamp were struck now."""
        now = self._now()
        if not stamp:
            return now
        lead = stamp - now
        if self._lead is None or lead > self._lead or lead < self._lead - _STALE_MS:
            self._lead = lead  # the promptest key tells it; stamps begin anew at 2³² ms
        self._last = max(self._last, stamp - self._lead)  # a lead that grew turns no time back
        return self._last

    def _expire(self) -> None:
        now = self._now()
        blocked = now - self._looked > _LATE_MS
        self._looked = now
        if blocked:
            return  # the window was busy: keys may wait that were struck meanwhile
        answer = self._recogniser.expire(now)
        if isinstance(answer, Released):
            self._give_back(self._count(answer.text))
        if not self._held:
            self._timer.stop()

    def _count(self, text: str) -> int:
        """How many held keys the first `text` characters are."""
        count, left = 0, len(text)
        for _widget, event in self._held:
            if left <= 0:
                break
            left -= len(_character(event))
            count += 1
        return count

    def _give_back(self, count: int) -> None:
        back, self._held = self._held[:count], self._held[count:]
        self._giving_back = True
        try:
            for widget, event in back:
                QCoreApplication.sendEvent(widget, event)
        finally:
            self._giving_back = False


def _character(event: QKeyEvent) -> str:
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "\r"
    if event.modifiers() & ~(_SHIFTED | Qt.KeyboardModifier.KeypadModifier) != _PLAIN:
        return ""
    text = event.text()
    return text if text.isprintable() else ""
