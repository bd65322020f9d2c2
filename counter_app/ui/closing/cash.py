"""The drawer: opened with a float, counted without seeing the book, compared, handed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.closing.cash_parts import MovePanel, Result
from counter_app.ui.closing.cash_services import CashServices
from counter_app.ui.closing.cash_words import METHODS, chip_face, elsewhere_words, session_words
from counter_app.ui.closing.notes_grid import NotesGrid
from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.scrolling import scrolling
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import dong, typed_amount
from counter_app.usecases.cash_desk import CashDesk
from counter_app.usecases.session_lines import SessionLine
from domain.errors import OfficeError
from domain.session_state import SUSPENDED


class CashCard(Card):
    """One button goes on with the session; what it does stands on it."""

    toasted = Signal(str)
    changed = Signal()  # something was written: the list of matters is read again

    def __init__(
        self,
        look: Look,
        services: CashServices,
        *,
        tasks: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__(look, "", "Tiền tại quầy")
        self._services, self._tasks, self._report = services, tasks, report
        self.desk = CashDesk()
        self._taking_over: SessionLine | None = None
        self._recounting = False
        self._chip = Chip(look)
        self.head.addWidget(self._chip)
        self._who, self._total = Text("", "hint", wrap=True), Text("", "money")
        self._rule = Text("", "hint", wrap=True)
        self.grid, self.moving = NotesGrid(look), MovePanel(look)
        self.others: dict[str, Field] = {}
        self._others = QVBoxLayout()
        self.result, self.notice = Result(look), InlineNotice(look)
        self.reason = Field(look, "Lý do &chênh lệch")
        self.approver = Field(look, "Tên đăng nhập giám sát")
        self.password = Field(look, "Mật khẩu giám sát")
        if isinstance(self.password.edit, QLineEdit):
            self.password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.go_on = Button(look, "", Kind.PRIMARY)
        self.again = Button(look, "Đếm &lại", key="Alt+L")
        self.move_money = Button(look, "&Nộp tiền", key="Alt+N")
        self.rest = Button(look, "&Tạm nghỉ", key="Alt+T")
        self._lay_out()
        self._connect()
        self.show_desk(self.desk)

    def _lay_out(self) -> None:
        self._counting, self._explaining = QWidget(), QWidget()
        counting = QVBoxLayout(self._counting)
        counting.setContentsMargins(0, 0, 4, 0)
        counting.setSpacing(8)
        counting.addWidget(self.grid)
        counting.addLayout(self._others)
        counting.addStretch(1)
        explaining = QVBoxLayout(self._explaining)
        explaining.setContentsMargins(0, 0, 0, 0)
        explaining.setSpacing(6)
        for part in (self.reason, self.approver, self.password):
            explaining.addWidget(part)
        self._area = scrolling(self._counting)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        for button in (self.rest, self.move_money, self.again):
            foot.addWidget(button)
        foot.addStretch(1)
        self.body.addWidget(self._who)
        self.body.addWidget(self._area, 1_000)
        self.body.addWidget(self.moving, 1_000)
        below: tuple[QWidget, ...] = (self._total, self._rule, self.result, self._explaining)
        for widget in below:
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.addWidget(self.notice)
        self.body.addWidget(self._foot)
        self.body.addWidget(self.go_on)

    def _connect(self) -> None:
        self.grid.changed.connect(self._add_up)
        self.grid.done.connect(self._after_notes)
        self.grid.reached.connect(self._area.ensureWidgetVisible)
        self.go_on.clicked.connect(self._go_on)
        self.again.clicked.connect(self._count_again)
        self.move_money.clicked.connect(lambda: self._show_moving(on=True))
        self.rest.clicked.connect(self._rest)
        self.moving.said.connect(self._move)
        self.moving.left.connect(lambda: self._show_moving(on=False))
        self.reason.entered.connect(self._after_reason)
        self.approver.entered.connect(self.password.focus)
        self.password.entered.connect(self._go_on)

    # reading

    def refresh(self) -> None:
        """Look at the drawer again; what is being typed stays."""
        self._tasks.run(self._services.desk, then=self.show_desk, failed=self._failed)

    def show_desk(self, desk: CashDesk) -> None:
        """The drawer now."""
        if self._recounting:  # the book's figure waits for the new count
            desk = replace(desk, comparison=None, counted_at=None)
        before, self.desk = self.desk, desk
        face = chip_face(desk)
        self._chip.say(face.text, face.icon, face.tone)
        line, compared = desk.line, desk.comparison
        self._who.say(session_words(line, self._services.now()) if line else "Tiền đầu phiên:")
        if (before.line and before.line.id) != (line and line.id):
            self.grid.put(desk.counted if compared else ())
        if tuple(self.others) != tuple(desk.others):
            self._ask_others(desk)
        self._add_up()
        self._say_button()
        self._show_parts(moving=self.moving.isVisibleTo(self) and line is not None)
        self._tell_others()

    def _show_parts(self, *, moving: bool) -> None:
        """Money on its way, or notes to count, or what the count came to: one of them."""
        line, compared = self.desk.line, None if moving else self.desk.comparison
        apart = compared is not None and not compared.explained
        second = apart and compared is not None and compared.needs_second
        rests = line is not None and line.state == SUSPENDED
        counting = not moving and compared is None and not rests
        for part, shown in (
            (self.moving, moving),
            (self._area, counting),
            (self._total, counting),
            (self._rule, counting and line is not None),
            (self.result, compared is not None),
            (self._explaining, apart or self._taking_over is not None),
            (self.approver, second),
            (self.password, second),
            (self._foot, not moving),
            (self.go_on, not moving),
        ):
            part.setVisible(shown)
        self._rule.say("Số theo sổ chỉ hiện sau khi đếm xong.")
        if compared is not None:
            self.result.show_comparison(compared)
            rule = f"Lệch quá {dong(compared.tolerance)}: cần giám sát cùng xác nhận."
            self.reason.note("", rule if second else "")

    def _say_button(self) -> None:
        line, compared = self.desk.line, self.desk.comparison
        if self._taking_over is not None:
            words, key, icon = "Tiếp quản phiên", "Enter", "user-plus"
        elif line is None:
            words, key, icon = "&Mở phiên", "Alt+M", "lock-open"
        elif line.state == SUSPENDED:
            words, key, icon = "Trở lại &phục vụ", "Alt+P", "play"
        elif compared is None:
            words, key, icon = "Đếm &xong", "Alt+X", "coins"
        elif not compared.explained:
            words, key, icon = "Ghi lý do", "Enter", "pencil"
        else:
            words, key, icon = "Đóng &phiên", "Alt+P", "lock"
        self.go_on.say(words, icon=icon, key=key)
        going = line is not None and line.state != SUSPENDED
        self.again.setVisible(going and compared is not None)
        self.move_money.setVisible(going)
        self.rest.setVisible(going and compared is None)

    def _tell_others(self) -> None:
        """Fees that belong to no session, and sessions that somebody left open elsewhere."""
        desk, acts = self.desk, []
        told = ""
        if desk.line is None and desk.elsewhere:
            first = desk.elsewhere[0]
            told = elsewhere_words(first, self._services.now())
            acts = [("Tiếp &quản", lambda: self._begin_take_over(first))]
        elif desk.line is not None and desk.strays:
            told = f"{desk.strays} lệ phí thu lúc chưa mở phiên"
            acts = [("Đưa &vào phiên", self._join)]
        self.notice.say(told, Tone.SOON, "info", acts)

    def _ask_others(self, desk: CashDesk) -> None:
        empty(self._others)
        self.others = {}
        for method in desk.others:
            field = Field(self.look, f"{METHODS.get(method, method)} (tổng chứng từ, đ)")
            field.entered.connect(self._go_on)
            self._others.addWidget(field)
            self.others[method] = field

    def _add_up(self) -> None:
        self._total.say(dong(self.grid.total))
        self._total.setAccessibleName(f"Cộng {dong(self.grid.total)}")

    # acts

    def _go_on(self) -> None:
        line, compared, services = self.desk.line, self.desk.comparison, self._services
        if self._taking_over is not None:
            self._take_over(self._taking_over)
        elif line is None:
            notes = self.grid.notes
            self._run(lambda: services.open(notes), "Đã mở phiên")
        elif line.state == SUSPENDED:
            self._run(services.resume, "Trở lại phục vụ")
        elif compared is None:
            self._count()
        elif not compared.explained:
            told = (self.reason.text(), self.approver.text(), self.password.text())
            self._run(lambda: services.explain(*told), "Đã ghi lý do chênh lệch")
        else:
            self._run(services.close, "Đã đóng phiên")

    def _count(self) -> None:
        sums: dict[str, int] = {}
        for method, field in self.others.items():
            amount = typed_amount(field.text())
            if amount is None:
                field.note("Hãy gõ tổng số tiền theo chứng từ, 0 nếu không có.", "")
                field.focus()
                return
            field.note("", "")
            sums[method] = amount
        notes, count = self.grid.notes, self._services.count
        self._run(lambda: count(notes, sums), "Đã ghi lần đếm")

    def _count_again(self) -> None:
        """The book's figure is seen now; the new count stands beside the first in the journal."""
        self._recounting = True
        self.show_desk(self.desk)
        self.grid.focus()

    def _rest(self) -> None:
        self._run(self._services.suspend, "Quầy tạm nghỉ")

    def _join(self) -> None:
        self._run(self._services.join, "Đã đưa lệ phí vào phiên")

    def _begin_take_over(self, line: SessionLine) -> None:
        self._taking_over = line
        self.reason.rename("Lý do tiếp quản")
        self.reason.put("")
        self._show_parts(moving=False)
        self._say_button()
        self.reason.focus()

    def _take_over(self, line: SessionLine) -> None:
        why, take_over = self.reason.text(), self._services.take_over
        self._run(lambda: take_over(line.id, why), f"Đã tiếp quản phiên {line.label}")

    def _move(self, way: str, amount: int, receiver: str, document: str) -> None:
        move = self._services.move
        self._run(lambda: move(way, amount, receiver, document), "Đã ghi chuyển tiền")

    def _run(self, work: Callable[[], object], done: str) -> None:
        self.go_on.setEnabled(False)
        self.notice.say("")

        def written(_answer: object) -> None:
            self.go_on.setEnabled(True)
            self._taking_over, self._recounting = None, False
            self.reason.rename("Lý do &chênh lệch")
            for field in (self.reason, self.approver, self.password):
                field.put("")
            self._show_parts(moving=False)
            self.toasted.emit(done)
            self.refresh()
            if self.isVisible():
                self.begin()
            self.changed.emit()

        self._tasks.run(work, then=written, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self.go_on.setEnabled(True)
        if isinstance(error, OfficeError):
            self.notice.say(error.sentence, Tone.LATE)
        else:
            self._report(error)

    # focus

    def begin(self) -> None:
        """Where the next key belongs."""
        if self.desk.comparison is None:
            self.grid.focus()
        elif not self.desk.comparison.explained:
            self.reason.focus()
        else:
            self.go_on.setFocus()

    def _after_notes(self) -> None:
        first = next(iter(self.others.values()), None)
        if first is not None:
            first.focus()
        else:
            self.go_on.setFocus()

    def _after_reason(self) -> None:
        if self.approver.isVisible():
            self.approver.focus()
        else:
            self._go_on()

    def _show_moving(self, *, on: bool) -> None:
        self._show_parts(moving=on)
        if on:
            self.moving.begin()
        elif self.isVisible():
            self.begin()
