"""Parts of the cash card: what a count came to, and moving money with its paper."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.closing.cash_words import METHODS, difference_words, result_words
from counter_app.ui.look import Look
from counter_app.ui.tokens import CARD_RADIUS, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import dong, typed_amount
from counter_app.usecases.money_words import WAY_WORDS
from counter_app.usecases.session_lines import Comparison

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Result(QFrame):
    """Counted, book, difference; the ground says whether they agree."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._tone = look, Tone.GOOD
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 8, 12, 8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)

    def show_comparison(self, compared: Comparison) -> None:
        """A line for each method; its difference stands below it where there is one."""
        empty(self._grid)
        row = 0
        for each in compared.methods:
            name = METHODS.get(each.method, each.method)
            self._line(row, f"{name} đếm được", dong(each.counted))
            self._line(row + 1, f"{name} sổ ghi", dong(each.expected))
            row += 2
            if each.difference:
                self._line(row, "Lệch", difference_words(each.difference), "soon")
                row += 1
        if not compared.differences:
            self._line(row, "Không lệch", dong(0), "good")
        self._tone = Tone.SOON if compared.differences else Tone.GOOD
        self.setAccessibleName(result_words(compared))
        self.update()

    def _line(self, row: int, name: str, value: str, tone: str = "") -> None:
        left, right = Text(name, "label"), Text(value, "strong")
        left.say(name, tone)
        right.say(value, tone)
        right.setAlignment(_RIGHT)
        self._grid.addWidget(left, row, 0)
        self._grid.addWidget(right, row, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """The soft ground."""
        del event
        painter = QPainter(self)
        soft = self._look.tokens.tone(self._tone)[1]
        paint.box(painter, QRectF(self.rect()), CARD_RADIUS - 2, fill=soft)
        painter.end()


class MovePanel(QWidget):
    """Money to the safe or the bank, or from the safe; Enter goes on, and saves at the end."""

    said = Signal(str, int, str, str)  # way, đồng, receiver, document
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.way = Segmented(look, "Chuyển đi đâu", list(WAY_WORDS.items()))
        self.amount = Field(look, "Số tiền (đ)")
        self.receiver = Field(look, "Người nhận hoặc giao")
        self.document = Field(look, "Số chứng từ")
        self._save = Button(look, "Ghi lại", Kind.PRIMARY, key="Enter")
        self._leave = Button(look, "Thôi", key="Esc")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.way)
        for part in (self.amount, self.receiver, self.document):
            column.addWidget(part)
            part.escaped.connect(self.left)
        self.amount.entered.connect(self.receiver.focus)
        self.receiver.entered.connect(self.document.focus)
        self.document.entered.connect(self._say)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._leave)
        foot.addWidget(self._save)
        column.addLayout(foot)
        column.addStretch(1)
        self._save.clicked.connect(self._say)
        self._leave.clicked.connect(self.left)

    def begin(self) -> None:
        """Empty, at the amount."""
        for part in (self.amount, self.receiver, self.document):
            part.put("")
            part.note("", "")
        self.amount.focus()

    def _say(self) -> None:
        amount = typed_amount(self.amount.text())
        if not amount:
            self.amount.note("Số tiền chưa đúng; hãy gõ số đồng, ví dụ 2.000.000.", "")
            self.amount.focus()
            return
        self.amount.note("", "")
        self.said.emit(self.way.value, amount, self.receiver.text(), self.document.text())
