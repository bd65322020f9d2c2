"""The foot of the window: link, what waits, last proof; numbers, printer, scanner, clock."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.status_face import StatusFace, StatusWord
from counter_app.ui.widgets.text import Icon, Text

_NUMBERS, _PRINTER, _SCANNER, _CLOCK = 3, 4, 5, 6
_GAP = 11


class _Item(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._icon, self._text = Icon(look, "info", size=15), Text("", "hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._text)

    def show_word(self, word: StatusWord) -> None:
        self.setVisible(bool(word.text))
        self._icon.show_icon(word.icon, word.tone)
        if word.text != self._text.text() or self._text.property("tone") != word.tone.value:
            self._text.say(word.text, word.tone.value)
            self.setAccessibleName(word.text)


class StatusBar(QWidget):
    """34 high; a waiting state names cause and deadline."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Trạng thái")
        look.pin(self, height=34)
        self._look = look
        self._face: StatusFace | None = None
        self._items = [_Item(look) for _ in range(7)]
        self._lines = {at: _divider(look) for at in (1, 2, 4, 5, 6)}
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 0, 15, 0)
        row.setSpacing(_GAP)
        for at, item in enumerate(self._items):
            if at == _NUMBERS:
                row.addStretch(1)
            elif at:
                row.addWidget(self._lines[at])
            row.addWidget(item)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """In a narrow window devices that are ready keep silent: calm is small."""
        super().resizeEvent(event)
        if self._face is not None:
            self.show_face(self._face)

    def calm(self) -> QRect:
        """Where numbers, printer and scanner stand: what the link and the proof do not need."""
        clock, gap = self._items[_CLOCK].geometry(), 2 * _GAP + 1
        part = QRect(clock.left() - gap, clock.top(), 0, clock.height())
        for item in self._items[_NUMBERS:_CLOCK]:
            if item.isVisible():
                part = part.united(item.geometry())
        return part

    def show_face(self, face: StatusFace) -> None:
        """Show these words."""
        self._face = face
        narrow = self.width() < self._look.px(1180)
        words = (
            face.link,
            face.waiting,
            face.proof,
            face.numbers,
            face.printer,
            face.scanner,
            face.clock,
        )
        for at, (item, word) in enumerate(zip(self._items, words, strict=True)):
            quiet = narrow and at in (_PRINTER, _SCANNER) and word.tone is Tone.PLAIN
            item.show_word(StatusWord("", word.icon) if quiet else word)
            if at in self._lines:
                self._lines[at].setVisible(bool(word.text) and not quiet)


def _divider(look: Look) -> QFrame:
    divider = QFrame()
    divider.setObjectName("line")
    divider.setFixedSize(1, look.px(18))
    divider.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return divider
