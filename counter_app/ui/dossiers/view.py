"""The dossier screen: queues, list, story. Choosing never leaves the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.dossiers.ask_dossier import AskDossier
from counter_app.ui.dossiers.hand_over import HAND_OVER_KEY
from counter_app.ui.dossiers.rows import DossierPainter, DossierRows
from counter_app.ui.dossiers.services import DossiersServices
from counter_app.ui.dossiers.story import Story
from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.ports import Tasks
from counter_app.ui.tokens import LABEL, RADIUS, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.ask_line import ASK_KEY, AskLine
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.text import Text, line
from counter_app.usecases.case import PrintedSlip
from counter_app.usecases.decisions import Dispute
from counter_app.usecases.desk_lists import QueueCount
from counter_app.usecases.hand_over import Handing, Recipient
from counter_app.usecases.lines import DossierLine, StoryLine, TwinDossier
from domain.errors import OfficeError


class _Queue(QAbstractButton):
    def __init__(self, look: Look, queue: QueueCount) -> None:
        super().__init__()
        self._look, self.queue = look, queue
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(f"{queue.name}, {queue.count} hồ sơ")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(186), self._look.px(37))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, px, rect, painter = self._look.tokens, self._look.px, QRectF(self.rect()), QPainter(self)
        tone = Tone(self.queue.tone)
        if self.isChecked():
            paint.box(painter, rect, RADIUS, fill=t.primary_soft)
            bar = QRectF(0, px(6), 3, rect.height() - px(12))
            paint.box(painter, bar, 1.5, fill=t.primary_text)
        ink = t.primary_text if self.isChecked() else t.ink2
        icon = ink if tone is Tone.PLAIN else t.tone(tone)[0]
        spot = QRectF(px(12), rect.center().y() - px(8), px(16), px(16))
        self._look.draw_icon(painter, self.queue.icon, spot, icon)
        font = self._look.font(LABEL, SEMIBOLD if self.isChecked() else MEDIUM)
        count = str(self.queue.count)
        room = rect.adjusted(px(38), 0, -px(10), 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        number = self._look.font(LABEL, SEMIBOLD)
        paint.write(painter, room, count, number, icon if self.queue.count else t.ink3, right)
        width = room.width() - paint.text_width(number, count) - px(8)
        paint.write(painter, room, paint.elided(font, self.queue.name, width), font, ink)
        painter.end()


class DossiersView(QWidget):
    """Lists, tells, reprints: a function each, and no presenter."""

    toasted = Signal(str)
    counted = Signal(int)  # what needs a hand, for the rail
    dispute_asked = Signal(object)  # Dispute

    def __init__(
        self,
        look: Look,
        services: DossiersServices,
        *,
        tasks: Tasks,
        printer: Tasks,
        asking: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Hồ sơ")
        self._look, self._services = look, services
        self._tasks, self._printer, self._asking = tasks, printer, asking
        self._report = report
        self._queue, self._asked = "", 0
        self._held = ("", "")  # a code, and why something of it is held
        self._queues: list[_Queue] = []
        self._title, self._count = Text("", "section"), Text("", "label")
        self.search = QLineEdit()
        self.search.setAccessibleName("Tìm hồ sơ")
        self.search.textEdited.connect(lambda _text: self._read_lines())
        self._rows = DossierRows(services.due_state)
        self.list = QListView()
        self.list.setAccessibleName("Danh sách hồ sơ")
        self.list.setModel(self._rows)
        self.list.setItemDelegate(DossierPainter(look, self._rows, services.now))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.selectionModel().currentChanged.connect(lambda now, _old: self._choose(now.row()))
        self.setFocusProxy(self.list)
        self.story = Story(look, services.due_state, services.now)
        self.story.reprint_asked.connect(self._reprint)
        self.story.dispute_asked.connect(self.dispute_asked)
        self.story.twin_asked.connect(self._read_twin)
        self.story.hand_over_asked.connect(self._ask_recipient)
        self.story.hand_over.said.connect(self._hand_over)
        self.story.hand_over.left.connect(self._back_to_list)
        self._empty, self.ask = Text("", "label", wrap=True), AskLine(look)
        self.asks = AskDossier(self.ask, services, asking, report)
        self.asks.found.connect(lambda _code: self._read_lines())
        self._lay_out()
        for key, act in (
            ("F5", self.refresh),
            ("F4", self._find),
            ("F6", self._next_area),
            (ASK_KEY, self.asks.ask),
            (HAND_OVER_KEY, self.give),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _lay_out(self) -> None:
        self._left = QFrame()
        self._left.setObjectName("card")
        self._look.pin(self._left, width=212)
        self._queue_column = QVBoxLayout(self._left)
        self._queue_column.setContentsMargins(10, 12, 10, 10)
        self._queue_column.setSpacing(2)
        middle = QFrame()
        middle.setObjectName("card")
        self._look.pin(middle, least_width=340)
        head = QHBoxLayout()
        head.setContentsMargins(14, 12, 14, 0)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        seek = QHBoxLayout()
        seek.setContentsMargins(14, 2, 14, 8)
        seek.setSpacing(10)
        label = QLabel("&Tìm")
        label.setProperty("role", "label")
        label.setBuddy(self.search)
        seek.addWidget(label)
        seek.addWidget(self.search, 1)
        column = QVBoxLayout(middle)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(seek)
        column.addWidget(line())
        self._empty.setContentsMargins(16, 16, 16, 16)
        self.ask.setContentsMargins(16, 0, 10, 12)
        column.addWidget(self._empty)
        column.addWidget(self.ask)
        column.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        row.addWidget(self._left)
        row.addWidget(middle, 5)
        row.addWidget(self.story, 6)

    def refresh(self) -> None:
        """Read queues and lines again; the choice stays."""
        self._tasks.run(self._services.queues, then=self._show_queues, failed=self._failed)

    def open_dossier(self, text: str, held: str = "") -> None:
        """Come from a scanned or sought code: show it, whatever queue it is in.

        `held`: why the centre set something of it aside; stays beside this dossier alone.
        """
        self._held = (text, held)
        self.search.setText(text)
        self._read_lines()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """In a narrow window the queues give way."""
        super().resizeEvent(event)
        self._left.setVisible(event.size().width() >= self._look.px(960))

    def _show_queues(self, queues: Sequence[QueueCount]) -> None:
        empty(self._queue_column)
        self._queues, group = [], ""
        for queue in queues:
            if queue.group != group:
                group = queue.group
                title = Text(group, "hint")
                title.setContentsMargins(8, 8, 0, 4)
                self._queue_column.addWidget(title)
            button = _Queue(self._look, queue)
            button.clicked.connect(lambda _c=False, key=queue.key: self._take_queue(key))
            self._queues.append(button)
            self._queue_column.addWidget(button)
        self._queue_column.addStretch(1)
        self.counted.emit(sum(q.count for q in queues if q.tone in ("late", "soon")))
        known = [queue.key for queue in queues]
        if known:
            fallback = next((q.key for q in queues if q.tone == "plain"), known[0])
            self._take_queue(self._queue if self._queue in known else fallback)

    def _take_queue(self, key: str) -> None:
        self._queue = key
        for button in self._queues:
            button.setChecked(button.queue.key == key)
            if button.queue.key == key:
                self._title.say(button.queue.name)
        self._read_lines()

    def _read_lines(self) -> None:
        self._asked += 1
        mine, text, queue = self._asked, self.search.text().strip(), self._queue
        lines = self._services.lines

        def answered(found: Sequence[DossierLine]) -> None:
            if mine == self._asked:
                self._show_lines(found, text)

        self._tasks.run(lambda: lines(queue, text), then=answered, failed=self._failed)

    def _show_lines(self, lines: Sequence[DossierLine], sought: str) -> None:
        before = self.story.line.id if self.story.line else None
        self._rows.replace(lines)
        self._count.say(f"{len(lines)} hồ sơ")
        nothing = f"Không có hồ sơ nào khớp “{sought}”." if sought else "Không có hồ sơ nào ở đây."
        self._empty.say("" if lines else nothing)
        self._empty.setVisible(not lines)
        self.asks.offer("" if lines else sought)
        places = [at for at, one in enumerate(lines) if one.id == before]
        if lines:
            self.list.setCurrentIndex(self._rows.index(places[0] if places else 0))
        else:
            self.story.show_line(None)

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._rows.lines):
            return
        one = self._rows.lines[row]
        self.story.show_line(one)
        code, held = self._held
        self.story.notice.say(held if code in one.codes else "", Tone.SOON, "ban")
        story, disputes = self._services.story, self._services.disputes

        def told(found: tuple[Sequence[StoryLine], Sequence[Dispute]]) -> None:
            if self.story.line is not None and self.story.line.id == one.id:
                self.story.show_story(found[0])
                self.story.show_disputes(found[1])

        self._tasks.run(lambda: (story(one.id), disputes(one)), then=told, failed=self._failed)

    def _read_twin(self, twin: TwinDossier | None) -> None:
        """The story of a dossier that the one in sight stands for; None: its own again."""
        one = self.story.line
        if one is None:
            return
        story, wanted = self._services.story, twin.id if twin is not None else one.id

        def told(found: Sequence[StoryLine]) -> None:
            if self.story.line is not None and self.story.line.id == one.id:
                self.story.show_story(found, twin)

        self._tasks.run(lambda: story(wanted), then=told, failed=self._failed)

    def _reprint(self, one: DossierLine) -> None:
        self.story.notice.say("Đang in lại giấy hẹn…", Tone.WAITING, "printer")
        print_slip = self._services.print_slip
        self._printer.run(lambda: print_slip(one.id), then=self._printed, failed=self._failed)

    def _printed(self, slip: PrintedSlip) -> None:
        self.story.notice.say("")
        self.toasted.emit(f"Đã in lại giấy hẹn, bản in lần {slip.copy}")
        self.refresh()

    def give(self) -> None:
        """F9: ask into whose hands the result goes; once asked, record it."""
        if self.story.hand_over.isVisible():
            self.story.hand_over.say()
        elif self.story.line is not None and self.story.give.isVisible():
            self._ask_recipient(self.story.line)

    def _ask_recipient(self, one: DossierLine) -> None:
        def told(expected: Recipient) -> None:
            if self.story.line is not None and self.story.line.id == one.id:
                self.story.hand_over.ask(one, expected)

        recipient = self._services.recipient
        self._tasks.run(lambda: recipient(one), then=told, failed=self._failed)

    def _hand_over(self, one: DossierLine, handing: Handing) -> None:
        hand_over = self._services.hand_over
        tasks = self._asking if one.office else self._tasks
        tasks.run(
            lambda: hand_over(one, handing),
            then=lambda _: self._given(handing),
            failed=self._not_given,
        )

    def _given(self, handing: Handing) -> None:
        self.story.hand_over.leave()
        self.toasted.emit(f"Đã ghi: trả kết quả cho {handing.name}")
        self.refresh()

    def _not_given(self, error: Exception) -> None:
        if isinstance(error, OfficeError):
            self.story.hand_over.note(error.sentence)
        else:
            self._report(error)

    def _back_to_list(self) -> None:
        if self.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OfficeError):
            self.story.notice.say(error.sentence, Tone.LATE)
        else:
            self._report(error)

    def _find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _next_area(self) -> None:
        stops: list[QWidget] = [self.search, self.list, self.story.give, self.story.reprint]
        here = self.focusWidget()
        at = stops.index(here) if here in stops else -1
        stops[(at + 1) % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)
