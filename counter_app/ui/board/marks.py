"""Marks that are painted together: arrows move among them, Enter opens one, each has its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from counter_app.ui.look import Look
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.halo import OWN_FRAME

Key = Qt.Key
SIDEWAYS: Mapping[Qt.Key, int] = {Key.Key_Left: -1, Key.Key_Right: 1}
UPRIGHT: Mapping[Qt.Key, int] = {Key.Key_Up: -1, Key.Key_Down: 1}


class Marks(QWidget):
    """The painting is the leaf's. A screen reader is told the mark, then the whole table."""

    opened = Signal(int)
    moved = Signal(int)

    def __init__(self, look: Look, title: str, steps: Mapping[Qt.Key, int]) -> None:
        super().__init__()
        self.look, self._title, self._steps = look, title, steps
        self.at = 0
        self._words: Sequence[str] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setProperty(OWN_FRAME, True)
        self.say(())

    def say(self, words: Sequence[str]) -> None:
        """The marks in words, in the order in which arrows reach them; the place is kept."""
        self._words = words
        self.at = max(0, min(self.at, len(words) - 1))
        self._name()
        self.update()

    def place(self, at: int) -> QRectF:
        """Where a mark is: what a click hits and the focus frames."""
        raise NotImplementedError

    def _name(self) -> None:
        here = self._words[self.at] if self._words else "chưa có số liệu"
        self.setAccessibleName(f"{self._title}: {here}")
        self.setAccessibleDescription("; ".join(self._words))

    def go(self, at: int) -> None:
        """To a mark, where there is one."""
        if 0 <= at < len(self._words) and at != self.at:
            self.at = at
            self._name()
            self.update()
            self.moved.emit(at)

    def frame(self, painter: QPainter) -> None:
        """Round the mark that the arrows reached, while the keys are here."""
        if self.hasFocus() and self._words:
            rect = self.place(self.at).adjusted(-1, -1, 1, 1)
            halo = rect.adjusted(-1, -1, 1, 1) & QRectF(self.rect())
            paint.box(painter, halo, 7, line=self.look.tokens.primary_soft, width=4)
            paint.box(painter, rect, 6, line=self.look.tokens.primary_text, width=2)

    def _hit(self, point: QPointF) -> int | None:
        found = (at for at in range(len(self._words)) if self.place(at).contains(point))
        return next(found, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Arrows, Home, End, Enter."""
        key = Key(event.key())
        ends = {Key.Key_Home: 0, Key.Key_End: len(self._words) - 1}
        if key in self._steps:
            self.go(self.at + self._steps[key])
        elif key in ends:
            self.go(ends[key])
        elif key in (Key.Key_Return, Key.Key_Enter):
            if self._words and not event.isAutoRepeat():
                self.opened.emit(self.at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """The mark under the pointer, opened."""
        if (at := self._hit(event.position())) is not None:
            self.go(at)
            self.opened.emit(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Its words, in the tip."""
        at = self._hit(event.position())
        if at is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), self._words[at], self)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """The frame comes."""
        super().focusInEvent(event)
        self.update()
        self.moved.emit(self.at)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """The frame goes."""
        super().focusOutEvent(event)
        self.update()
