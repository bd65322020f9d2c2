"""A key, drawn as one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from counter_app.ui.look import Look
from counter_app.ui.widgets import paint


class KeyCap(QLabel):
    """Shows which key does what stands beside it."""

    def __init__(self, look: Look, key: str) -> None:
        super().__init__(key)
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Phím {key}")

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As wide as the key's word."""
        width = paint.key_width(self._look, self.text())
        return QSize(int(width) + 1, self._look.px(paint.KEY_HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        painter = QPainter(self)
        right = QPointF(self.width(), self.height() / 2)
        paint.key_cap(painter, self._look, right, self.text(), inverse=False)
        painter.end()
