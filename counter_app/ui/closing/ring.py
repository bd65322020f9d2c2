"""How many matters are left, drawn: the ring closes as they are mended."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import DUE
from counter_app.ui.widgets import paint

_SIDE, _PEN, _WHOLE = 72, 8, 360 * 16


class Ring(QWidget):
    """A number in a ring."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._left, self._done = look, 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_counts(self, left: int, done: int) -> None:
        """Matters open, and those that are not."""
        self._left, self._done = left, done
        self.setAccessibleName(f"Còn {left} việc, đã xong {done}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Square."""
        return QSize(self._look.px(_SIDE), self._look.px(_SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        t, px, painter = self._look.tokens, self._look.px, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = px(_PEN) / 2 + 1
        ring = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.setPen(QPen(QColor(t.line), px(_PEN)))
        painter.drawEllipse(ring)
        share = self._done / (self._left + self._done) if self._left + self._done else 1.0
        painter.setPen(QPen(QColor(t.good), px(_PEN)))
        painter.drawArc(ring, 90 * 16, -round(_WHOLE * share))
        paint.write(painter, ring, str(self._left), self._look.title_font(DUE), t.ink, paint.CENTRE)
        painter.end()
