"""The one big button of a screen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from counter_app.ui.look import MEDIUM, Look
from counter_app.ui.tokens import CARD_RADIUS, HINT, SECTION
from counter_app.ui.widgets import paint


class BigAction(QPushButton):
    """Verb and key. Unavailable it is dashed and says what is missing; a press leads there."""

    def __init__(self, look: Look, text: str, icon: str, key: str) -> None:
        super().__init__(text)
        self._look, self._icon, self._key = look, icon, key
        self._lacking, self._busy, self._doing = "", False, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._name()

    def say(self, text: str, icon: str, key: str) -> None:
        """Another verb."""
        self.setText(text)
        self._icon, self._key = icon, key
        self._name()

    def lack(self, text: str) -> None:
        """What is missing ("Còn 2 việc · F9 tới việc đầu"); empty makes it available."""
        self._lacking = text
        self._name()

    def work(self, *, busy: bool, words: str = "Đang lưu…") -> None:
        """Saving now, or whatever the words say: a press does nothing more."""
        self._busy, self._doing = busy, words
        self.setEnabled(not busy)
        self._name()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """One thumb high."""
        return QSize(self._look.px(280), self._look.px(54 if not self._lacking else 58))

    def _name(self) -> None:
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self._lacking or f"Phím {self._key}")
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        t, px, rect = self._look.tokens, self._look.px, QRectF(self.rect())
        painter = QPainter(self)
        ink = t.on_primary
        if self._lacking:
            ink = t.ink3
            paint.box(painter, rect, CARD_RADIUS, line=t.outline, width=1.4, dashed=True)
        elif self._busy:
            ink = t.primary_text
            paint.box(painter, rect, CARD_RADIUS, fill=t.primary_soft)
        else:
            paint.box(painter, rect, CARD_RADIUS, fill=t.primary)
        side, middle = px(22), rect.center().y()
        spot = QRectF(px(17), middle - side / 2, side, side)
        self._look.draw_icon(painter, self._icon, spot, ink)
        words = QRectF(px(51), 0, rect.width() - px(51), rect.height())
        if self._lacking:
            words.adjust(0, px(7), 0, -rect.height() / 2)
            low = QRectF(words.left(), middle, words.width(), rect.height() / 2 - px(7))
            paint.write(painter, low, self._lacking, self._look.font(HINT, MEDIUM), t.ink3)
        text = self._doing if self._busy else self.text()
        paint.write(painter, words, text, self._look.title_font(SECTION), ink)
        right = QPointF(rect.right() - px(14), middle)
        if not self._busy:
            paint.key_cap(painter, self._look, right, self._key, inverse=not self._lacking)
        painter.end()
