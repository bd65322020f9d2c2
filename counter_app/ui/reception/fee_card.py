"""Card 5, the fee: what is due, what was given, what goes back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import FeeFace
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.text import Elided, Text
from counter_app.ui.wording import dong, grouped
from counter_app.usecases.case import PaymentMethod

_LONG = 1_000_000
"""From here on, in đồng, an amount takes the smaller figures."""


class FeeCard(Card):
    """Cash given is typed; Enter on nothing is exact cash. A transfer is confirmed."""

    tendered = Signal(str)
    taken = Signal()
    method_chosen = Signal(str)
    amount_typed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "5", "Lệ phí")
        self._face: FeeFace | None = None
        self._closed, self._due, self._cash = False, False, True
        self._chip = Chip(look)
        self.head.addWidget(self._chip)
        self._amount, self._text = Text("", "money"), Text("", "label", wrap=True)
        self.amount = _money_edit("Số tiền lệ phí", self)
        self.amount.textEdited.connect(self.amount_typed)
        self.cash = _money_edit("Khách đưa", self)
        self.cash.textEdited.connect(self.tendered)
        self.confirm = Button(look, "Đã nhận tiền", Kind.SOFT, icon="check", key="Enter")
        self.confirm.clicked.connect(lambda: self.taken.emit())
        self.confirm.installEventFilter(self)
        self._change = Elided("", "hint")
        self._given = _given(self.cash)
        self._pay = QWidget()
        pay = QVBoxLayout(self._pay)
        pay.setContentsMargins(0, 0, 0, 0)
        pay.setSpacing(6)
        self.method = Segmented(
            look,
            "Cách thu",
            [("cash", "Tiền &mặt"), ("transfer", "Chuyển &khoản"), ("card", "Thẻ")],
        )
        self.method.chosen.connect(self.method_chosen)
        pay.addWidget(self.method)
        due = QVBoxLayout()
        due.setSpacing(0)
        due.addWidget(self._amount)
        due.addWidget(self.amount)
        due.addWidget(self._change)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(due, 1)
        row.addWidget(self._given)
        row.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.setSpacing(5)
        self.body.addLayout(row)
        self.body.addWidget(self._text)
        self.body.addWidget(self._pay)

    def show_face(self, face: FeeFace) -> None:
        """Show what is due and what was taken."""
        if face == self._face:
            return
        self._face = face
        self._chip.say(face.chip.text, face.chip.icon, face.chip.tone)
        due = face.known and face.amount != 0
        cash = face.method is PaymentMethod.CASH
        self._amount.say("–" if face.amount is None else dong(face.amount))
        _size(self._amount, "due" if (face.amount or 0) >= _LONG else "money")
        self._amount.setVisible(not face.typed)
        self.amount.setVisible(face.typed)
        _put(self.amount, face.amount)
        self._text.say(_words(face))
        self._text.setVisible(bool(self._text.text()))
        self._due = due
        self._cash = cash
        self._settle()
        self.confirm.say("Đã nhận đủ" if face.chip.text == "Đã thu" else "Xác nhận")
        _put(self.cash, face.tendered or None)
        self._change.say(face.change.text or " ", face.change.tone.value)
        if self.method.value != face.method.value:
            self.method.choose(face.method.value)

    def close_desk(self, *, closed: bool) -> None:
        """The case is saved: what was taken stays in sight, how to take it does not."""
        self._closed = closed
        self._settle()

    def _settle(self) -> None:
        asks = self._due and not self._closed
        self._pay.setVisible(asks)
        self._change.setVisible(self._due)
        self._given.setVisible(asks and self._cash)
        self.confirm.setVisible(asks and not self._cash)

    def focus_tendered(self) -> None:
        """Go to what the citizen gives; there is nothing to do where nothing is due."""
        face = self._face
        if face is None or not face.known or face.amount == 0:
            return
        target: QWidget = self.cash if face.method is PaymentMethod.CASH else self.confirm
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.cash.selectAll()

    def focus_amount(self) -> None:
        """Go to the amount that the clerk types."""
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Enter takes the fee; it never saves the case."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and watched is self.amount:
                self.focus_tendered()
                return True
            if enter and watched in (self.cash, self.confirm):
                self.taken.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and watched is self.cash:
                self.cash.clear()
                self.tendered.emit("")
                return True
        return super().eventFilter(watched, event)


def _words(face: FeeFace) -> str:
    if not face.known:
        return "Chọn thủ tục để biết lệ phí."
    if face.amount == 0 or face.typed:
        return face.text
    return ""


def _size(label: Text, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)


def _given(cash: QLineEdit) -> QWidget:
    holder = QWidget()
    holder.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    column.addWidget(Text("Khách đưa", "hint"))
    column.addWidget(cash)
    return holder


def _money_edit(name: str, card: FeeCard) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(name)
    edit.setAlignment(Qt.AlignmentFlag.AlignRight)
    card.look.pin(edit, width=92)
    edit.setMaxLength(15)
    edit.installEventFilter(card)
    return edit


def _put(edit: QLineEdit, amount: int | None) -> None:
    """Show an amount, but never under the clerk's fingers."""
    text = "" if amount is None else grouped(amount)
    typing = edit.hasFocus() and bool(edit.text()) and amount is not None
    if not typing and edit.text() != text:
        edit.setText(text)
