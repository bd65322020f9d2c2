"""Painted rows of cells: the counters, and what stands behind a mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy

from counter_app.ui.board.marks import UPRIGHT, Marks
from counter_app.ui.board.words import Cell
from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import HINT, LABEL, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.scrolling import scrolling

_HEAD: Final = 20
_ROW: Final = 29
_EDGE: Final = 3  # room for the frame of the first row
_GAP: Final = 12
_ICON: Final = 21


class Rows(Marks):
    """`columns`: their titles; no title at all, no head. Each is as wide as its words want, and
    where not all have room the one that is `spare` is left out."""

    def __init__(
        self, look: Look, title: str, columns: Sequence[str], *, spare: int | None = None
    ) -> None:
        super().__init__(look, title, UPRIGHT)
        self._columns, self._spare = columns, spare
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
        painter, t, spans = QPainter(self), self.look.tokens, self._spans()
        small = self.look.font(HINT)
        for column, left, width in spans:
            head = QRectF(left, 0, width, self._top())
            words = paint.elided(small, self._columns[column], width)
            paint.write(painter, head, words, small, t.ink3)
        for at, cells in enumerate(self._cells):
            row = self.place(at)
            paint.box(painter, QRectF(row.left(), row.top(), row.width(), 1), 0, fill=t.line)
            for column, left, width in spans:
                spot = QRectF(left, row.top(), width, row.height())
                self._cell(painter, spot, cells[column])
        self.frame(painter)
        painter.end()

    def _top(self) -> int:
        return self.look.px(_HEAD) if any(self._columns) else _EDGE

    def _spans(self) -> list[tuple[int, float, float]]:
        """Column, left edge and width of each that is shown; what is left over is shared out."""
        wanted = {at: self._wanted(at) for at in range(len(self._columns))}
        room = self.width() - self.look.px(12)
        if self._spare is not None and sum(wanted.values()) > room:
            del wanted[self._spare]
        more = (room - sum(wanted.values())) / len(wanted)
        scale = 1.0 if more >= 0 else room / sum(wanted.values())
        spans, x, gap = [], float(self.look.px(8)), self.look.px(_GAP)
        for at, need in wanted.items():
            width = need * scale + max(0.0, more)
            spans.append((at, x, width - gap))
            x += width
        return spans

    def _wanted(self, column: int) -> float:
        cells = (cells[column] for cells in self._cells)
        words = [self._width(cell) for cell in cells]
        title = paint.text_width(self.look.font(HINT), self._columns[column])
        return max([title, *words]) + self.look.px(_GAP) + 3

    def _width(self, cell: Cell) -> float:
        icon = self.look.px(_ICON) if cell.icon else 0
        return paint.text_width(self._font(cell), cell.text) + icon

    def _font(self, cell: Cell) -> QFont:
        weight = SEMIBOLD if cell.strong or cell.tone is not Tone.PLAIN else MEDIUM
        return self.look.font(LABEL if cell.strong else HINT, weight)

    def _cell(self, painter: QPainter, spot: QRectF, cell: Cell) -> None:
        px, t = self.look.px, self.look.tokens
        ink = t.tone(cell.tone)[0] if cell.tone is not Tone.PLAIN else t.ink2
        if cell.icon:
            side = px(15)
            icon = QRectF(spot.left(), spot.center().y() - side / 2, side, side)
            self.look.draw_icon(painter, cell.icon, icon, ink)
            spot = spot.adjusted(px(_ICON), 0, 0, 0)
        font = self._font(cell)
        words = paint.elided(font, cell.text, spot.width())
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
