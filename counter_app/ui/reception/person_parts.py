"""Small parts of the customer's card: account, last dossiers, who hands it in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import Label, SubmitterFace
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.text import Elided, Icon, Text, line
from counter_app.ui.wording import short_day
from counter_app.usecases.case import Submitter
from counter_app.usecases.lines import DossierLine
from domain.moment import local


class Account(QWidget):
    """The customer's user name: given by the centre, or expected."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._icon = Icon(look, "hourglass", Tone.WAITING, 18)
        self._name, self._note = Elided("", "name"), Elided("", "hint")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(9)
        row.addWidget(self._icon)
        row.addLayout(words, 1)

    def show_account(self, name: str, note: Label) -> None:
        """An empty name shows nothing."""
        self.setVisible(bool(name))
        self._icon.show_icon(note.icon or "hourglass", note.tone)
        self._name.say(name)
        self._note.say(note.text)
        self.setAccessibleName(f"Tài khoản {name}, {note.text}")


class LastDossiers(QWidget):
    """What the customer came for before: as many as there is room for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._most = 1

    def allow(self, most: int) -> None:
        """How many boxes the window has room for."""
        self._most = most
        for at in range(self._column.count()):
            if (item := self._column.itemAt(at)) and (widget := item.widget()):
                widget.setVisible(at < most)

    def show_lines(self, lines: Sequence[DossierLine]) -> None:
        """Newest first."""
        empty(self._column)
        for one in lines:
            self._column.addWidget(self._box(one))
        self.allow(self._most)

    def _box(self, one: DossierLine) -> QFrame:
        box = QFrame()
        box.setObjectName("inset")
        name, note = Elided(one.procedure_name, "label"), Elided("", "hint")
        note.say(f"{one.status}, nhận {short_day(local(one.received))}/{local(one.received).year}")
        box.setAccessibleName(f"{one.procedure_name}, {note.text()}")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(note)
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(Icon(self._look, "folder", Tone.PLAIN, 17))
        row.addLayout(words, 1)
        return box


class SubmitterBox(QWidget):
    """Who hands it in: the customer, or somebody with an authority."""

    changed = Signal(object)  # Submitter or None

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._who = Text("Tự nộp, không ủy quyền", "label")
        self.toggle = Button(look, "Nộp tha&y", Kind.PLAIN)
        self.toggle.clicked.connect(self._toggle)
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(Icon(look, "user", Tone.PLAIN, 17))
        head.addWidget(self._who, 1)
        head.addWidget(self.toggle)
        self.edits = [self._edit(label) for label in _ASKED]
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(4)
        for pair in (0, 2):
            row = QHBoxLayout()
            row.setSpacing(10)
            for label, edit in zip(
                _ASKED[pair : pair + 2], self.edits[pair : pair + 2], strict=True
            ):
                cell = QVBoxLayout()
                cell.setSpacing(1)
                cell.addWidget(Text(label, "hint"))
                cell.addWidget(edit)
                row.addLayout(cell, 1)
            form.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(line())
        column.addLayout(head)
        column.addWidget(self._form)
        self._form.hide()

    def _edit(self, label: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(f"Người nộp thay: {label.lower()}")
        edit.textEdited.connect(lambda _text: self._tell())
        return edit

    def show_face(self, face: SubmitterFace | None) -> None:
        """Open with these words, or closed."""
        self._form.setVisible(face is not None)
        self.toggle.say("Thôi nộp tha&y" if face else "Nộp tha&y")
        self._who.say("Người nộp thay" if face else "Tự nộp, không ủy quyền")
        words = (face.name, face.number, face.phone, face.authority) if face else ("",) * 4
        for edit, text in zip(self.edits, words, strict=True):
            if edit.text() != text:
                edit.setText(text)
                edit.setCursorPosition(0)  # a long name shows its beginning
                edit.setToolTip(text)

    def focus(self, *, phone: bool) -> None:
        """Go to the name, or on to the phone where a card gave the name."""
        self.edits[2 if phone else 0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle(self) -> None:
        self.changed.emit(None if self._form.isVisible() else Submitter(name=""))

    def _tell(self) -> None:
        name, number, phone, authority = (edit.text().strip() for edit in self.edits)
        self.changed.emit(
            Submitter(name=name, identity_number=number, phone=phone, authority=authority)
        )


_ASKED = ("Họ và tên", "Số định danh", "Điện thoại", "Giấy ủy quyền")
