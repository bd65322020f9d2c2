"""The supervisor's board: how much, when, where late, which counter, which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counter_app.ui.board.behind import BehindCard
from counter_app.ui.board.cards import (
    counters_card,
    fields_card,
    hours_card,
    month_card,
    side_by_side,
)
from counter_app.ui.board.charts import FieldChart, HourChart
from counter_app.ui.board.month import MonthChart
from counter_app.ui.board.rows import Rows
from counter_app.ui.board.services import BoardServices
from counter_app.ui.board.tiles import Tiles
from counter_app.ui.board.words import (
    COLUMNS,
    SPARE,
    age_words,
    counter_cells,
    counter_state,
    counter_words,
    day_words,
    fee_words,
    field_name,
    figures,
    hour_words,
    lacking_words,
)
from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import EmptyState
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.scrolling import scrolling
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.text import Elided, Text
from counter_app.ui.wording import WEEKDAYS, short_day
from counter_app.usecases.board import (
    NOT_FOR_YOU,
    Board,
    BoardDossiers,
    may_look,
    may_look_beyond,
)
from domain.errors import OfficeError
from domain.moment import day

READ_EVERY_MS: Final = 30_000
_OFFICE, _PROVINCE = "office", "province"
_OWN_ALONE: Final = (
    "Chỉ mở được hồ sơ của đơn vị mình; hãy chuyển phạm vi về Đơn vị rồi nhấn Enter lại."
)


class BoardView(QWidget):
    """Reads itself anew while it is in sight; without a link it keeps the last figures, with their
    age."""

    dossier_asked = Signal(str)

    def __init__(
        self,
        look: Look,
        services: BoardServices,
        *,
        asking: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Bảng điều hành")
        self._look, self._services, self._asking, self._report = look, services, asking, report
        self.board: Board | None = None
        self._who: object = None
        self._run, self._waits = 0, False
        self.notice = InlineNotice(look)
        self.tiles = Tiles(look)
        self.hours, self.fields = HourChart(look), FieldChart(look)
        self.counters, self.month = Rows(look, "Các quầy", COLUMNS, spare=SPARE), MonthChart(look)
        self.behind = BehindCard(look)
        self.extent = Segmented(look, "Phạm vi", [(_OFFICE, "Đơ&n vị"), (_PROVINCE, "Toàn tỉn&h")])
        look.pin(self.extent, least_width=178)  # room for the tick at either
        self._age, self._name = Text("", "hint"), Elided("", "strong")
        self._month_card = month_card(look, self.month)
        self._below, self._whole = QStackedWidget(), QWidget()
        self._closed = EmptyState(look, "lock", "Bảng điều hành", NOT_FOR_YOU)
        self._came_from: QWidget = self.hours
        self._clock = QTimer(self)
        self._lay_out()
        self._connect()
        self._allow(self._services.officer())
        self.setFocusProxy(self.hours)

    def _lay_out(self) -> None:
        look = self._look
        again = self._again = Button(look, "Đọc lại", Kind.PLAIN, icon="refresh-cw", key="F5")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._name, 1)
        for part in (self._age, again, self.extent):
            line.addWidget(part)
        charts = QHBoxLayout()
        charts.setSpacing(12)
        charts.addWidget(hours_card(look, self.hours), 5)
        charts.addWidget(fields_card(look, self.fields), 4)
        self._below.addWidget(side_by_side(counters_card(look, self.counters), self._month_card))
        self._below.addWidget(self.behind)
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(14, 8, 14, 12)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(self.notice)
        column.addWidget(self.tiles)
        column.addLayout(charts, 5)
        column.addWidget(self._below, 6)
        root = QVBoxLayout(self)
        root.setContentsMargins(0, 0, 0, 0)
        self._page = scrolling(self._whole)
        root.addWidget(self._page)
        root.addWidget(self._closed)

    def _connect(self) -> None:
        self._again.clicked.connect(lambda: self.refresh())
        self.extent.chosen.connect(lambda _value: self._other_extent())
        for marks in (self.hours, self.fields, self.counters, self.month):
            marks.moved.connect(partial(self._in_sight, marks))
        self.hours.opened.connect(self._open_hour)
        self.fields.opened.connect(self._open_field)
        self.counters.opened.connect(self._open_counter)
        self.month.opened.connect(self._open_day)
        self.behind.closed.connect(self.close_behind)
        self.behind.dossier_asked.connect(self.dossier_asked.emit)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close_behind)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.refresh)
        QShortcut(QKeySequence("F6"), self).activated.connect(partial(self._area, 1))
        QShortcut(QKeySequence("Shift+F6"), self).activated.connect(partial(self._area, -1))
        self._clock.setInterval(READ_EVERY_MS)
        self._clock.timeout.connect(self.refresh)

    # reading

    def refresh(self) -> None:
        """Ask the centre again, once at a time; whoever may not look is told why."""
        officer = self._services.officer()
        self._allow(officer)
        self._tell_age()
        if not may_look(officer) or self._waits:
            return
        self._waits, run = True, self._run
        today, province = day(self._services.now()), self.extent.value == _PROVINCE
        self._asking.run(
            lambda: self._services.board(today, province),
            then=partial(self._show, run),
            failed=partial(self._failed, run),
        )

    def _allow(self, officer: object) -> None:
        """Another officer sees nothing of what the one before was shown."""
        here = self._services.officer()
        if officer != self._who:
            self._who = officer
            self._forget()
            self.extent.choose(_OFFICE)
        self.extent.setVisible(may_look_beyond(here))
        self._page.setVisible(may_look(here))
        self._closed.setVisible(not may_look(here))

    def _forget(self) -> None:
        self._run, self._waits, self.board = self._run + 1, False, None
        self._name.say("")
        self.notice.say("")
        self._below.setCurrentIndex(0)
        self.hours.show_bars(())
        self.fields.show_bars(())
        self.counters.show_rows(())
        today = date.fromisoformat(day(self._services.now()))
        self.month.show_days(today, ())
        self._month_card.title.say(f"Tháng {today:%m/%Y}")
        for tile in self.tiles.tiles:
            tile.setVisible(False)
        self._tell_age()

    def _other_extent(self) -> None:
        self._forget()
        self.refresh()

    def _show(self, run: int, board: Board) -> None:
        if run != self._run:
            return
        self._waits, self.board = False, board
        unheard = f"Trung tâm vừa phục hồi, còn chờ {board.unheard} quầy báo lại."
        self.notice.say(unheard if board.unheard else "", Tone.SOON)
        today, now = date.fromisoformat(board.day), self._services.now()
        self._name.say(f"{board.name} · {WEEKDAYS[today.weekday()]} {today:%d/%m/%Y}")
        self.tiles.show_figures(figures(board), fee_words(board))
        for tile in self.tiles.tiles:
            tile.setVisible(True)
        self.hours.show_bars(board.hours)
        self.fields.show_bars(board.fields)
        self.counters.show_rows(
            [
                (
                    counter_cells(each, now, of_province=board.of_province),
                    counter_words(each, now, of_province=board.of_province),
                )
                for each in board.counters
            ]
        )
        self.month.show_days(today, board.days)
        self._month_card.title.say(f"Tháng {today:%m/%Y}")
        self._tell_age()

    def _failed(self, run: int, error: Exception) -> None:
        if run != self._run:
            return
        self._waits = False
        if not isinstance(error, OfficeError):
            self._report(error)
            return
        self.notice.say(error.sentence, Tone.SOON, "unlink")
        self._tell_age()

    def _tell_age(self) -> None:
        told = age_words(self.board, self._services.now()) if self.board else "Chưa có số liệu"
        self._age.say(told)

    # what stands behind

    def _open_hour(self, at: int) -> None:
        bar = self.hours.bars[at]
        today = self.board.day if self.board else day(self._services.now())
        self._ask(hour_words(bar), self.hours, lambda: self._services.received(today, bar.hour))

    def _open_field(self, at: int) -> None:
        bar = self.fields.bars[at]
        title = f"Đang giải quyết: {field_name(bar)}"
        self._ask(title, self.fields, lambda: self._services.under_way(bar.field))

    def _open_counter(self, at: int) -> None:
        if self.board is not None:
            line = self.board.counters[at]
            title = f"{line.name} · {line.office}"
            self._open(self.counters)
            self.behind.show_lines(title, counter_state(line, self._services.now()))

    def _open_day(self, at: int) -> None:
        which, told = self.month.told(at)
        self._open(self.month)
        if told is None:
            self.behind.show_lines(short_day(which), ["Không quầy nào ghi việc trong ngày này."])
            return
        lines = [lacking_words(each, self._services.now()) for each in told.lacking]
        done = ["Mọi quầy có việc trong ngày đều đã khớp và ký với trung tâm."]
        self.behind.show_lines(day_words(told), lines or done)

    def _ask(self, title: str, mark: QWidget, what: Callable[[], BoardDossiers]) -> None:
        self._open(mark)
        if self.board is None or self.board.of_province:
            self.behind.show_lines(title, [_OWN_ALONE if self.board else "Chưa có số liệu."])
            return
        run = self._run
        self.behind.show_lines(title, ["Đang hỏi trung tâm…"])

        def told(found: BoardDossiers) -> None:
            if run == self._run and self.behind.title.text() == title:
                self.behind.show_dossiers(title, found)

        def failed(error: Exception) -> None:
            if not isinstance(error, OfficeError):
                self._report(error)
            elif run == self._run and self.behind.title.text() == title:
                self.behind.show_lines(title, [error.sentence])

        self._asking.run(what, then=told, failed=failed)

    def _open(self, mark: QWidget) -> None:
        self._came_from = mark
        self._below.setCurrentWidget(self.behind)

    def close_behind(self) -> None:
        """Esc: back to the mark."""
        if not self._below.currentIndex():
            return
        self._below.setCurrentIndex(0)
        self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _in_sight(self, marks: QWidget, _at: int) -> None:
        """In the lowest windows the board scrolls; what the keys reach does not stay hidden."""
        self._page.ensureWidgetVisible(marks, 0, 0)

    def _area(self, step: int) -> None:
        lower: list[QWidget] = [self.counters, self.month]
        if self._below.currentIndex():
            lower = [self.behind.dossiers, self.behind.lines]
        areas = [each for each in (self.hours, self.fields, *lower) if each.isVisible()]
        here = [at for at, each in enumerate(areas) if each.hasFocus()]
        if areas:
            at = (here[0] + step) % len(areas) if here else 0
            areas[at].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """In sight it reads itself anew."""
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Out of sight it asks nothing."""
        super().hideEvent(event)
        self._clock.stop()
