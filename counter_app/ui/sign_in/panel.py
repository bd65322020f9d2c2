"""Who sits here: sign-in, the change of a first password, and the way back from a lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.sign_in.services import RecentOfficer, SignInServices
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.text import Text, line

if TYPE_CHECKING:  # half a hundred milliseconds of dataclasses that the first paint does without
    from counter_app.usecases.lines import Officer
from domain.errors import OfficeError

_SHOWN = 4


class SignInPanel(QFrame):
    """One question at a time. A list and two fields need no presenter."""

    entered = Signal(object)  # Officer

    fresh: Field  # these two are made when a password is changed, once in an officer's life
    again: Field

    def __init__(
        self,
        look: Look,
        services: SignInServices,
        tasks: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look, self._services, self._tasks, self._report = look, services, tasks, report
        self._officer: Officer | None = None
        self._old = ""
        self._checking = "Đang kiểm tra…"
        self._verb = ("", "")
        look.pin(self, width=440)
        self.title, self._hint = Text("Đăng nhập", "screen"), Text("", "label", wrap=True)
        self.user, self.password = Field(look, "&Người dùng"), _secret(look, "&Mật khẩu")
        self._new: list[Field] = []
        self.notice = InlineNotice(look)
        self.enter = Button(look, "&Vào", Kind.PRIMARY, icon="log-in", key="Enter")
        look.pin(self.enter, least_height=44)
        self.enter.clicked.connect(lambda: self._submit())
        self._recent = _Recent(look)
        self._recent.taken.connect(self._take)
        self._lay_out()
        self.user.entered.connect(self.password.focus)
        self.password.entered.connect(self._submit)
        for field in (self.user, self.password):
            field.edited.connect(lambda _text: self.notice.say(""))
        self.ask()

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(32, 26, 32, 26)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self._hint)
        column.addWidget(self.user)
        column.addWidget(self.password)
        column.addWidget(self.notice)
        column.addSpacing(4)
        column.addWidget(self.enter)
        column.addWidget(self._recent)

    def ask(self, locked: Officer | None = None) -> None:
        """Ask who it is; a locked desk knows, and asks for the password."""
        self._officer, self._old = None, ""
        self.notice.say("")
        for field in self._new:
            field.hide()
            field.put("")
        for part in (self.user, self.password, self._recent):
            if part.isHidden():  # showing what has no window yet would lay it out for nothing
                part.show()
        self.password.put("")
        self.user.put(locked.username if locked else "")
        self.title.say("Quầy đang khóa" if locked else "Đăng nhập")
        hint = "Đăng nhập không mạng được; tài khoản đã có trên máy."
        if locked:
            hint = (
                f"{locked.name} đang làm dở, hồ sơ được giữ nguyên. Người khác vào bằng tên mình."
            )
        self._hint.say(hint)
        self._offer("Mở &khóa" if locked else "&Vào", "lock-open" if locked else "log-in")
        self._tasks.run(self._services.recent, then=self._recent.offer, failed=self._unread)
        (self.password if locked else self.user).focus()

    def _take(self, username: str) -> None:
        self.user.put(username)
        self.password.focus()

    def _submit(self) -> None:
        if self._officer is not None:
            self._change(self._officer)
            return
        username, password = self.user.text().strip(), self.password.text()
        if not username or not password:
            (self.user if not username else self.password).focus()
            return
        self._busy(on=True)
        sign_in = self._services.sign_in
        self._tasks.run(
            lambda: sign_in(username, password), then=self._welcome, failed=self._failed
        )

    def _welcome(self, officer: Officer) -> None:
        self._busy(on=False)
        self.notice.say("")
        if not officer.must_change:
            self.password.put("")
            self.entered.emit(officer)
            return
        self._officer, self._old = officer, self.password.text()
        self.title.say("Đặt mật khẩu của bạn")
        self._hint.say(
            f"Chào {officer.name}. Mật khẩu được cấp chỉ dùng một lần; hãy đặt mật khẩu mới."
        )
        for field in (self.user, self.password):
            field.hide()
        self._ask_new()
        self._recent.hide()
        self._offer("Đổi và &vào", "check")
        self.fresh.focus()

    def _ask_new(self) -> None:
        if not self._new:
            look = self._look
            self.fresh = _secret(look, "Mật khẩu mớ&i")
            self.again = _secret(look, "&Gõ lại mật khẩu mới")
            self.fresh.entered.connect(self.again.focus)
            self.again.entered.connect(self._submit)
            self._new = [self.fresh, self.again]
            for field in self._new:
                field.edited.connect(lambda _text: self.notice.say(""))
                self._column.insertWidget(self._column.indexOf(self.notice), field)
                field.stackUnder(self.notice)  # screen readers go by this order
        for field in self._new:
            field.show()

    def _change(self, officer: Officer) -> None:
        if self.fresh.text() != self.again.text():
            self.again.note("Hai lần gõ không giống nhau, hãy gõ lại.", "")
            self.again.focus()
            return
        self.again.note("", "")
        self._busy(on=True)
        change, old, new = self._services.change_password, self._old, self.fresh.text()
        self._tasks.run(lambda: change(officer, old, new), then=self._changed, failed=self._failed)

    def _changed(self, officer: Officer) -> None:
        self._busy(on=False)
        self.ask()
        self.entered.emit(officer)

    def opening(self, *, on: bool) -> None:
        """While the store is being opened, whoever enters waits and is told for what."""
        self._checking = "Đang mở kho dữ liệu…" if on else "Đang kiểm tra…"
        if not self.enter.isEnabled():
            self._busy(on=True)

    def refuse(self, sentence: str) -> None:
        """Nobody can work now, and why; the fields stay as they are."""
        self.notice.say(sentence, Tone.LATE)

    def _unread(self, error: Exception) -> None:
        if isinstance(error, OfficeError):
            self.refuse(error.sentence)
        else:
            self._report(error)

    def _failed(self, error: Exception) -> None:
        self._busy(on=False)
        if not isinstance(error, OfficeError):
            self._report(error)
            return
        self.notice.say(error.sentence, Tone.LATE)
        if self._officer is None:
            self.password.focus()

    def _busy(self, *, on: bool) -> None:
        self.enter.setEnabled(not on)
        words, icon = (self._checking, "hourglass") if on else self._verb
        self.enter.say(words, icon=icon)

    def _offer(self, words: str, icon: str) -> None:
        self._verb = (words, icon)
        self.enter.say(words, icon=icon)


class _Recent(QWidget):
    """Who sat here lately, by name and key."""

    taken = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(line())
        column.addWidget(Text("Người vừa làm ở quầy này", "hint"))
        column.addLayout(self._rows)
        self._usernames: list[str] = []
        self._keyed = False

    def offer(self, officers: Sequence[RecentOfficer]) -> None:
        """Four at most."""
        empty(self._rows)
        self._usernames = [one.username for one in officers[:_SHOWN]]
        for at, one in enumerate(officers[:_SHOWN]):
            button = Button(self._look, one.name, Kind.OUTLINE, icon="user", key=f"Alt+{at + 1}")
            button.clicked.connect(lambda _c=False, name=one.username: self.taken.emit(name))
            self._rows.addWidget(button)
        self.setVisible(bool(officers))
        if officers and not self._keyed:
            self._bind()

    def _bind(self) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut

        self._keyed = True
        for at in range(_SHOWN):
            shortcut = QShortcut(QKeySequence(f"Alt+{at + 1}"), self)
            shortcut.activated.connect(lambda at=at: self._key(at))

    def _key(self, at: int) -> None:
        if at < len(self._usernames):
            self.taken.emit(self._usernames[at])


def _secret(look: Look, label: str) -> Field:
    field = Field(look, label)
    if isinstance(field.edit, QLineEdit):
        field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        field.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
    return field
