"""Two customers side by side; it takes the middle and right columns, the case stays in sight."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import CompareFace
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.emptying import discard
from counter_app.ui.widgets.text import Text, line

REST_MS: Final = 400
"""After a decision no key is taken: the second stroke of a double press must not decide the next
pair, which nobody has read yet."""

_OUTCOMES: Final = (
    ("same", "1", "Cùng một người"),
    ("different", "2", "Hai người khác nhau"),
    ("later", "3", "Để sau"),
)


class Compare(Card):
    """Keys 1, 2, 3 decide; Esc puts it off without deciding."""

    decided = Signal(str)
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "So hai khách hàng giống nhau")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._left = Text("", "hint")
        self.head.addWidget(self._left)
        self._grid_holder = QWidget()
        self._note = Text("", "strong", wrap=True)
        self.body.addWidget(self._note)
        self.body.addWidget(self._grid_holder)
        self.body.addSpacing(10)
        self.body.addWidget(Text("Hệ quả", "section"))
        self._effects: list[tuple[Button, Text]] = []
        for outcome, key, words in _OUTCOMES:
            kind = Kind.PRIMARY if outcome == "same" else Kind.OUTLINE
            button = Button(look, words, kind, key=key)
            look.pin(button, width=250)
            button.clicked.connect(lambda _c=False, outcome=outcome: self._decide(outcome))
            row = QHBoxLayout()
            row.setSpacing(14)
            row.addWidget(button)
            effect = Text("", "label", wrap=True)
            self._effects.append((button, effect))
            row.addWidget(effect, 1)
            self.body.addLayout(row)
        self.body.addStretch(1)

    def show_face(self, face: CompareFace) -> None:
        """Show the pair; equal rows fade, different ones carry ≠ and a word."""
        self._left.say(f"còn {face.left} khách nữa" if face.left else "")
        self._note.say(face.note, "waiting")
        self._note.setVisible(bool(face.note))
        for (button, effect), words in zip(self._effects, face.effects, strict=True):
            effect.say(words)
            button.setAccessibleDescription(words)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 6, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 3)
        grid.addWidget(_right(Text(face.ours, "strong")), 0, 0)
        grid.addWidget(_centre(Text("Trường", "hint")), 0, 1)
        grid.addWidget(Text(face.theirs, "strong"), 0, 2)
        spoken = []
        for at, row in enumerate(face.rows, 1):
            grid.addWidget(line(), 2 * at - 1, 0, 1, 4)
            tone = "faint" if row.equal else "waiting"
            role = "label" if row.equal else "name"
            for column, words in ((0, row.ours), (2, row.theirs)):
                text = Text(words or "chưa có", role, wrap=True)
                text.say(words or "chưa có", "faint" if row.equal or not words else "")
                grid.addWidget(_right(text) if column == 0 else text, 2 * at, column)
            middle = Text(row.name, "hint")
            middle.setMinimumWidth(96)
            grid.addWidget(_centre(middle), 2 * at, 1)
            mark = Text("", "hint")
            mark.say("giống" if row.equal else "≠ khác", tone)
            grid.addWidget(mark, 2 * at, 3)
            spoken.append(f"{row.name}: {'giống' if row.equal else 'khác'}")
        self.setAccessibleDescription(", ".join(spoken))
        layout = self.body
        layout.replaceWidget(self._grid_holder, holder)
        discard(self._grid_holder)
        self._grid_holder = holder

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Digits decide here: nothing is typed in this place."""
        for outcome, key, _words in _OUTCOMES:
            if event.text() == key:
                if not event.isAutoRepeat():
                    self._decide(outcome)
                return
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _decide(self, outcome: str) -> None:
        if not self._rest.isActive():
            self._rest.start()
            self.decided.emit(outcome)


def _right(text: Text) -> Text:
    text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return text


def _centre(text: Text) -> Text:
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return text
