"""Trả kết quả: which paper, and into whose hands."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.text import Icon, Text
from counter_app.usecases.hand_over import Handing, Recipient
from counter_app.usecases.lines import DossierLine

HAND_OVER_KEY: Final = "F9"
_RESULT, _REFUSAL = "result", "refusal"


class HandOverCard(QFrame):
    """Above the story of the dossier that it ends. F9 says it, Esc leaves it."""

    said = Signal(object, object)  # DossierLine, Handing
    asked = Signal()
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("card")
        self.line: DossierLine | None = None
        self._title = Text("", "strong", wrap=True)
        self.what = Segmented(
            look, "Giấy trả là", [(_RESULT, "&Kết quả"), (_REFUSAL, "Thông báo từ &chối")]
        )
        self.paper = Field(look, "&Số giấy kết quả")
        self.name = Field(look, "Người &nhận")
        self.number = Field(look, "Số địn&h danh")
        self.authority = Field(look, "Giấy ủ&y quyền, khi nhận thay")
        self._fields = (self.paper, self.name, self.number, self.authority)
        self._save = Button(look, "Ghi đã trả", Kind.PRIMARY, icon="check", key=HAND_OVER_KEY)
        self._leave = Button(look, "Thôi", key="Esc")
        self._icon = Icon(look, "circle-check", Tone.PRIMARY, 18)
        self._save.clicked.connect(self.say)
        self._leave.clicked.connect(self.leave)
        for at, field in enumerate(self._fields):
            field.escaped.connect(self.leave)
            field.entered.connect(lambda at=at: self._after(at))
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.addWidget(self.paper, 0, 0)
        grid.addWidget(self.what, 0, 1, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self.name, 1, 0)
        grid.addWidget(self.number, 1, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._leave)
        foot.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(7)
        column.addLayout(head)
        column.addLayout(grid)
        column.addWidget(self.authority)  # its refusal may take two lines: no grid gives them room
        column.addLayout(foot)

    def ask(self, line: DossierLine, expected: Recipient) -> None:
        """What is given, and to whom; the applicant stands there already."""
        self.line = line
        title = f"Trả kết quả hồ sơ {line.code}"
        self._title.say(title)
        self.setAccessibleName(title)
        self.what.choose(_RESULT)
        for field in self._fields:
            field.put("")
            field.note("", "")
        self.name.put(expected.name, "record")
        self.number.put(expected.identity_number, "record")
        self.show()
        self.asked.emit()
        self.paper.focus()

    def say(self) -> None:
        """To whom it went; an empty paper or name is asked for where it is missing."""
        if self.line is None or not self.isVisible():
            return
        for field, words in ((self.paper, "Gõ số ghi trên giấy."), (self.name, "Gõ họ tên.")):
            if not field.text().strip():
                field.note(words, "")
                field.focus()
                return
        handing = Handing(
            dossier=self.line.id,
            paper=self.paper.text(),
            name=self.name.text(),
            identity_number=self.number.text(),
            authority=self.authority.text(),
            refusal=self.what.value == _REFUSAL,
        )
        self.said.emit(self.line, handing)

    def note(self, sentence: str) -> None:
        """Why it was not recorded; most often somebody else than the applicant came."""
        self.authority.note(sentence, "")
        self.authority.focus()

    def leave(self) -> None:
        """Nothing is said."""
        self.line = None
        self.hide()
        self.left.emit()

    def _after(self, at: int) -> None:
        if at + 1 < len(self._fields):
            self._fields[at + 1].focus()
        else:
            self.say()
