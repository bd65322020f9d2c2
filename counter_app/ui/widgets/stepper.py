"""A small count with − and +."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSpinBox

from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.tokens import FIELD, RADIUS
from counter_app.ui.widgets import paint

_STEPS: Final = {"+": 1, "=": 1, "-": -1}  # "=" is the key of "+" without Shift


class Stepper(QSpinBox):
    """A QSpinBox in our clothes, so that its role and value are told to screen readers.

    Digits replace the count; up, down, + and − step it.
    """

    def __init__(self, look: Look, name: str, *, least: int = 0, most: int = 99) -> None:
        super().__init__()
        self._look = look
        self.setRange(least, most)
        self.setAccessibleName(name)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.lineEdit().hide()  # its focus is ours: a policy set there would be set here
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Room for two digits between the signs."""
        return QSize(self._look.px(84), self._look.px(32))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """The same."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """The signs step; the rest is the spin box's own."""
        if event.text() in _STEPS:
            self.stepBy(_STEPS[event.text()])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """The left third steps down, the right third up."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        third = self.width() / 3
        if event.position().x() < third:
            self.stepDown()
        elif event.position().x() > 2 * third:
            self.stepUp()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        t, px, rect = self._look.tokens, self._look.px, QRectF(self.rect())
        painter = QPainter(self)
        paint.box(painter, rect, RADIUS, fill=t.sunken, line=t.line)
        for name, x in (("minus", px(14)), ("plus", rect.width() - px(14))):
            side = px(14)
            spot = QRectF(x - side / 2, rect.center().y() - side / 2, side, side)
            self._look.draw_icon(painter, name, spot, t.ink2)
        ink = t.ink if self.value() else t.ink3
        font = self._look.font(FIELD, SEMIBOLD)
        paint.write(painter, rect, str(self.value()), font, ink, paint.CENTRE)
        painter.end()
