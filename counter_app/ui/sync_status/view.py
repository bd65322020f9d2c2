"""The exchange screen: the proof is the headline, the queue the detail."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.archive.panel import ArchivePanel
from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.status_words import health_note, proof_note, waiting_words
from counter_app.ui.sync_status.carry import CarryPanel
from counter_app.ui.sync_status.detail import Detail
from counter_app.ui.sync_status.history import History
from counter_app.ui.sync_status.numbers import Numbers
from counter_app.ui.sync_status.proof import Proof
from counter_app.ui.sync_status.queue import QueueTable
from counter_app.ui.sync_status.queue_words import detail_face, more_words, watch_words
from counter_app.ui.sync_status.room import SIDE, FirmColumn, Room
from counter_app.ui.sync_status.scan_words import scan_face
from counter_app.ui.sync_status.scans import ScansGoing
from counter_app.ui.sync_status.services import SyncServices
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card, EmptyState
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.scrolling import scrolling
from counter_app.ui.widgets.text import Elided, Text
from counter_app.usecases.lines import CustomerLine
from counter_app.usecases.queue_lines import HitRate, QueuePage, QueueRecord, RecordState
from domain.errors import OfficeError
from domain.moment import day

_TICK_MS = 5_000
_NO_LIMIT = 16_777_215  # Qt's own


class SyncView(QWidget):
    """Shows and sends. F5 sends all; Enter acts on the record chosen."""

    opened = Signal(object, object)  # QueueRecord that is held, its CustomerLine or None
    counted = Signal(int)  # what is held, for the rail

    def __init__(
        self,
        look: Look,
        services: SyncServices,
        *,
        tasks: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Đồng bộ")
        self._look, self._services = look, services
        self._tasks, self._report = tasks, report
        self._rate, self._failure, self._room = HitRate(), "", Room(0, 0)
        self._reading, self._again = False, False
        self._clock, self._fitting = QTimer(self), QTimer(self)
        self.proof, self.history = Proof(look, services.office), History(look)
        self.numbers, self.notice, self.detail = Numbers(look), InlineNotice(look), Detail(look)
        self.carry = CarryPanel(look, tasks=tasks, report=report, folder=services.folder)
        self.export = Button(look, "&Xuất ra tệp", icon="file-up", key="Alt+X")
        self.take_in = Button(look, "&Nhập tệp", icon="download", key="Alt+N")
        self.archive = ArchivePanel(look, services.archive, report)
        self.archiving = Button(look, "Lưu t&rữ", icon="archive", key="Alt+R")
        self.send = Button(look, "&Gửi tất cả", Kind.SOFT, icon="arrow-left-right")
        self.table = QueueTable(look, services.now, services.status)
        self.scans, self._sum, self.more = ScansGoing(look), Text("", "label"), Elided("", "hint")
        self._empty = EmptyState(
            look, "circle-check", "Không còn việc chờ gửi", "Việc mới sẽ tự gửi, không phải làm gì."
        )
        self._lay_out()
        self._connect()
        self.carry.hide()
        self.archive.hide()

    def _lay_out(self) -> None:
        self._queue = Card(self._look, "", "Hàng gửi")
        for part in (self._sum, self.send, KeyCap(self._look, "F5")):
            self._queue.head.addWidget(part)
        self._queue.body.addWidget(self.scans)
        self._queue.body.addWidget(self.table, 1)
        self._queue.body.addWidget(self._empty, 1)
        files = QHBoxLayout()
        files.setSpacing(8)
        files.addWidget(self.more, 1)
        files.addWidget(self.export)
        files.addWidget(self.take_in)
        files.addWidget(self.archiving)
        self._queue.body.addLayout(files)
        self._cards = QWidget()
        cards = self._column = QVBoxLayout(self._cards)
        cards.setContentsMargins(0, 0, 0, 0)
        for card in (self.notice, self.detail, self.history, self.numbers):
            cards.addWidget(card)
        self._holder = QWidget()
        side = QVBoxLayout(self._holder)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self._cards)
        side.addWidget(self.carry)
        side.addWidget(self.archive)
        side.addStretch(1)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(12)
        self._below.addWidget(self._queue, 1)
        self._below.addWidget(self._holder)
        page = self._whole = QWidget()
        page.installEventFilter(self)
        self._page = FirmColumn(page)
        self._page.setSpacing(12)
        self._page.addWidget(self.proof)
        self._page.addLayout(self._below, 1)
        self.area = scrolling(page)
        root = QVBoxLayout(self)
        root.setContentsMargins(0, 0, 0, 0)
        root.addWidget(self.area)

    def _connect(self) -> None:
        self.send.clicked.connect(lambda: self.send_now())
        self.export.clicked.connect(lambda: self._open_carry(outward=True))
        self.take_in.clicked.connect(lambda: self._open_carry(outward=False))
        self.archiving.clicked.connect(lambda: self._open_archive())
        self.carry.closed.connect(lambda: self._close(self.export))
        self.archive.closed.connect(lambda: self._close(self.archiving))
        self.table.chosen.connect(self._show_detail)
        self.table.entered.connect(self.act_on)
        self.detail.acted.connect(self.table.enter)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.send_now)
        QShortcut(QKeySequence("F6"), self).activated.connect(self._next_area)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self.tick)
        self._fitting.setSingleShot(True)  # once the layout has settled
        self._fitting.timeout.connect(self._spare_height)

    # reading

    def refresh(self) -> None:
        """Read everything again; what is being read already is read once more, not twice."""
        self.tick()
        if self._reading:
            self._again = True
            return
        self._reading, services = True, self._services
        self._tasks.run(services.hit_rate, then=self._show_rate, failed=self._failed)
        self._tasks.run(services.history, then=self.history.show_marks, failed=self._failed)
        self._tasks.run(services.numbers, then=self.numbers.show_numbers, failed=self._failed)
        self._tasks.run(services.queue, then=self._show_queue, failed=self._unread)

    def tick(self) -> None:
        """What time and link alone change: nothing is read from the store."""
        status, now = self._services.status(), self._services.now()
        note = f"{proof_note(status, now)}\n{health_note(status, now)}"
        self.proof.show_status(status, note)
        self._sum.say(waiting_words(status))
        self.scans.show_face(scan_face(status, now))
        told = [watch_words(status, now), status.halted or status.cause, self._failure]
        self.notice.say(" ".join(_sentence(each) for each in told if each), Tone.SOON, "unlink")
        self.table.tick()

    def _show_queue(self, page: QueuePage) -> None:
        self._reading, self._failure = False, ""
        self.table.show_records(page.records)
        self.table.setVisible(bool(page.records))
        self._empty.setVisible(not page.records)
        self.more.say(more_words(page.more))
        self.counted.emit(page.held)
        if not page.records:
            self._show_detail(None)
        if self._again:
            self._again = False
            self.refresh()

    def _show_rate(self, rate: HitRate) -> None:
        self._rate = rate
        self.history.show_rate(rate)
        self._show_detail(self.table.record)

    def _show_detail(self, record: QueueRecord | None) -> None:
        self.detail.show_face(detail_face(record, self._rate))

    def _unread(self, error: Exception) -> None:
        self._reading = self._again = False
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        self.send.say("&Gửi tất cả")
        if isinstance(error, OfficeError):
            self._failure = error.sentence
            self.tick()
        else:
            self._report(error)

    # acts

    def send_now(self) -> None:
        """F5: an exchange now, not at its hour."""
        self.send.say("Đang gửi…")
        self._tasks.run(
            self._services.send_now, then=lambda _none: self._sent(), failed=self._failed
        )

    def act_on(self, record: QueueRecord) -> None:
        """Enter: what is held is opened where it is wrong; what waits is sent, and its row tells.

        A chain goes in its order: what was written before this record goes with it.
        """
        if record.state is RecordState.HELD:
            self._open(record)
        elif record.state is RecordState.WAITING:
            self.table.rows.asked[record.subject] = self._services.now()
            self.table.tick()
            self.send_now()

    def _open(self, record: QueueRecord) -> None:
        if record.sort == "customer":
            customer, subject = self._services.customer, record.subject

            def found(line: CustomerLine | None) -> None:
                self.opened.emit(record, line)

            self._tasks.run(lambda: customer(subject), then=found, failed=self._failed)
        elif record.known:
            self.opened.emit(record, None)
        elif record.sort != "day":
            which = record.code or record.title
            self._failure = (
                f"{which} chưa được tính nên không màn hình nào mở được; "
                "hãy báo quản trị trung tâm kèm mã này."
            )
            self.tick()

    def _sent(self) -> None:
        self.send.say("&Gửi tất cả")
        self.refresh()

    def _open_carry(self, *, outward: bool) -> None:
        services = self._services
        self._put_aside(self.carry)
        name = f"hang-gui-{day(services.now())}.qmc"
        carry = services.export if outward else services.take_in
        self.carry.open_for(carry, outward=outward, name=name)
        QTimer.singleShot(0, lambda: self.area.ensureWidgetVisible(self.carry))

    def _open_archive(self) -> None:
        self._put_aside(self.archive)
        self.archive.open_panel()
        QTimer.singleShot(0, lambda: self.area.ensureWidgetVisible(self.archive))

    def _put_aside(self, panel: QWidget) -> None:
        """The cards give their place to one panel."""
        for part in (self._cards, self.carry, self.archive):
            part.setVisible(part is panel)

    def _close(self, opener: QWidget) -> None:
        self._put_aside(self._cards)
        opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _next_area(self) -> None:
        here = self.carry.file.edit if self.carry.isVisible() else self.history.strip
        stops = [stop for stop in (self.table, here, self.send) if stop.isVisible()]
        now = self.focusWidget()
        at = stops.index(now) if now in stops else -1
        stops[(at + 1) % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # room

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Beside each other, else below each other, and scrolling only then."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Another text setting: other measures in the same window."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self.isVisible():
            self._fold()

    def _fold(self) -> None:
        scale = self._look.px(100) / 100
        room = Room(int(self.width() / scale), int(self.height() / scale))
        px, narrow = self._look.px, room.narrow
        direction = QBoxLayout.Direction
        self._below.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._holder.setMinimumWidth(0 if narrow else px(SIDE))
        self._holder.setMaximumWidth(_NO_LIMIT if narrow else px(SIDE))
        self.table.setMinimumHeight(px(room.least_queue))
        self.table.fold(on=room.slim)
        self._sum.setVisible(not room.slim)
        self.proof.fold(low=room.low, slim=room.slim)
        self.history.fold(on=room.short and not narrow)
        self._room = room
        self._fitting.start()
        gap = px(room.gap)
        self._column.setSpacing(gap - px(2))
        self._page.setContentsMargins(gap + 2, gap, gap + 2, gap)
        self._page.setSpacing(gap)

    def _spare_height(self) -> None:
        """The main path never scrolls: first the numbers give way, which the window's foot tells
        too."""
        wanted = self._whole.minimumSizeHint().height()
        if self.numbers.isHidden():
            side = self._holder.minimumSizeHint().height() + self._column.spacing()
            side += self.numbers.minimumSizeHint().height()
            above = wanted - self._below.minimumSize().height()
            wanted = max(wanted, above + side)
        fits = self._room.narrow or wanted <= self.area.viewport().height()
        if fits is self.numbers.isHidden():
            self.numbers.setVisible(fits)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Other words may want another height."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fitting.start()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Ages and deadlines go on only while somebody sees them; the keys go to the queue."""
        super().showEvent(event)
        self._clock.start()
        here = self.window().focusWidget()
        if here is None or not self.isAncestorOf(here):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Nobody sees them."""
        super().hideEvent(event)
        self._clock.stop()


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!")) else f"{text}."
