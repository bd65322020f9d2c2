"""The last exchanges: a mark for each, and one of them in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from counter_app.ui.look import Look
from counter_app.ui.sync_status.queue_words import miss_words, rate_words
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import clock, grouped
from counter_app.usecases.desk_lists import ExchangeMark
from counter_app.usecases.queue_lines import HitRate

SHOWN = 14
MARKS = {
    "proven": ("equal", Tone.GOOD, "khớp"),
    "repaired": ("refresh-cw", Tone.SOON, "đã vá"),
    "lost": ("unlink", Tone.PLAIN, "mất mạng"),
}


def mark_words(mark: ExchangeMark) -> str:
    """ "09:41 khớp, gửi 3, nhận 12 việc", or why not."""
    at = clock(mark.at)
    moved = f"gửi {grouped(mark.up)}, nhận {grouped(mark.down)} việc"
    if mark.outcome == "lost":
        words = f"{at} {mark.note or 'mất mạng'}"
        return f"{words}; {moved}" if mark.up or mark.down else words
    words = f"{at} {MARKS[mark.outcome][2]}, {moved}"
    return f"{words}; {mark.note}" if mark.note else words


class _Mark(QLabel):
    """One exchange: a label, so that it is read out."""

    def __init__(self, look: Look, mark: ExchangeMark) -> None:
        super().__init__(mark_words(mark))
        self._look, self.chosen = look, False
        self._icon, self._tone, _word = MARKS[mark.outcome]
        self.setAccessibleName(self.text())
        self.setToolTip(self.text())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(17), self._look.px(30))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        ink, soft = self._look.tokens.tone(self._tone)
        px, rect, painter = self._look.px, QRectF(self.rect()), QPainter(self)
        edge = self._look.tokens.primary if self.chosen else self._look.tokens.line
        paint.box(painter, rect, 5, fill=soft, line=edge, width=2 if self.chosen else 1)
        spot = QRectF(0, 0, px(14), px(14))
        spot.moveCenter(rect.center())
        self._look.draw_icon(painter, self._icon, spot, ink)
        painter.end()


class _Strip(QWidget):
    """Left and right choose a mark."""

    told = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._at = look, -1
        self._marks: list[_Mark] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Các lượt đối soát")
        look.pin(self, least_height=30)

    def show_marks(self, marks: Sequence[ExchangeMark]) -> None:
        words = [mark_words(mark) for mark in marks]
        if words and words == [mark.text() for mark in self._marks]:
            return  # whoever is looking at one of them keeps it
        empty(self._row)
        self._marks = [_Mark(self._look, mark) for mark in marks]
        for mark in self._marks:
            self._row.addWidget(mark)
        self._choose(len(marks) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Older, newer."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 0 <= self._at + step < len(self._marks):
            self._choose(self._at + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """The mark under the pointer."""
        for at, mark in enumerate(self._marks):
            if mark.geometry().contains(event.position().toPoint()):
                self._choose(at)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusInEvent(event)
        self._choose(self._at)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusOutEvent(event)
        self._choose(self._at)

    def _choose(self, at: int) -> None:
        self._at = at
        for place, mark in enumerate(self._marks):
            mark.chosen = place == at and self.hasFocus()
            mark.update()
        words = self._marks[at].text() if self._marks else "Chưa có lượt nào"
        self.setAccessibleDescription(words)
        self.told.emit(words)


class History(Card):
    """When, how many facts up and down, proven or why not."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "Các lượt đối soát")
        self.strip, self.words = _Strip(look), Text("", "label", wrap=True)
        self.rate = Text("", "hint", wrap=True)
        self.strip.told.connect(self.words.say)
        self._legend = QWidget()
        legend = QHBoxLayout(self._legend)
        legend.setContentsMargins(0, 0, 0, 0)
        legend.setSpacing(12)
        for icon, tone, word in MARKS.values():
            chip = Chip(look, bare=True)
            chip.setParent(self._legend)  # shown without a parent it would be a window
            legend.addWidget(chip)
            chip.say(word, icon, tone)
        legend.addStretch(1)
        for part in (self.strip, self.words, self._legend, self.rate):
            self.body.addWidget(part)

    def show_marks(self, marks: Sequence[ExchangeMark]) -> None:
        """Oldest first; the last of them are shown."""
        self.strip.show_marks(marks[-SHOWN:])

    def show_rate(self, rate: HitRate) -> None:
        """How often what was expected of a sending came so; the last miss is in the tip."""
        self.rate.say(rate_words(rate))
        self.rate.setToolTip(miss_words(rate))
        self.rate.setAccessibleDescription(miss_words(rate))

    def fold(self, *, on: bool) -> None:
        """Without the legend where there is no height: the words say the same."""
        self._legend.setVisible(not on)
