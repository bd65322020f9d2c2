"""Asks for the words that a mend needs: why for later, or what became of a number."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.text import Icon, Text
from counter_app.usecases.open_matters import NumberAsked, OpenMatter
from domain.day_matters import Account

_ACCOUNTS: Final = {
    Account.UNUSED: "&Không dùng",
    Account.SPOILT: "Đã &hỏng",
    Account.TWICE: "Trên hai &giấy",
}


class ReasonPanel(QFrame):
    """Below the list, beside what it asks about. Enter says it, Esc leaves it."""

    said = Signal(object, str, str)  # OpenMatter, reason, account ("" where none is asked)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("card")
        self.matter: OpenMatter | None = None
        self._asks_account = False
        self._icon, self._title = Icon(look, "hourglass", Tone.WAITING, 18), Text("", "strong")
        choices = [(account.value, words) for account, words in _ACCOUNTS.items()]
        self.account = Segmented(look, "Số này đã ra sao", choices)
        self.reason = Field(look, "&Lý do")
        self.reason.entered.connect(self._say)
        self.reason.escaped.connect(self.leave)
        self._save = Button(look, "Ghi lại", Kind.PRIMARY, key="Enter")
        self._leave = Button(look, "Thôi", key="Esc")
        self._save.clicked.connect(self._say)
        self._leave.clicked.connect(self.leave)
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self._leave)
        foot.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(7)
        column.addLayout(head)
        column.addWidget(self.account)
        column.addWidget(self.reason)
        column.addLayout(foot)
        self.hide()

    def ask_later(self, matter: OpenMatter) -> None:
        """Why it is left for another day."""
        self._ask(matter, "hourglass", f"Để sau: {matter.title}", accounts=False)

    def ask_number(self, matter: OpenMatter, asked: NumberAsked) -> None:
        """What became of it."""
        self._ask(matter, "hash", f"Giải trình {asked.words}", accounts=True)
        self.account.choose(Account.TWICE if asked.twice else Account.UNUSED)

    def note(self, sentence: str) -> None:
        """What was wrong with the answer."""
        self.reason.note(sentence, "")
        self.reason.focus()

    def leave(self) -> None:
        """Nothing is said."""
        self.hide()
        self.left.emit()

    def _ask(self, matter: OpenMatter, icon: str, title: str, *, accounts: bool) -> None:
        self.matter, self._asks_account = matter, accounts
        self._icon.show_icon(icon, Tone.WAITING)
        self._title.say(title)
        self.setAccessibleName(title)
        self.account.setVisible(accounts)
        self.reason.put("")
        self.reason.note("", "")
        self.show()
        self.reason.focus()

    def _say(self) -> None:
        if self.matter is not None:
            account = self.account.value if self._asks_account else ""
            self.said.emit(self.matter, self.reason.text(), account)
