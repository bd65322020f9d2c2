"""Card 2, what is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import ProcedureFace
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.stepper import Stepper
from counter_app.ui.widgets.suggestions import Suggestion, Suggestions
from counter_app.ui.widgets.text import Elided, Text
from counter_app.usecases.lines import ProcedureLine

_GLASS = 44  # the icon before the name, and the field's own margins


class ProcedureCard(Card):
    """A field with a list; below it time, fee and sector."""

    typed = Signal(str)
    taken = Signal(str)
    limit_chosen = Signal(int)
    counted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "2", "Thủ tục")
        self._face: ProcedureFace | None = None
        self.head.addWidget(Text("Mã, tên không dấu, hoặc Alt+1…9", "hint"))
        self.head.addWidget(KeyCap(look, "F4"))
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Thủ tục")
        self.edit.setAccessibleDescription("Phím F4; mã, tên không dấu, hoặc Alt và số")
        self._glass = QAction(self.edit)
        self.edit.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.edit.textEdited.connect(self.typed)
        self.edit.installEventFilter(self)
        self._code = Text("", "hint")
        self._change = Button(look, "Đổi", Kind.SOFT)
        self._change.clicked.connect(self.focus_here)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self._change)
        self._inside = QHBoxLayout(self.edit)
        self._inside.setContentsMargins(0, 0, 12, 0)
        self._inside.addStretch(1)
        self._inside.addWidget(self._code)
        self._summary = Elided("", "label")
        look.pin(self._summary, least_height=22)
        self._limits = QVBoxLayout()
        self._quantity = _Quantity(look)
        self._quantity.stepper.valueChanged.connect(self.counted)
        foot = QHBoxLayout()
        foot.addWidget(self._summary, 1)
        foot.addWidget(self._quantity)
        self.body.setSpacing(4)
        self.body.setContentsMargins(14, 9, 14, 8)
        self.body.addLayout(row)
        self.body.addLayout(self._limits)
        self.body.addLayout(foot)
        self._list = Suggestions(look, self.edit, "Thủ tục khớp")
        self._list.taken.connect(self.taken)
        look.changed.connect(self._tint)
        self._tint()

    def show_face(self, face: ProcedureFace) -> None:
        """Show the procedure chosen, or none."""
        if face == self._face:
            return
        before, self._face = self._face, face
        if before is None or before.name != face.name:
            self.edit.setText(face.name)
            self.edit.setCursorPosition(0)
            self.edit.setToolTip(face.name)
        self._show_code(face)
        self._change.setVisible(bool(face.name))
        self._summary.say(face.summary or "Chọn thủ tục để biết giấy tờ, lệ phí và ngày hẹn.")
        if before is None or before.limits != face.limits:
            self._show_limits(face)
        self._quantity.show_unit(face.unit, face.quantity)

    def _show_code(self, face: ProcedureFace) -> None:
        """The code at the field's end; a name that runs on under it says so."""
        self._code.setAccessibleName(face.code)
        self._code.say(face.code)
        room = self._code.sizeHint().width() + 16
        free = self.edit.width() - room - _GLASS
        if face.code and self.edit.fontMetrics().horizontalAdvance(face.name) > free:
            self._code.say(f"…   {face.code}")
            room = self._code.sizeHint().width() + 16
        self.edit.setTextMargins(0, 0, room if face.code else 0, 0)
        self._code.setVisible(bool(face.code))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Another width may hold the whole name."""
        super().resizeEvent(event)
        if self._face is not None:
            self._show_code(self._face)

    def _show_limits(self, face: ProcedureFace) -> None:
        empty(self._limits)
        if len(face.limits) > 1:
            choices = [(str(at), text) for at, text in enumerate(face.limits)]
            picker = Segmented(self.look, "Thời hạn", choices)
            picker.choose(str(face.limit))
            picker.chosen.connect(lambda at: self.limit_chosen.emit(int(at)))
            self._limits.addWidget(picker)

    def suggest(self, rows: Sequence[ProcedureLine], typed: str) -> None:
        """The list under the field."""
        shown = [_row(one) for one in rows]
        head = f"{len(rows)} thủ tục khớp “{typed}”" if typed else "Thủ tục hay dùng"
        if not rows and typed:
            text = f"Không có thủ tục nào khớp “{typed}”; thử mã hoặc bớt chữ."
            self._summary.say(text, "soon")
        elif rows:
            self._summary.say(self._face.summary if self._face else "")
        self._list.offer(shown, typed, head=head, aside="đang áp dụng tại đơn vị")

    def focus_here(self) -> None:
        """Go to the field with everything selected, and open the list."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()
        if not self.edit.text():
            self.typed.emit("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Esc restores the procedure chosen; Down opens the list."""
        if watched is self.edit and isinstance(event, QKeyEvent):
            pressed = event.type() is QEvent.Type.KeyPress
            if pressed and event.key() == Qt.Key.Key_Escape and self._face:
                self.edit.setText(self._face.name)
                self.edit.selectAll()
                return True
            if pressed and event.key() == Qt.Key.Key_Down:
                self.typed.emit("" if self._face and self._face.name else self.edit.text())
                return True
        return super().eventFilter(watched, event)

    def _tint(self) -> None:
        self._glass.setIcon(self.look.icon("search", self.look.tokens.ink2))


class _Quantity(QWidget):
    """How many pages or copies the fee is counted by."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._unit = Text("", "label")
        self.stepper = Stepper(look, "Số lượng tính phí", least=1, most=9999)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._unit)
        row.addWidget(self.stepper)

    def show_unit(self, unit: str, quantity: int) -> None:
        """Without a unit there is nothing to count."""
        self.setVisible(bool(unit))
        self._unit.say(f"Số {unit}")
        self.stepper.blockSignals(True)  # Qt's signature
        self.stepper.setValue(quantity)
        self.stepper.blockSignals(False)  # Qt's signature


def _row(one: ProcedureLine) -> Suggestion:
    key = f"Alt+{one.favourite}  ·  " if one.favourite else ""
    return Suggestion(one.code, one.name, f"{key}{one.code}  ·  {one.limit}  ·  {one.fee}")
