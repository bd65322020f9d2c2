"""Asks for a report's sort, period and form, and makes it: Enter begins, Esc stops or leaves."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from counter_app.ui.closing.services import ClosingServices
from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.field import Field
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.text import Text
from counter_app.usecases.reports import (
    Period,
    PeriodWrong,
    ReportForm,
    ReportSort,
    ReportStopped,
    month_of,
    week_of,
)
from domain.errors import OfficeError
from domain.identifiers import Day
from domain.moment import day

_SORTS: Final = {
    ReportSort.WEEK: "Tuần",
    ReportSort.MONTH: "Tháng",
    ReportSort.REGISTER: "Sổ theo dõi",
}
_FORMS: Final = {ReportForm.PDF: "PDF", ReportForm.XLSX: "Excel"}
_TYPED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


class ReportPanel(QFrame):
    """Below the list. A second press while a report is made does nothing."""

    made = Signal(str)  # where it lies
    left = Signal()

    def __init__(
        self,
        look: Look,
        services: ClosingServices,
        *,
        tasks: Tasks,
        later: Callable[[Callable[[], object]], None],
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName("Lập báo cáo")
        self._services, self._tasks, self._later, self._report = services, tasks, later, report
        self._stop = threading.Event()
        self.busy = False
        self.sort = Segmented(look, "Báo cáo nào", [(k.value, v) for k, v in _SORTS.items()])
        self.form = Segmented(look, "Dạng tệp", [(k.value, v) for k, v in _FORMS.items()])
        self.first, self.last = Field(look, "Từ ngày"), Field(look, "Đến ngày")
        self._going = Text("", "primary", wrap=True)
        self.make = Button(look, "Lập báo cáo", Kind.PRIMARY, key="Enter")
        self._leave = Button(look, "Thôi", key="Esc")
        self._lay_out()
        self.sort.chosen.connect(self._propose)
        self.make.clicked.connect(self.begin)
        self._leave.clicked.connect(self.leave)
        for field in (self.first, self.last):
            field.entered.connect(self.begin)
            field.escaped.connect(self.leave)
        self.hide()

    def _lay_out(self) -> None:
        dates, foot = QHBoxLayout(), QHBoxLayout()
        dates.setSpacing(8)
        dates.addWidget(self.first)
        dates.addWidget(self.last)
        foot.setSpacing(8)
        foot.addWidget(self._going, 1)
        foot.addWidget(self._leave)
        foot.addWidget(self.make)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(7)
        column.addWidget(Text("Lập báo cáo", "strong"))
        column.addWidget(self.sort)
        column.addLayout(dates)
        column.addWidget(self.form)
        column.addLayout(foot)

    def ask(self, sort: ReportSort, period: Period | None = None) -> None:
        """Open with this report chosen; without a period, the present week or month."""
        if not self.busy:
            self.sort.choose(sort.value)
            self._propose(sort.value)
            if period is not None:
                self._put(period)
            self._going.say("")
        self.show()
        self.first.focus()

    def begin(self) -> None:
        """Enter."""
        if self.busy:
            return
        self._note("")
        try:
            period = Period(_day(self.first.text()), _day(self.last.text()))
        except PeriodWrong as error:
            self._note(error.sentence)
            return
        sort, form = ReportSort(self.sort.value), ReportForm(self.form.value)
        self._stop.clear()
        self._work(busy=True)
        make = self._services.make_report
        self._tasks.run(
            lambda: make(sort, period, form, self._read), then=self._made, failed=self._failed
        )

    def leave(self) -> None:
        """Esc: stop what is being made, else close."""
        if self.busy:
            self._stop.set()
            return
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Enter in the rows of choices, which take none themselves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.begin()
        else:
            super().keyPressEvent(event)

    def _read(self, done: int, of: int) -> None:
        """On the report's thread."""
        if self._stop.is_set():
            raise ReportStopped
        if done % 50 == 0:
            self._later(
                lambda: self._going.say(f"Đã đọc {done}/{of} hồ sơ…") if self.busy else None
            )

    def _made(self, where: str) -> None:
        self._work(busy=False)
        self.leave()
        self.made.emit(where)

    def _failed(self, error: Exception) -> None:
        self._work(busy=False)
        if isinstance(error, OfficeError):
            self._note(error.sentence)
        elif isinstance(error, OSError):
            self._note(f"Không ghi được tệp báo cáo: {error.strerror}; hãy kiểm tra ổ đĩa.")
        else:
            self._report(error)

    def _work(self, *, busy: bool) -> None:
        self.busy = busy
        self.make.setEnabled(not busy)
        self._going.say("Đang lập báo cáo… Esc để dừng" if busy else "")

    def _note(self, sentence: str) -> None:
        self.first.note(sentence, "")
        if sentence:
            self.first.focus()

    def _propose(self, sort: str) -> None:
        today = day(self._services.now())
        self._put(week_of(today) if sort == ReportSort.WEEK else month_of(today))

    def _put(self, period: Period) -> None:
        self.first.put(_typed(period.first))
        self.last.put(_typed(period.last))


def _typed(told: Day) -> str:
    return f"{date.fromisoformat(told):%d/%m/%Y}"


def _day(text: str) -> Day:
    found = _TYPED.fullmatch(text.strip())
    try:
        if found:
            return Day(date(int(found[3]), int(found[2]), int(found[1])).isoformat())
    except ValueError:
        pass
    raise PeriodWrong(f"“{text}” không phải ngày; hãy gõ dạng 23/11/2026.")
