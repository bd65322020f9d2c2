"""Painted rows of cells: the counters, and what stands behind a mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy

from counter_app.ui.board.marks import UPRIGHT, Marks
from counter_app.ui.board.words import Cell
from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import HINT, LABEL, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.scrolling import scrolling

_HEAD: Final = 22
_ROW: Final = 32


class Rows(Marks):
    """`columns`: title and share of the width of each; no title at all, no head."""

    def __init__(self, look: Look, title: str, columns: Sequence[tuple[str, int]]) -> None:
        super().__init__(look, title, UPRIGHT)
        self._columns = columns
        self._cells: Sequence[Sequence[Cell]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_rows(self, rows: Sequence[tuple[Sequence[Cell], str]]) -> None:
        """The cells of each row, and the row as one sentence."""
        self._cells = [cells for cells, _ in rows]
        self.say([words for _, words in rows])
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Every row in full."""
        px = self.look.px
        return QSize(px(400), self._top() + px(_ROW) * max(1, len(self._cells)) + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """The same: what has no room is scrolled to."""
        return QSize(self.look.px(300), self.sizeHint().height())

    def place(self, at: int) -> QRectF:
        """The whole row."""
        height = self.look.px(_ROW)
        return QRectF(2, self._top() + at * height, self.width() - 4, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        painter, t = QPainter(self), self.look.tokens
        if self._top():
            head = QRectF(2, 0, self.width() - 4, self._top())
            for spot, (title, _share) in zip(self._spots(head), self._columns, strict=True):
                paint.write(painter, spot, title, self.look.font(HINT), t.ink3)
        for at, cells in enumerate(self._cells):
            row = self.place(at)
            paint.box(painter, QRectF(row.left(), row.top(), row.width(), 1), 0, fill=t.line)
            for spot, cell in zip(self._spots(row), cells, strict=True):
                self._cell(painter, spot, cell)
        self.frame(painter)
        painter.end()

    def _top(self) -> int:
        return self.look.px(_HEAD) if any(title for title, _ in self._columns) else 0

    def _spots(self, row: QRectF) -> list[QRectF]:
        whole, x, pad = sum(share for _, share in self._columns), row.left(), self.look.px(6)
        spots = []
        for _title, share in self._columns:
            width = row.width() * share / whole
            spots.append(QRectF(x + pad, row.top(), width - pad, row.height()))
            x += width
        return spots

    def _cell(self, painter: QPainter, spot: QRectF, cell: Cell) -> None:
        px, t = self.look.px, self.look.tokens
        ink = t.tone(cell.tone)[0] if cell.tone is not Tone.PLAIN else t.ink2
        if cell.icon:
            side = px(15)
            icon = QRectF(spot.left(), spot.center().y() - side / 2, side, side)
            self.look.draw_icon(painter, cell.icon, icon, ink)
            spot = spot.adjusted(px(21), 0, 0, 0)
        weight = SEMIBOLD if cell.strong or cell.tone is not Tone.PLAIN else MEDIUM
        font = self.look.font(LABEL if cell.strong else HINT, weight)
        words = paint.elided(font, cell.text, spot.width() - 2)
        paint.write(painter, spot, words, font, t.ink if cell.strong else ink)


def scrolled(marks: Marks) -> QScrollArea:
    """Marks in a pane that follows the arrows."""
    area = scrolling(marks)

    def follow(at: int) -> None:
        spot = marks.place(at).toRect()
        area.ensureVisible(spot.center().x(), spot.top(), 0, 4)
        area.ensureVisible(spot.center().x(), spot.bottom(), 0, 4)

    marks.moved.connect(follow)
    return area
