"""The end of the day: open matters to zero, the certificate beside them, one key to sign."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.closing.cash import CashCard
from counter_app.ui.closing.certificate import CertificateCard
from counter_app.ui.closing.mending import LongMend, long_mend
from counter_app.ui.closing.reason import ReasonPanel
from counter_app.ui.closing.report_panel import ReportPanel
from counter_app.ui.closing.ring import Ring
from counter_app.ui.closing.rows import MatterList
from counter_app.ui.closing.services import ClosingServices
from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.scrolling import scrolling
from counter_app.ui.widgets.text import Text
from counter_app.usecases.day_figures import DayFace, DayState, Step
from counter_app.usecases.day_sheet import DaySheet, SheetSort
from counter_app.usecases.errors import ClosingStopped
from counter_app.usecases.lines import LinkState
from counter_app.usecases.open_matters import Matters, Mend, NumberAsked, OpenMatter
from domain.day_matters import Account
from domain.errors import OfficeError
from domain.identifiers import Day

_TICK_MS: Final = 5_000
_WIDE, _TALL = 1100, 520  # px at 100 %
_CLOSED: Final = {
    DayState.PENDING: "Ngày đã đóng tại quầy và chờ trung tâm.",
    DayState.DISPUTED: "Hai bên đếm khác nhau: đối soát rồi đếm lại, hoặc báo quản trị trung tâm.",
}
_AGAIN: Final = {
    DayState.PENDING: "Hỏi lại trung tâm",
    DayState.DISPUTED: "Đối soát và đếm lại",
}
_PLACES: Final = {Mend.QUEUE: "sync", Mend.DECIDE: "customers", Mend.SESSION: "cash"}


class ClosingView(QWidget):
    """F9 closes; Enter mends the matter chosen; Alt+S leaves it for later."""

    toasted = Signal(str)
    counted = Signal(int)  # open matters, for the rail
    place_asked = Signal(str)  # a screen by its key
    case_asked = Signal(str)  # a case held at the desk

    def __init__(
        self,
        look: Look,
        services: ClosingServices,
        *,
        tasks: Tasks,
        device: Tasks,
        asking: Tasks,
        later: Callable[[Callable[[], object]], None],
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Đối soát cuối ngày")
        self._look, self._services = look, services
        self._tasks, self._device, self._asking = tasks, device, asking
        self._later, self._report = later, report
        self._matters, self._face = Matters(), DayFace(day=Day(""), state=DayState.OPEN)
        self._reading, self._again = False, False
        self._stop = threading.Event()
        self.closing = False
        self._title, self._note = Text("", "due"), Text("", "label", wrap=True)
        self._ring, self.list, self.panel = Ring(look), MatterList(look), ReasonPanel(look)
        self.reports = ReportPanel(look, services, tasks=device, later=later, report=report)
        self.leave = Button(look, "Để &sau", Kind.OUTLINE, icon="hourglass", key="Alt+S")
        self.notice = InlineNotice(look)
        self.cash = CashCard(look, services.cash, tasks=tasks, report=report)
        self.certificate = CertificateCard(look, services.office.counter)
        self.setFocusProxy(self.list)
        self._clock = QTimer(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = self._left = QFrame()
        left.setObjectName("card")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._note)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._ring)
        head.addLayout(words, 1)
        head.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 14, 14, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self.list, 1)
        column.addWidget(self.panel)
        column.addWidget(self.reports)
        page = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._columns.setContentsMargins(14, 12, 14, 12)
        self._columns.setSpacing(12)
        self._columns.addWidget(left, 5)
        self._columns.addWidget(self.cash, 3)
        self._columns.addWidget(self.certificate, 4)
        root = QVBoxLayout(self)
        root.setContentsMargins(0, 0, 0, 0)
        root.addWidget(scrolling(page))
        self._look.pin(self.cash, least_width=322)
        self._look.pin(self.certificate, least_width=348)

    def _connect(self) -> None:
        self.list.entered.connect(self.mend)
        self.list.chosen.connect(lambda one: self.leave.setEnabled(bool(one and one.deferrable)))
        self.leave.clicked.connect(self._leave)
        self.panel.said.connect(self._said)
        self.panel.left.connect(self._to_list)
        self.reports.left.connect(self._to_list)
        self.reports.made.connect(self._report_made)
        self.cash.toasted.connect(self.toasted)
        self.cash.changed.connect(self.refresh)
        self.certificate.act.clicked.connect(self.close_day)
        self.certificate.stop.clicked.connect(self.stop)
        self.certificate.x_sheet.clicked.connect(lambda: self._print_sheet(SheetSort.X))
        self.certificate.z_sheet.clicked.connect(lambda: self._print_sheet(SheetSort.Z))
        for key, act in (
            ("F9", self.close_day),
            ("F5", self.refresh),
            ("F6", self._next_area),
            ("Esc", self._escape),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self.refresh)

    # reading

    def refresh(self) -> None:
        """Look again; what is being looked at already is looked at once more, not twice."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self.cash.refresh()
        self._tasks.run(self._services.look, then=self._show, failed=self._unread)

    def _show(self, told: tuple[Matters, DayFace]) -> None:
        self._reading = False
        self._matters, self._face = told
        matters = told[0]
        self.list.show_matters(matters)
        self.leave.setVisible(bool(matters.open))
        self._ring.show_counts(len(matters.open), len(matters.done) + len(matters.deferred))
        self.counted.emit(len(matters.open))
        self.certificate.show_face(told[1], self._services.now())
        self._say()
        if self._again:
            self._again = False
            self.refresh()

    def _say(self) -> None:
        """Title, note and the big action, from what was read last and the link now."""
        blocking, open_ = self.blocking, self._matters.open
        if self._face.state is DayState.SEALED:
            title, note = "Ngày đã niêm phong", "Quầy và trung tâm giữ đúng một nội dung."
        elif open_:
            title = f"Còn {len(open_)} việc"
            note = (
                "Xử lý xong thì danh sách về 0 và ngày được đóng."
                if blocking
                else "Ngày đóng được ngay; việc chờ mạng tự gửi và niêm phong sau."
            )
        elif self._face.state is DayState.OPEN:
            title, note = "Không còn việc nào mở", "Nhấn F9 để hai bên cùng đếm và ký."
        else:
            title, note = "Không còn việc nào mở", _CLOSED[self._face.state]
        self._title.say(title)
        self._note.say(note)
        act = self.certificate.act
        if self._face.state is DayState.SEALED:
            act.say("Đã niêm phong", "circle-check", "F9")
            act.lack("Chưa có việc mới kể từ lúc niêm phong")
        elif self._face.state is not DayState.OPEN:
            act.say(_AGAIN[self._face.state], "refresh-cw", "F9")
            act.lack("")
        else:
            act.say(
                "Đóng lại ngày" if self._face.again else "Đóng ngày và ký", "circle-check", "F9"
            )
            act.lack(f"Còn {len(blocking)} việc · F9 tới việc đầu" if blocking else "")
        self.certificate.notice.say(self._face.cause, Tone.SOON)

    @property
    def blocking(self) -> list[OpenMatter]:
        """What stands in the way now."""
        status = self._services.status()
        linked = status.lost_since is None and status.state is not LinkState.WAITING
        return list(self._matters.blocking(linked=linked))

    # closing

    def close_day(self) -> None:
        """F9: with matters open it goes to the first; else both sides count and sign."""
        if self.closing or self._face.state is DayState.SEALED:
            return
        if self._face.state is DayState.OPEN and (blocking := self.blocking):
            self.list.setCurrentIndex(self.list.rows.index(self.list.rows.row_of(blocking[0].key)))
            self._to_list()
            return
        self.closing = True
        self._stop.clear()
        self.notice.say("")
        self.certificate.act.work(busy=True, words="Đang đóng ngày…")
        self.certificate.show_step(Step.SCANS)
        close = self._services.close
        self._asking.run(lambda: close(self._stepped), then=self._closed, failed=self._not_closed)

    def stop(self) -> None:
        """Esc: end after the step in hand; what is kept is kept."""
        self._stop.set()

    def _escape(self) -> None:
        panels = (self.reports, self.panel)
        next((one.leave for one in panels if one.isVisible()), self.stop)()

    def _stepped(self, step: Step, done: int = 0, of: int = 0) -> None:
        """On the closing's thread."""
        if self._stop.is_set():
            raise ClosingStopped
        self._later(lambda: self.certificate.show_step(step, done, of) if self.closing else None)

    def _closed(self, face: DayFace) -> None:
        self._ended()
        words = {
            DayState.SEALED: "Đã niêm phong ngày: hai bên bằng nhau và cùng ký",
            DayState.PENDING: "Ngày đã đóng tại quầy, chờ đối soát với trung tâm",
        }
        if face.state in words:
            self.toasted.emit(words[face.state])

    def _not_closed(self, error: Exception) -> None:
        self._ended()
        self._failed(error)

    def _ended(self) -> None:
        self.closing = False
        self.certificate.act.work(busy=False)
        self.certificate.show_step(None)
        if self.isVisible():
            self._to_list()
        self.refresh()

    # mending

    def mend(self, matter: OpenMatter) -> None:
        """What its button says."""
        self.notice.say("")
        if matter.mend in _PLACES:
            self._go(_PLACES[matter.mend])
        elif found := long_mend(self._services, matter):
            self._run(matter, found)
        elif matter.mend is Mend.SEND:
            self._services.send_now()
            self.toasted.emit("Đang gửi trung tâm")
        elif matter.mend is Mend.CASE:
            self.case_asked.emit(matter.target)
        elif isinstance(matter.target, tuple):
            self.reports.ask(*matter.target)
        elif isinstance(matter.target, NumberAsked):
            self.panel.ask_number(matter, matter.target)
        else:
            self.refresh()

    def _report_made(self, where: str) -> None:
        self.toasted.emit(f"Đã lưu báo cáo: {where}")
        self.refresh()

    def _go(self, place: str) -> None:
        """The mend lies on another screen, or beside the list."""
        if place == "cash":
            self.cash.begin()
        else:
            self.place_asked.emit(place)

    def _print_sheet(self, sort: SheetSort) -> None:
        printing, print_sheet = self.certificate, self._services.print_sheet
        printing.print_busy(busy=True)

        def printed(sheet: DaySheet) -> None:
            printing.print_busy(busy=False)
            self.toasted.emit(f"Đã in phiếu {sort.upper()}, bản in lần {sheet.copy}")

        def failed(error: Exception) -> None:
            printing.print_busy(busy=False)
            self._failed(error)

        self._device.run(lambda: print_sheet(sort), then=printed, failed=failed)

    def _run(self, matter: OpenMatter, long: LongMend) -> None:
        self.list.work(matter.key, busy=True)

        def ended() -> None:
            self.list.work(matter.key, busy=False)
            self.refresh()

        def mended(_answer: object) -> None:
            ended()
            self.toasted.emit(long.done)

        def failed(error: Exception) -> None:
            ended()
            self._failed(error)

        tasks = self._device if long.at_device else self._asking
        tasks.run(long.work, then=mended, failed=failed)

    def _leave(self) -> None:
        matter = self.list.matter
        if matter is not None and matter.deferrable:
            self.panel.ask_later(matter)

    def _said(self, matter: OpenMatter, reason: str, account: str) -> None:
        services, target = self._services, matter.target
        if account and isinstance(target, NumberAsked):
            work: Callable[[], object] = lambda: services.explain(target, Account(account), reason)  # noqa: E731  # typed here
        else:
            work = lambda: services.defer(matter, reason)  # noqa: E731  # typed above
        self._tasks.run(work, then=lambda _none: self._taken(), failed=self._not_taken)

    def _taken(self) -> None:
        self.panel.hide()
        self._to_list()
        self.refresh()

    def _not_taken(self, error: Exception) -> None:
        if isinstance(error, OfficeError):
            self.panel.note(error.sentence)
        else:
            self._report(error)

    def _unread(self, error: Exception) -> None:
        self._reading = self._again = False
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OfficeError):
            self.notice.say(error.sentence, Tone.LATE)
        else:
            self._report(error)

    # focus

    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_area(self) -> None:
        here, stops = (
            self.focusWidget(),
            [self.list, self.panel.reason.edit, self.cash.go_on, self.certificate.act],
        )
        shown = [stop for stop in stops if stop.isVisible()]
        at = shown.index(here) if here in shown else -1
        shown[(at + 1) % len(shown)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Beside each other where there is room, else below each other."""
        super().resizeEvent(event)
        narrow = self.width() < self._look.px(_WIDE)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        least = self._look.px(_TALL) if narrow else 0
        self._left.setMinimumHeight(least)
        self.cash.setMinimumHeight(least)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Read again while somebody looks."""
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Nobody looks."""
        super().hideEvent(event)
        self._clock.stop()
