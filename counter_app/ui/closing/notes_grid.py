"""Counting by denomination: how many of each, and what they come to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from counter_app.ui.look import Look
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import grouped
from domain.cash import DENOMINATIONS, MOST_NOTES, Notes, notes_sum

_DIGITS = len(str(MOST_NOTES)) - 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NEXT = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class NotesGrid(QWidget):
    """A field for each denomination; Enter and the arrows go from one to the next."""

    changed = Signal()
    done = Signal()  # Enter in the last field
    reached = Signal(object)  # the field that has the keys now

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName("Mệnh giá và số tờ")
        self.fields: dict[int, QLineEdit] = {}
        self._sums: dict[int, Text] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(3, 1)
        for row, worth in enumerate(DENOMINATIONS):
            name = Text(grouped(worth), "label")
            name.setAlignment(_RIGHT)
            field = QLineEdit()
            field.setAlignment(_RIGHT)
            field.setValidator(
                QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{_DIGITS}}}"), field)
            )
            field.setAccessibleName(f"Số tờ {grouped(worth)} đồng")
            field.textChanged.connect(lambda _text, worth=worth: self._recount(worth))
            field.installEventFilter(self)
            field.setProperty("row", True)  # Qt's call
            look.pin(field, width=58)
            told = Text("", "label")
            told.setAlignment(_RIGHT)
            for column, widget in enumerate((name, Text("×", "hint"), field, told)):
                grid.addWidget(widget, row, column)
            self.fields[worth], self._sums[worth] = field, told

    @property
    def notes(self) -> Notes:
        """What was counted; none of a denomination is left out."""
        counts = ((worth, int(field.text() or 0)) for worth, field in self.fields.items())
        return tuple((worth, count) for worth, count in counts if count)

    @property
    def total(self) -> int:
        """đồng."""
        return notes_sum(self.notes)

    def put(self, notes: Notes) -> None:
        """Show these."""
        told = dict(notes)
        for worth, field in self.fields.items():
            field.setText(str(told.get(worth, "")))

    def focus(self) -> None:
        """Begin at the largest."""
        first = self.fields[DENOMINATIONS[0]]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Enter goes on; in the last field all is counted."""
        if event.type() is QEvent.Type.FocusIn:
            self.reached.emit(watched)
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _NEXT.get(Qt.Key(event.key()))
            fields = list(self.fields.values())
            if step is not None and watched in fields:
                at = fields.index(watched) + step
                if at == len(fields):
                    self.done.emit()
                elif at >= 0:
                    fields[at].setFocus(Qt.FocusReason.TabFocusReason)
                    fields[at].selectAll()
                return True
        return super().eventFilter(watched, event)

    def _recount(self, worth: int) -> None:
        count = int(self.fields[worth].text() or 0)
        self._sums[worth].say(grouped(worth * count) if count else "")
        self.changed.emit()
