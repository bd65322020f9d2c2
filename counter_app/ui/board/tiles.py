"""The five numbers over everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from counter_app.ui.board.words import Figure
from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import HINT, SCREEN, Tone
from counter_app.ui.widgets import paint

_WITH_ICON: Final = 205
_EMPTY: Final = Figure("", "", "", "inbox", Tone.PLAIN)


class Tile(QFrame):
    """Icon, title, number, and what to hold it against."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self.figure = look, _EMPTY
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Three lines."""
        return QSize(self._look.px(200), self._look.px(88))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Never lower."""
        return QSize(self._look.px(150), self._look.px(88))

    def show_figure(self, figure: Figure, more: str = "") -> None:
        """`more` stands in the tip."""
        self.figure = figure
        self.setAccessibleName(figure.sentence)
        self.setAccessibleDescription(more)
        self.setToolTip(more or figure.sentence)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        super().paintEvent(event)
        px, t, painter = self._look.px, self._look.tokens, QPainter(self)
        ink, soft = t.tone(self.figure.tone)
        tile = QRectF(px(12), px(12), px(38), px(38))
        if self.width() < px(_WITH_ICON):
            tile.setRight(px(2))
        else:
            paint.box(painter, tile, 9, fill=soft)
            icon = tile.adjusted(px(9), px(9), -px(9), -px(9))
            self._look.draw_icon(painter, self.figure.icon, icon, ink)
        left, width = tile.right() + px(10), self.width() - tile.right() - px(16)
        small = self._look.font(HINT, MEDIUM)
        title = QRectF(left, px(7), width, px(20))
        paint.write(painter, title, paint.elided(small, self.figure.title, width), small, t.ink2)
        number = QRectF(left, px(26), width, px(30))
        big = self._look.font(SCREEN, SEMIBOLD)
        paint.write(painter, number, paint.elided(big, self.figure.number, width), big, t.ink)
        note = QRectF(px(12), px(59), self.width() - px(20), px(20))
        hint = self._look.font(HINT)
        words = paint.elided(hint, self.figure.note, note.width())
        paint.write(painter, note, words, hint, t.ink2)
        painter.end()


class Tiles(QWidget):
    """Five in a row."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.tiles = [Tile(look) for _ in range(5)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for tile in self.tiles:
            row.addWidget(tile)

    def show_figures(self, figures: Sequence[Figure], fees: str) -> None:
        """As `words.figures` gives them; the fees by method stand in the fourth one's tip."""
        for at, (tile, figure) in enumerate(zip(self.tiles, figures, strict=True)):
            tile.show_figure(figure, fees if at == 3 else "")
