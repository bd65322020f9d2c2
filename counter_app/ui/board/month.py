"""The month: a cell for each day, with a tick where counter and centre signed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from counter_app.ui.board.marks import SIDEWAYS, Marks
from counter_app.ui.board.words import MARKS, day_words
from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import HINT, Tokens
from counter_app.ui.widgets import paint
from counter_app.ui.wording import SHORT_WEEKDAYS, short_day
from counter_app.usecases.board import BoardDay, DayMark

_WEEK: Final = 7
_HEAD: Final = 18
_FOOT: Final = 19
_STEPS: Final = {**SIDEWAYS, Qt.Key.Key_Up: -_WEEK, Qt.Key.Key_Down: _WEEK}


class MonthChart(Marks):
    """Arrows move by days and weeks, Enter says which counters lack."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Ngày trong tháng", _STEPS)
        self._today = date(2000, 1, 1)
        self._told: Mapping[str, BoardDay] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Seven columns, six weeks."""
        return QSize(self.look.px(266), self.look.px(_HEAD + 6 * 21 + _FOOT))

    def show_days(self, today: date, told: Sequence[BoardDay]) -> None:
        """The month of `today`; what is not told of was no day of work, or has not come."""
        if today != self._today:
            self._today, self.at = today, today.day - 1
        self._told = {each.day: each for each in told}
        days = monthrange(today.year, today.month)[1]
        self.say([self._words_of(today.replace(day=no)) for no in range(1, days + 1)])

    def told(self, at: int) -> tuple[date, BoardDay | None]:
        """The day of a cell, and what is known of it."""
        day = self._today.replace(day=at + 1)
        return day, self._told.get(day.isoformat())

    def _words_of(self, day: date) -> str:
        told = self._told.get(day.isoformat())
        if told is not None:
            return day_words(told)
        return f"{short_day(day)}: " + ("chưa tới" if day > self._today else "không có việc")

    def _weeks(self) -> int:
        first = self._today.replace(day=1).weekday()
        return -(-(first + monthrange(self._today.year, self._today.month)[1]) // _WEEK)

    def place(self, at: int) -> QRectF:
        """A day's cell."""
        head = self.look.px(_HEAD)
        cell = self._today.replace(day=1).weekday() + at
        width = self.width() / _WEEK
        height = min((self.height() - head - self._foot()) / self._weeks(), self.look.px(32))
        spot = QRectF(cell % _WEEK * width, head + cell // _WEEK * height, width, height)
        return spot.adjusted(3, 2, -3, -2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        painter, t, px = QPainter(self), self.look.tokens, self.look.px
        width = self.width() / _WEEK
        for at, word in enumerate(SHORT_WEEKDAYS):
            head = QRectF(at * width, 0, width, px(_HEAD))
            paint.write(painter, head, word, self.look.font(HINT), t.ink3, paint.CENTRE)
        for at in range(len(self._words)):
            self._cell(painter, at, t)
        self._legend(painter, t)
        self.frame(painter)
        painter.end()

    def _signs(self) -> list[list[tuple[DayMark, float]]]:
        """The marks that stand in this month, each with its width, in lines that have room."""
        px, font = self.look.px, self.look.font(HINT)
        there = {each.mark for each in self._told.values()}
        lines: list[list[tuple[DayMark, float]]] = [[]]
        room = float(self.width())
        for mark in (each for each in MARKS if each in there):
            width = paint.text_width(font, MARKS[mark][0]) + px(28)
            if width > room and lines[-1]:
                lines.append([])
                room = float(self.width())
            lines[-1].append((mark, width))
            room -= width
        return lines

    def _foot(self) -> int:
        return self.look.px(_FOOT) * len(self._signs())

    def _legend(self, painter: QPainter, t: Tokens) -> None:
        px, font, y = self.look.px, self.look.font(HINT), float(self.height() - self._foot())
        for line in self._signs():
            x = float(px(4))
            for mark, width in line:
                word, icon, tone = MARKS[mark]
                ink = t.tone(tone)[0]
                spot = QRectF(x, y + px(4), px(13), px(13))
                self.look.draw_icon(painter, icon, spot, ink)
                where = QRectF(spot.right() + px(4), y, width, px(_FOOT))
                paint.write(painter, where, word, font, ink)
                x += width
            y += px(_FOOT)

    def _cell(self, painter: QPainter, at: int, t: Tokens) -> None:
        px, rect = self.look.px, self.place(at)
        day, told = self.told(at)
        today = day == self._today
        ink, ground, icon = t.ink3, t.sunken, ""
        if told is not None:
            _word, icon, tone = MARKS[told.mark]
            ink, ground = t.tone(tone)
        if today:
            ink, ground = t.on_primary, t.primary
        paint.box(painter, rect, 5, fill=ground)
        font = self.look.font(HINT, SEMIBOLD if told or today else MEDIUM)
        mark = bool(icon)
        words = rect.adjusted(0, 0, -px(16) if mark else 0, 0)
        paint.write(painter, words, str(day.day), font, ink, paint.CENTRE)
        if mark:
            side = px(13)
            spot = QRectF(rect.center().x() + px(3), rect.center().y() - side / 2, side, side)
            self.look.draw_icon(painter, icon, spot, ink)
