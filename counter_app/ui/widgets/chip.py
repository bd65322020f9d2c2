"""A state in one glance: icon and word on a soft ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.tokens import HINT, Tone
from counter_app.ui.widgets import paint

_HEIGHT, _PAD, _ICON, _GAP = 24, 10, 15, 6


class Chip(QLabel):
    """Icon and word, 24 high. Hidden while it has nothing to say."""

    def __init__(self, look: Look, *, bare: bool = False) -> None:
        super().__init__()
        self._look, self._bare = look, bare
        self._icon, self._tone, self._brief = "", Tone.PLAIN, False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, text: str, icon: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Show these words; none hides the chip."""
        self._icon, self._tone = icon, tone
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def brief(self, *, on: bool) -> None:
        """The icon alone where the words have no room; they stay in the tip and the name."""
        if on != self._brief:
            self._brief = on
            self.setToolTip(self.text() if on else "")
            self.updateGeometry()
            self.update()

    def whole(self) -> int:
        """Width with its words, px."""
        px = self._look.px
        pad = 0 if self._bare else px(_PAD) * 2
        icon = px(_ICON + _GAP) if self._icon else 0
        return int(paint.text_width(self._font(), self.text()) + pad + icon + 2)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As wide as icon and word."""
        px = self._look.px
        return QSize(px(_ICON + 1) if self._brief else self.whole(), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """The same: a chip is never clipped."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        px, rect = self._look.px, QRectF(self.rect())
        ink, soft = self._look.tokens.tone(self._tone)
        painter = QPainter(self)
        left = 0.0
        if not self._bare:
            paint.box(painter, rect, rect.height() / 2, fill=soft)
            left = px(_PAD)
        if self._icon:
            side = px(_ICON)
            spot = QRectF(left, rect.center().y() - side / 2, side, side)
            self._look.draw_icon(painter, self._icon, spot, ink)
            left = spot.right() + px(_GAP)
        words = QRectF(left, 0, rect.width() - left, rect.height())
        if not self._brief:
            paint.write(painter, words, self.text(), self._font(), ink)
        painter.end()

    def _font(self) -> QFont:
        return self._look.font(HINT, SEMIBOLD)
