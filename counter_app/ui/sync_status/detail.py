"""The record chosen: why it is held and where, or what will happen when it is sent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter_app.ui.look import Look
from counter_app.ui.sync_status.queue_words import DetailFace
from counter_app.ui.tokens import CARD_RADIUS, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.text import Icon, Text


class Detail(QFrame):
    """Its button does what Enter does on the row."""

    acted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._tone = look, Tone.PLAIN
        self._icon, self._title = Icon(look, "eye", Tone.PLAIN, 18), Text("", "strong", wrap=True)
        self._text, self._rule = Text("", "label", wrap=True), Text("", "hint", wrap=True)
        self.act = Button(look, "", Kind.PRIMARY, key="Enter")
        self.act.clicked.connect(lambda: self.acted.emit())
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 11)
        column.setSpacing(5)
        column.addLayout(head)
        for part in (self._text, self._rule, self.act):
            column.addWidget(part)

    def show_face(self, face: DetailFace) -> None:
        """Nothing to do: without a button."""
        self._tone = face.tone
        self._icon.show_icon(face.icon, face.tone)
        self._title.say(face.title, face.tone.value)
        self._text.say(face.text)
        self._rule.say(face.rule)
        self._rule.setVisible(bool(face.rule))
        self.act.say(face.act or "–")
        self.act.setVisible(bool(face.act))
        self.setAccessibleName(f"{face.title}. {face.text} {face.rule}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """A soft ground only where somebody has to look."""
        del event
        t, painter = self._look.tokens, QPainter(self)
        ground = t.tone(self._tone)[1] if self._tone is Tone.SOON else t.surface
        line = t.tone(self._tone)[0] if self._tone is Tone.SOON else t.line
        paint.box(painter, QRectF(self.rect()), CARD_RADIUS, fill=ground, line=line)
        painter.end()
