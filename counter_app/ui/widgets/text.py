"""Labels by what they are for; the style sheet gives each its size and colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone


def polish_again(widget: QWidget) -> None:
    """Another property, so other rules of the sheet; what was never shown, Qt polishes by itself.

    Nor is its style asked for: the binding builds all that Qt knows of styles for the asking.
    """
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


class Text(QLabel):
    """Words on a screen. `role`: hint, label, strong, name, section, screen, due, money."""

    def __init__(self, text: str = "", role: str = "label", *, wrap: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)

    def say(self, text: str, tone: str = "") -> None:
        """New words, and a tone of the tokens (or "faint")."""
        self.setText(text)
        if (self.property("tone") or "") != tone:
            self.setProperty("tone", tone)
            polish_again(self)
        self._state_height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Another width may want other lines."""
        super().resizeEvent(event)
        self._state_height()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Now the width is that of its place."""
        super().showEvent(event)
        self._state_height()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """So may another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._state_height()

    def _state_height(self) -> None:
        """A wrapped label under-reports its height, and Qt's layouts believe it.

        Unseen it has no width of its own yet, and what it states then would stay.
        """
        if self.wordWrap():
            self.setMinimumHeight(0)  # the height for a width is never told below it
            if self.isVisible() and self.text():
                self.setMinimumHeight(self.heightForWidth(self.width()))


class Elided(Text):
    """One line, cut in its middle where it has no room; then the whole is in the tip."""

    def __init__(self, text: str = "", role: str = "label") -> None:
        super().__init__(text, role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """It gives way."""
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        room = self.contentsRect()
        mode = Qt.TextElideMode.ElideMiddle
        words = self.fontMetrics().elidedText(self.text(), mode, room.width())
        self.setToolTip(self.text() if words != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), words)
        painter.end()


class Icon(QWidget):
    """One icon, tinted by tone; decoration beside a word, so screen readers skip it."""

    def __init__(self, look: Look, name: str, tone: Tone = Tone.PLAIN, size: int = 16) -> None:
        super().__init__()
        self._look, self._name, self._tone, self._size = look, name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: Tone) -> None:
        """Another icon in another tone."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Square."""
        return QSize(self._look.px(self._size), self._look.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        colour = self._look.tokens.tone(self._tone)[0]
        painter = QPainter(self)
        self._look.draw_icon(painter, self._name, QRectF(self.rect()), colour)
        painter.end()


def line() -> QFrame:
    """A hairline across its layout; decoration."""
    frame = QFrame()
    frame.setObjectName("line")
    frame.setFixedHeight(1)
    return frame
