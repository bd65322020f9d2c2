"""The rail: the screens of this release and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import HINT, LABEL
from counter_app.ui.widgets import paint


@dataclass(frozen=True, slots=True)
class Place:
    """One screen in the rail."""

    key: str
    name: str
    icon: str
    shortcut: str


class _Stop(QAbstractButton):
    def __init__(self, look: Look, place: Place) -> None:
        super().__init__()
        self._look, self._place, self.badge = look, place, ""
        self.setText(place.name)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setToolTip(f"{place.name} ({place.shortcut})")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name()

    def name(self) -> None:
        waiting = f", {self.badge} việc" if self.badge else ""
        self.setAccessibleName(self._place.name + waiting)
        self.setAccessibleDescription(self._place.shortcut)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(78), self._look.px(60))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, px, painter = self._look.tokens, self._look.px, QPainter(self)
        rect = QRectF(self.rect())
        ink = t.on_primary if self.isChecked() else t.rail_ink
        if self.isChecked():
            paint.box(painter, rect.adjusted(5, 0, -5, 0), 8, fill=t.rail_on)
            paint.box(painter, QRectF(0, px(15), 3, rect.height() - px(30)), 1.5, fill="#FFFFFF")
        side = px(22)
        icon = QRectF((rect.width() - side) / 2, px(10), side, side)
        self._look.draw_icon(painter, self._place.icon, icon, ink)
        font = self._look.font(LABEL if len(self.text()) < 9 else HINT, MEDIUM)
        words = QRectF(0, px(34), rect.width(), px(22))
        paint.write(painter, words, self.text(), font, ink, paint.CENTRE)
        if self.badge:
            width = max(
                px(20), paint.text_width(self._look.font(12, SEMIBOLD), self.badge) + px(10)
            )
            spot = QRectF(icon.center().x() + px(8), px(3), width, px(18))
            paint.box(painter, spot, px(9), fill=t.badge)
            number = self._look.font(HINT, SEMIBOLD)
            paint.write(painter, spot, self.badge, number, t.badge_ink, paint.CENTRE)
        painter.end()


class _Mark(QLabel):
    """The program's mark."""

    def __init__(self, look: Look) -> None:
        super().__init__("Quầy Một Cửa")
        self._look = look
        look.pin(self, height=52)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        px, painter = self._look.px, QPainter(self)
        side = px(34)
        tile = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint.box(painter, tile, 9, fill="#FFFFFF")
        inner = tile.adjusted(px(6), px(6), -px(6), -px(6))
        self._look.draw_icon(painter, "counter-desk", inner, "#1A4FBA")
        painter.end()


class Rail(QWidget):
    """Chooses the screen; Lock stands apart at its foot."""

    chosen = Signal(str)
    locked = Signal()

    def __init__(self, look: Look, places: Sequence[Place]) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("Các màn hình")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(_Mark(look))
        self._stops: dict[str, _Stop] = {}
        for place in places:
            stop = _Stop(look, place)
            stop.clicked.connect(lambda _checked, key=place.key: self.chosen.emit(key))
            self._stops[place.key] = stop
            column.addWidget(stop)
        column.addStretch(1)
        lock = _Stop(look, Place("lock", "Khóa · F12", "lock", "F12"))
        lock.setCheckable(False)
        lock.setAutoExclusive(False)
        lock.clicked.connect(lambda: self.locked.emit())
        column.addWidget(lock)

    def choose(self, key: str) -> None:
        """Mark the screen in sight."""
        self._stops[key].setChecked(True)

    def count(self, key: str, waiting: int) -> None:
        """What waits on a screen; 0 takes the badge away."""
        stop = self._stops[key]
        stop.badge = str(waiting) if waiting else ""
        stop.name()
        stop.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Its own ground."""
        del event
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 0, fill=self._look.tokens.rail)
        painter.end()
