"""A labelled field: where its value came from, what is wrong with it, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.paint import plain
from counter_app.ui.widgets.text import Icon, Text, polish_again

if TYPE_CHECKING:  # loaded by the first field of several lines
    from PySide6.QtWidgets import QPlainTextEdit

PROVENANCE: dict[str, tuple[str, str, Tone]] = {
    "card": ("từ thẻ", "id-card", Tone.PRIMARY),
    "typed": ("gõ tay", "keyboard", Tone.PLAIN),
    "edited": ("đã sửa", "pencil", Tone.SOON),
    "record": ("hồ sơ cũ", "folder", Tone.PLAIN),
    "centre": ("trung tâm", "server", Tone.PLAIN),
    "expected": ("dự kiến", "hourglass", Tone.WAITING),
}


class Field(QWidget):
    """Label above with mnemonic, provenance at its right end, error or hint below.

    `edited` comes at each keystroke of the clerk, `left` when the focus goes, `entered` at
    Enter, which never saves, and `escaped` when Esc restored what was there on arrival.
    """

    edited = Signal(str)
    left = Signal()
    entered = Signal()
    escaped = Signal()

    def __init__(self, look: Look, label: str, *, lines: int = 1) -> None:
        super().__init__()
        self._look, self._at_arrival = look, ""
        self.label = Text(label, "label")
        self._from = Chip(look, bare=True)
        self.edit: QLineEdit | QPlainTextEdit = QLineEdit() if lines == 1 else _tall(look, lines)
        self.edit.setAccessibleName(plain(label))
        self.label.setBuddy(self.edit)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._changed)
        self._icon = Icon(look, "circle-alert", Tone.LATE, 15)
        self._below = Text("", "hint", wrap=True)
        self._quiet = False
        self._lay_out()
        self.note("", "")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.label, 1)
        head.addWidget(self._from)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 1, 0, 0)
        foot.setSpacing(5)
        foot.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._below, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.edit)
        column.addWidget(self._foot)
        self._look.pin(self.label, least_height=24)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Where label and provenance have no room beside each other, its icon stays."""
        super().resizeEvent(event)
        self._share_head()

    def _share_head(self) -> None:
        wanted = self.label.sizeHint().width() + 4 + self._from.whole()
        self._from.brief(on=wanted > self.width())

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Label and icon."""
        least = self.label.sizeHint().width() + 4 + self._look.px(16)
        return QSize(least, super().minimumSizeHint().height())

    def text(self) -> str:
        """What stands in the field."""
        edit = self.edit
        return edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText()

    def put(self, text: str, source: str = "") -> None:
        """Show a value and where it came from, telling nobody."""
        if text != self.text():
            self._quiet = True
            edit = self.edit
            if isinstance(edit, QLineEdit):
                edit.setText(text)
                edit.setCursorPosition(0 if not edit.hasFocus() else len(text))
            else:
                edit.setPlainText(text)
            self._quiet = False
        words, icon, tone = (
            PROVENANCE.get(source, ("", "", Tone.PLAIN)) if text else ("", "", Tone.PLAIN)
        )
        if words != self._from.text():
            self._from.say(words, icon, tone)
            self._share_head()
        self._mark("sunken", on=source == "card" and bool(text))
        self._describe()

    def note(self, error: str, hint: str) -> None:
        """An error with the way out, else a hint, else nothing below."""
        self._icon.setVisible(bool(error))
        self._below.say(error or hint, "late" if error else "")
        self._foot.setVisible(bool(error or hint))
        self._mark("wrong", on=bool(error))
        self._describe()

    def rename(self, label: str) -> None:
        """Another label, as when a person becomes an organisation."""
        self.label.setText(label)
        self.edit.setAccessibleName(plain(label))

    def focus(self) -> None:
        """Go there with the whole value selected."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Enter and Esc have meanings of their own here; leaving tells the presenter."""
        if event.type() is QEvent.Type.FocusIn:
            self._at_arrival = self.text()
        elif event.type() is QEvent.Type.FocusOut:
            self.left.emit()
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()), event)
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key, event: QKeyEvent) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return True
        if key == Qt.Key.Key_Escape:
            if self.text() != self._at_arrival:
                self._type(self._at_arrival)
            else:
                self.escaped.emit()
            return True
        if key == Qt.Key.Key_Tab and not isinstance(self.edit, QLineEdit):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            return self.focusNextPrevChild(not back)
        return False

    def _type(self, text: str) -> None:
        if isinstance(self.edit, QLineEdit):
            self.edit.setText(text)
        else:
            self.edit.setPlainText(text)

    def _changed(self) -> None:
        if not self._quiet:
            self.edited.emit(self.text())

    def _mark(self, name: str, *, on: bool) -> None:
        if bool(self.edit.property(name)) != on:
            self.edit.setProperty(name, on)
            polish_again(self.edit)

    def _describe(self) -> None:
        parts = [self._from.text(), self._below.text()]
        self.edit.setAccessibleDescription(", ".join(part for part in parts if part))


def _tall(look: Look, lines: int) -> QPlainTextEdit:
    from PySide6.QtWidgets import QPlainTextEdit

    edit = QPlainTextEdit()
    edit.setTabChangesFocus(True)
    edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # an address wraps
    edit.document().setDocumentMargin(2)
    look.pin(edit, height=14 + 21 * lines)
    return edit
