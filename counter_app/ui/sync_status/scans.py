"""How far the scans are: a line above the queue, there only while some wait."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from counter_app.ui.look import Look
from counter_app.ui.sync_status.scan_words import ScanFace
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.text import Elided


class _Bar(QProgressBar):
    """A thin bar; it keeps its role and value for who cannot see it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("Phần đã gửi của tệp")
        self.setRange(0, 100)
        self.setTextVisible(False)
        self.setFixedHeight(look.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, rect, painter = self._look.tokens, QRectF(self.rect()), QPainter(self)
        ink, soft = t.tone(Tone.PRIMARY)
        radius = rect.height() / 2
        paint.box(painter, rect, radius, fill=soft, line=t.line)
        gone = QRectF(rect)
        gone.setWidth(max(rect.height(), rect.width() * self.value() / 100))
        if self.value():
            paint.box(painter, gone, radius, fill=ink)
        painter.end()


class ScansGoing(QFrame):
    """What waits, what goes now, and until when."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("inset")
        self.chip, self.detail, self.bar = Chip(look, bare=True), Elided("", "hint"), _Bar(look)
        words = QHBoxLayout()
        words.setSpacing(12)
        words.addWidget(self.chip)
        words.addWidget(self.detail, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 7, 12, 8)
        column.setSpacing(6)
        column.addLayout(words)
        column.addWidget(self.bar)
        self.hide()

    def show_face(self, face: ScanFace) -> None:
        """Nothing to say: not there."""
        self.chip.say(face.title, face.icon, face.tone)
        self.detail.say(face.detail)
        self.setAccessibleName(f"{face.title}, {face.detail}" if face.title else "Bản quét")
        self.bar.setVisible(face.percent is not None)
        self.bar.setValue(face.percent or 0)
        self.setVisible(bool(face.title))
