"""A card: a numbered step of the talk, with what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.tokens import LABEL
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.text import Icon, Text


class Badge(QWidget):
    """The card's number; decoration beside its title."""

    def __init__(self, look: Look, number: str) -> None:
        super().__init__()
        self._look, self._number = look, number
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Square."""
        return QSize(self._look.px(24), self._look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        t, rect, painter = self._look.tokens, QRectF(self.rect()), QPainter(self)
        paint.box(painter, rect, rect.height() / 2, fill=t.primary_soft)
        font = self._look.font(LABEL, SEMIBOLD)
        paint.write(painter, rect, self._number, font, t.primary_text, paint.CENTRE)
        painter.end()


class Card(QFrame):
    """Number, title, room at the right of the head, and a body."""

    def __init__(self, look: Look, number: str, title: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.look = look
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 9, 14, 12)
        self.body.setSpacing(6)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = Text(title, "section")
        if number:
            self.head.addWidget(Badge(look, number))
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        frame = QWidget()
        frame.setLayout(self.head)
        self.head.setContentsMargins(0, 0, 0, 0)
        look.pin(frame, least_height=28)
        self.body.addWidget(frame)


class EmptyState(QWidget):
    """What belongs here, and the key that fills it."""

    def __init__(self, look: Look, icon: str, title: str, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(Text(title, "strong"))
        words.addWidget(Text(text, "label"))
        words.addStretch(1)
        row.addStretch(1)
        row.addWidget(Icon(look, icon, size=30))
        row.addLayout(words)
        row.addStretch(1)
