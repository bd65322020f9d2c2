"""The queue as an encrypted file: written here, or taken in from another counter (P-53).

It takes the place of the cards beside the queue; nothing is covered.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.sync_status.services import Carry
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import grouped
from counter_app.usecases.queue_lines import Carried
from domain.errors import OfficeError

LEAST = 10
_OUT = "Xuất hàng gửi ra tệp mã hóa"
_IN = "Nhập tệp hàng gửi của quầy khác"


class CarryPanel(Card):
    """Enter goes from field to field and then acts; Esc goes back."""

    closed = Signal()
    _step = Signal(str)  # from whatever thread the work runs on

    def __init__(
        self, look: Look, *, tasks: Tasks, report: Callable[[Exception], object], folder: str
    ) -> None:
        super().__init__(look, "", _OUT)
        self._tasks, self._report, self._folder = tasks, report, folder
        self._carry: Carry | None = None
        self._outward, self._busy = True, False
        self.file, self.word = Field(look, "Tệ&p"), Field(look, "&Mật khẩu của tệp")
        self.again = Field(look, "Mật khẩu &lần nữa")
        for field in (self.word, self.again):
            if isinstance(field.edit, QLineEdit):
                field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._hint, self._progress = Text("", "hint", wrap=True), Text("", "label", wrap=True)
        self.notice = InlineNotice(look)
        self.go = Button(look, "Xuất tệp", Kind.PRIMARY, key="Enter")
        self.back = Button(look, "Quay lại", key="Esc")
        self.go.clicked.connect(lambda: self.act())
        self.back.clicked.connect(lambda: self.close_panel())
        self._step.connect(self._progress.say)
        self.file.entered.connect(self.word.focus)
        self.word.entered.connect(lambda: self.again.focus() if self._outward else self.act())
        self.again.entered.connect(lambda: self.act())
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addStretch(1)
        foot.addWidget(self.back)
        for part in (self._hint, self.file, self.word, self.again, self._progress, self.notice):
            self.body.addWidget(part)
        self.body.addLayout(foot)

    def open_for(self, carry: Carry, *, outward: bool, name: str) -> None:
        """Ask for file and password. `name`: of a new file, offered in the folder of the user."""
        self._carry, self._outward = carry, outward
        title = _OUT if outward else _IN
        self.title.say(title)
        self.setAccessibleName(title)
        words = "Gõ mật khẩu hai lần" if outward else "Gõ mật khẩu đã đặt khi xuất"
        self._hint.say(f"{words}, ít nhất {LEAST} ký tự. Quên mật khẩu thì không ai mở được tệp.")
        self.go.say("Xuất tệp" if outward else "Nhập tệp")
        self.file.put(str(PurePath(self._folder, name)) if outward else "")
        for field in (self.word, self.again):
            field.put("")
        for field in (self.file, self.word, self.again):
            field.note("", "")
        self.again.setVisible(outward)
        self._progress.say("")
        self.notice.say("")
        self.file.focus()

    def act(self) -> None:
        """Check what is typed, then work behind the screen; a second press waits for the first."""
        carry = self._carry
        if self._busy or carry is None or not self._complete():
            return
        self._busy = True
        self.go.setEnabled(False)
        self.notice.say("")
        file, word, step = self.file.text().strip(), self.word.text(), self._step.emit
        self._tasks.run(lambda: carry(file, word, step), then=self._done, failed=self._failed)

    def close_panel(self) -> None:
        """Back to the cards; passwords do not stay."""
        for field in (self.word, self.again):
            field.put("")
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Esc goes back from wherever the focus is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def _complete(self) -> bool:
        told = [
            (self.file, "" if self.file.text().strip() else "chưa có tên tệp"),
            (
                self.word,
                "" if len(self.word.text()) >= LEAST else f"mật khẩu phải có ít nhất {LEAST} ký tự",
            ),
        ]
        if self._outward:
            same = self.word.text() == self.again.text()
            told.append((self.again, "" if same else "hai lần gõ khác nhau; hãy gõ lại"))
        for field, wrong in told:
            field.note(wrong, "")
        wrong_ones = [field for field, wrong in told if wrong]
        if wrong_ones:
            wrong_ones[0].focus()
        return not wrong_ones

    def _done(self, carried: Carried) -> None:
        self._rest()
        if self._outward:
            words = f"Đã ghi {grouped(carried.facts)} việc vào {carried.file}."
        else:
            words = (
                f"Đã nhận {grouped(carried.facts)} việc của {carried.counter}, "
                f"{grouped(carried.fresh)} việc mới; F5 để gửi trung tâm."
            )
        for field in (self.word, self.again):
            field.put("")
        self.notice.say(words, Tone.GOOD)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, OfficeError):
            self.notice.say(error.sentence, Tone.SOON)
            self.word.focus()
        else:
            self._report(error)

    def _rest(self) -> None:
        self._busy = False
        self.go.setEnabled(True)
        self._progress.say("")
