"""Words that stay beside their object, and words that go by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.tokens import CARD_RADIUS, LABEL, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.text import Icon, Text

TOAST_MS = 6_000

Act = Callable[[], object]


class InlineNotice(QWidget):
    """Something to decide or to know, beside what it speaks of. It stays until settled."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._tone = look, Tone.SOON
        self._icon = Icon(look, "info", Tone.SOON, 18)
        self._text = Text("", "label", wrap=True)
        self._text.setProperty("role", "strong")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(row)
        column.addLayout(self._buttons)
        self.hide()

    def say(
        self,
        text: str,
        tone: Tone = Tone.SOON,
        icon: str = "",
        acts: Sequence[tuple[str, Act]] = (),
    ) -> None:
        """Show `text` with a button per act, and its key where its words have a mnemonic; empty
        text settles the notice."""
        empty(self._buttons)
        self._tone = tone
        self._icon.show_icon(icon or _ICONS[tone], tone)
        self._text.say(text, tone.value)
        self.setAccessibleName(text)
        for words, act in acts:
            _before, mark, after = words.partition("&")
            key = f"Alt+{after[0].upper()}" if mark else ""
            button = Button(self._look, words, Kind.OUTLINE, key=key)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._buttons.addWidget(button)
        if acts:
            self._buttons.addStretch(1)
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """The soft ground."""
        del event
        ink, soft = self._look.tokens.tone(self._tone)
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), CARD_RADIUS - 2, fill=soft, line=ink)
        painter.end()


_ICONS = {
    Tone.PLAIN: "info",
    Tone.PRIMARY: "info",
    Tone.GOOD: "circle-check",
    Tone.SOON: "circle-alert",
    Tone.LATE: "triangle-alert",
    Tone.WAITING: "shuffle",
}


class Toast(QLabel):
    """Success that needs nothing; six seconds, and never over the work's main path.

    `calm` is the part of the window's foot that it may cover whole: no word is cut by it.
    """

    def __init__(self, look: Look, over: QWidget, calm: Callable[[], QRect]) -> None:
        super().__init__(over)
        self._look, self._calm = look, calm
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """It keeps its place when the window changes its size."""
        if event.type() is QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        calm, px = self._calm(), self._look.px
        words = int(paint.text_width(self._look.font(LABEL, SEMIBOLD), self.text())) + px(64)
        width = max(words, calm.width() + px(12))
        right = calm.right() + px(6)
        self.setGeometry(right - width + 1, calm.center().y() - px(16), width, px(32))

    def say(self, text: str) -> None:
        """Show it at the foot of the window, where the devices stand when all is well."""
        self.setText(text)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(TOAST_MS)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        t, px, painter = self._look.tokens, self._look.px, QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, CARD_RADIUS, fill=t.surface, line=t.good, width=1.5)
        side = px(18)
        spot = QRectF(px(14), rect.center().y() - side / 2, side, side)
        self._look.draw_icon(painter, "circle-check", spot, t.good)
        words = rect.adjusted(px(42), 0, -px(12), 0)
        paint.write(painter, words, self.text(), self._look.font(LABEL, SEMIBOLD), t.ink)
        painter.end()
