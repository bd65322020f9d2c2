"""Receptions by hour, and what is under way by field: bars with their figures."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from counter_app.ui.board.marks import SIDEWAYS, UPRIGHT, Marks
from counter_app.ui.board.words import field_name, field_words, hour_words
from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.tokens import HINT
from counter_app.ui.widgets import paint
from counter_app.usecases.board import FieldBar, HourBar

_OPENS, _CLOSES = 7, 16
_STEPS: Final = (1, 2, 5, 10, 15, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)
_LINES: Final = 3
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def working_hours(bars: Sequence[HourBar]) -> list[HourBar]:
    """The hours told, and those of a working day about which there is nothing to tell."""
    told = {bar.hour: bar for bar in bars}
    hours = [hour for hour in range(_OPENS, _CLOSES + 1) if hour != 12]
    return [
        told.get(hour, HourBar(hour=hour, received=0, mean=0)) for hour in sorted({*hours, *told})
    ]


def hatched(painter: QPainter, rect: QRectF, colour: str, ground: str) -> None:
    """A bar that is told from the others without its colour."""
    paint.box(painter, rect, 0, fill=ground, line=colour, width=1.2)
    painter.save()
    painter.setClipRect(rect)
    painter.setPen(QPen(QColor(colour), 2))
    x = rect.left() - rect.height()
    while x < rect.right():
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()))
        x += 5
    painter.restore()


class HourChart(Marks):
    """A column for each hour of today, a line across it for the mean of four weeks."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Tiếp nhận theo giờ", SIDEWAYS)
        self.bars: list[HourBar] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Room for the lines and the hours below."""
        return QSize(self.look.px(380), self.look.px(104))

    def show_bars(self, bars: Sequence[HourBar]) -> None:
        """As the centre told them."""
        self.bars = working_hours(bars)
        self.say([hour_words(bar) for bar in self.bars])

    def _field(self) -> QRectF:
        px = self.look.px
        return QRectF(self.rect()).adjusted(px(34), px(20), -px(4), -px(24))

    def _step(self) -> int:
        most = max((max(bar.received, bar.mean / 10) for bar in self.bars), default=0)
        wanted = ceil(most / _LINES)
        return next((step for step in _STEPS if step >= wanted), wanted)

    def place(self, at: int) -> QRectF:
        """The whole strip of an hour."""
        field = self._field()
        width = field.width() / max(1, len(self.bars))
        return QRectF(field.left() + at * width, 2, width, self.height() - 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        painter, field, step = QPainter(self), self._field(), self._step()
        small, t = self.look.font(HINT), self.look.tokens
        for line in range(_LINES + 1):
            y = field.bottom() - field.height() * line / _LINES
            paint.box(painter, QRectF(field.left(), y, field.width(), 1), 0, fill=t.line)
            where = QRectF(0, y - 10, field.left() - self.look.px(8), 20)
            paint.write(painter, where, str(line * step), small, t.ink3, _RIGHT)
        for at, bar in enumerate(self.bars):
            self._bar(painter, self.place(at), bar, field.height() / (_LINES * step))
        self.frame(painter)
        painter.end()

    def _bar(self, painter: QPainter, strip: QRectF, bar: HourBar, unit: float) -> None:
        px, t, field = self.look.px, self.look.tokens, self._field()
        middle, half = strip.center().x(), min(px(18), strip.width() * 0.3)
        top = field.bottom() - bar.received * unit
        column = QRectF(middle - half, top, 2 * half, field.bottom() - top)
        if bar.received:
            paint.box(painter, column, 2, fill=t.chart1)
        mean = field.bottom() - bar.mean * unit / 10
        if bar.mean:
            reach = half + px(6)
            paint.box(painter, QRectF(middle - reach, mean - 1.5, 2 * reach, 3), 1, fill=t.chart3)
        if bar.received:
            above = min(top, mean) if bar.mean and 0 <= top - mean < px(20) else top
            words = QRectF(strip.left(), above - px(21), strip.width(), px(20))
            font = self.look.font(HINT, SEMIBOLD)
            paint.write(painter, words, str(bar.received), font, t.ink, paint.CENTRE)
        hour = QRectF(strip.left(), field.bottom() + px(3), strip.width(), px(20))
        words_ = f"{bar.hour} giờ"
        small = self.look.font(HINT)
        if paint.text_width(small, words_) > strip.width():
            words_ = str(bar.hour)
        paint.write(painter, hour, words_, small, t.ink3, paint.CENTRE)


class FieldChart(Marks):
    """A bar for each field: in time, soon late, late; the last one hatched."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Đang giải quyết theo lĩnh vực", UPRIGHT)
        self.bars: Sequence[FieldBar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """A row for each."""
        return QSize(self.look.px(360), self.look.px(28) * max(1, len(self.bars)) + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Rows are never squeezed."""
        return QSize(self.look.px(240), self.sizeHint().height())

    def show_bars(self, bars: Sequence[FieldBar]) -> None:
        """The most first."""
        self.bars = bars
        self.say([field_words(bar) for bar in bars])
        self.updateGeometry()

    def place(self, at: int) -> QRectF:
        """Its row."""
        height = self.look.px(28)
        return QRectF(2, 2 + at * height, self.width() - 4, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        painter, px = QPainter(self), self.look.px
        font = self.look.font(HINT)
        names = max((paint.text_width(font, field_name(bar)) for bar in self.bars), default=0)
        left = min(names + px(18), self.width() * 0.42)
        room = self.width() - left - px(64)
        most = max((bar.all for bar in self.bars), default=1)
        for at, bar in enumerate(self.bars):
            self._row(painter, self.place(at), bar, (left, room / max(1, most)))
        self.frame(painter)
        painter.end()

    def _row(
        self, painter: QPainter, row: QRectF, bar: FieldBar, scale: tuple[float, float]
    ) -> None:
        px, t, font = self.look.px, self.look.tokens, self.look.font(HINT)
        left, unit = scale
        name = QRectF(row.left() + px(6), row.top(), left - px(14), row.height())
        words = paint.elided(font, field_name(bar), name.width())
        paint.write(painter, name, words, font, t.ink)
        x, high = left, px(16)
        top = row.center().y() - high / 2
        for count, colour in ((bar.in_time, t.chart1), (bar.soon, t.chart2), (bar.late, t.chart3)):
            if not count:
                continue
            piece = QRectF(x, top, max(3.0, count * unit), high)
            if colour == t.chart3:
                hatched(painter, piece, colour, t.surface)
            else:
                paint.box(painter, piece, 0, fill=colour)
            x = piece.right() + 1.5
        figure = QRectF(x + px(6), row.top(), px(70), row.height())
        if bar.late:
            strong = self.look.font(HINT, SEMIBOLD)
            paint.write(painter, figure, f"{bar.late} trễ", strong, t.late)
        else:
            paint.write(painter, figure, str(bar.all), font, t.ink2)


class Legend(QWidget):
    """What the colours and hatches of a chart mean; decoration, the marks say it in words."""

    def __init__(self, look: Look, signs: Sequence[tuple[str, str]]) -> None:
        """`signs`: what is drawn (one, two, late, mean), and its word."""
        super().__init__()
        self._look, self._signs = look, signs
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """As wide as its words."""
        font, px = self._look.font(HINT), self._look.px
        words = sum(paint.text_width(font, word) + px(34) for _, word in self._signs)
        return QSize(int(words), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        t, px, painter = self._look.tokens, self._look.px, QPainter(self)
        font, x, middle = self._look.font(HINT), 0.0, self.height() / 2
        for sign, word in self._signs:
            square = QRectF(x + 1, middle - px(6), px(12), px(12))
            if sign == "mean":
                paint.box(painter, QRectF(x, middle - 1.5, px(15), 3), 1, fill=t.chart3)
            elif sign == "late":
                hatched(painter, square, t.chart3, t.surface)
            else:
                paint.box(painter, square, 0, fill=t.chart1 if sign == "one" else t.chart2)
            width = paint.text_width(font, word)
            where = QRectF(x + px(19), 0, width + 4, self.height())
            paint.write(painter, where, word, font, t.ink2)
            x += width + px(34)
        painter.end()
