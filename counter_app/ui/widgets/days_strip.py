"""The days between reception and promise, one cell each; days not counted are hatched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.tokens import HINT, RADIUS, SECTION
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.emptying import empty
from counter_app.usecases.procedure_detail import DueDay

SHOWN = 5
_HEIGHT, _LEAST = 66, 44
_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_SHORT = {"cuối tuần": "nghỉ", "hoán đổi": "nghỉ bù"}


class _Cell(QLabel):
    """One day. A label, so that its words are read out; painted as a cell."""

    def __init__(self, look: Look, day: DueDay, *, first: bool, last: bool) -> None:
        self._day = date.fromisoformat(day.day)
        self._label = _SHORT.get(day.label, day.label)
        super().__init__(f"{_WEEKDAYS[self._day.weekday()]} {self._day.day} {day.label}")
        self._look, self._first, self._last = look, first, last
        self._counted = day.counted
        self.setToolTip(day.name)
        self.setAccessibleName(self.text() + (f", {day.name}" if day.name else ""))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        width = paint.text_width(self._look.font(HINT), self._label)
        return QSize(max(int(width) + 2, self._look.px(_LEAST)), self._look.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(_LEAST), self._look.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        painter, rect = QPainter(self), QRectF(self.rect())
        ink = self._ground(painter, rect)
        px = self._look.px
        hint, number = self._look.font(HINT), self._look.font(SECTION, SEMIBOLD)
        weekday = _WEEKDAYS[self._day.weekday()]
        for text, font, y in (
            (weekday, hint, 14),
            (str(self._day.day), number, 33),
            (self._label, hint, 53),
        ):
            line = QRectF(0, px(y) - px(11), rect.width(), px(22))
            paint.write(
                painter, line, paint.elided(font, text, rect.width()), font, ink, paint.CENTRE
            )
        painter.end()

    def _ground(self, painter: QPainter, rect: QRectF) -> str:
        t = self._look.tokens
        if self._last:
            paint.box(painter, rect, RADIUS, fill=t.primary)
            return t.on_primary
        if self._counted:
            paint.box(painter, rect, RADIUS, fill=t.primary_soft)
            return t.primary_text
        if self._first:
            paint.box(painter, rect, RADIUS, fill=t.sunken, line=t.line)
            return t.ink2
        paint.box(painter, rect, RADIUS, fill=t.soon_soft, line=t.line)
        paint.hatch(painter, rect.adjusted(1, 1, -1, -1), t.soon)
        return t.soon


class DaysStrip(QWidget):
    """At most five cells; a longer time shows its first two and last two days."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("Các ngày tính hẹn")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(5)

    def show_days(self, days: Sequence[DueDay]) -> None:
        """One cell per calendar day from reception to promise."""
        empty(self._row)
        shown = list(enumerate(days))
        hidden = 0
        if len(days) > SHOWN:
            hidden = len(days) - SHOWN + 1
            shown = [*shown[:2], *shown[2 + hidden :]]
        for at, day in shown:
            if hidden and at == 2 + hidden:
                self._row.addWidget(self._skipped(hidden))
            last = at == len(days) - 1
            self._row.addWidget(_Cell(self._look, day, first=at == 0, last=last), 1)

    def _skipped(self, count: int) -> QLabel:
        label = QLabel(f"+{count}\nngày")
        label.setProperty("role", "hint")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setAccessibleName(f"còn {count} ngày ở giữa")
        return label
