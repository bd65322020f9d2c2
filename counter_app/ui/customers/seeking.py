"""Finds two customers to be compared: the first is kept in sight while the second is sought."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.customers.words import found_row, name_of
from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.suggestions import Suggestion, Suggestions
from counter_app.ui.widgets.text import Text
from counter_app.usecases.lines import SUGGESTED, CustomerLine

SEEK_KEY = "F4"
SHORTEST = 2
"""Signs from which on it is sought, as at reception."""


class Seek(QWidget):
    """`chosen` names both; Esc takes back the text, then the first customer, then leaves."""

    chosen = Signal(object, object)  # CustomerLine, CustomerLine
    left = Signal()

    def __init__(
        self,
        look: Look,
        find: Callable[[str], Sequence[CustomerLine]],
        *,
        tasks: Tasks,
        failed: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self._find, self._tasks, self._failed = find, tasks, failed
        self._asked, self._found = 0, dict[str, CustomerLine]()
        self.first: CustomerLine | None = None
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Tìm khách để so")
        self.edit.installEventFilter(self)  # before the list, which has its keys first
        self._list = Suggestions(look, self.edit, "Khách tìm thấy")
        self.edit.textEdited.connect(self._typed)  # after the list, which then waits for an answer
        self._list.taken.connect(self._take)
        self._list.nothing.connect(self._nothing)
        self._note = Text("", "hint", wrap=True)
        label = QLabel("&Tìm")
        label.setProperty("role", "label")
        label.setBuddy(self.edit)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label)
        row.addWidget(self.edit, 1)
        row.addWidget(KeyCap(look, SEEK_KEY))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 2, 14, 8)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self._note)
        self._tell()

    def focus(self) -> None:
        """Go there with the whole text selected."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Esc goes back step by step."""
        pressed = event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]  # a key
            self._back()
            return True
        return super().eventFilter(watched, event)

    def _back(self) -> None:
        if self.edit.text():
            self._clear()
        elif self.first is not None:
            self.first = None
        else:
            self.left.emit()
        self._tell()

    def _clear(self) -> None:
        self._asked += 1
        self._found = {}
        self.edit.clear()
        self._list.offer((), "")

    def _typed(self, text: str) -> None:
        self._asked += 1
        self._tell()
        typed, find, mine = text.strip(), self._find, self._asked
        if len(typed) < SHORTEST:
            self._offer((), text)
            return

        def answered(found: Sequence[CustomerLine]) -> None:
            if mine == self._asked:
                self._offer(found, text)

        self._tasks.run(lambda: find(typed), then=answered, failed=self._failed)

    def _offer(self, found: Sequence[CustomerLine], text: str) -> None:
        self._found = {line.id.hex(): line for line in found}
        many = f"Hơn {SUGGESTED}" if len(found) > SUGGESTED else str(len(found))
        head = f"{many} khách khớp “{text.strip()}”" if found else ""
        rows = [Suggestion(key, *found_row(line)) for key, line in self._found.items()]
        self._list.offer(rows, text, head=head)
        if not found and len(text.strip()) >= SHORTEST:
            self._nothing()

    def _nothing(self) -> None:
        self._note.say(f"Không có khách nào khớp “{self.edit.text().strip()}”.")

    def _take(self, key: str) -> None:
        line = self._found.get(key)
        if line is None:
            return
        first = self.first
        self._clear()
        if first is None:
            self.first = line
            self._tell()
        elif first.id == line.id:
            self._tell(f"{name_of(line)} đã là khách thứ nhất; hãy chọn khách khác.")
        else:
            self.first = None
            self._tell()
            self.chosen.emit(first, line)

    def _tell(self, wrong: str = "") -> None:
        hint = "Chọn hai khách bất kỳ để so."
        if self.first is not None:
            hint = f"Thứ nhất: {name_of(self.first)}. Tìm khách thứ hai; Esc để bỏ."
        self._note.say(wrong or hint)
        self.edit.setAccessibleDescription(wrong or hint)
