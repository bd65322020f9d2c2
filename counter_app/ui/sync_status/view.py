"""The exchange screen: the proof is the headline, the queue the detail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.ports import Tasks
from counter_app.ui.status_words import health_note, proof_note, waiting_words
from counter_app.ui.sync_status.proof import Proof
from counter_app.ui.sync_status.queue import QueueTable
from counter_app.ui.sync_status.scan_words import scan_face
from counter_app.ui.sync_status.scans import ScansGoing
from counter_app.ui.sync_status.services import SyncServices
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card, EmptyState
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import clock
from counter_app.usecases.desk_lists import ExchangeMark
from counter_app.usecases.lines import NumbersLeft, QueueLine
from domain.errors import OfficeError

MARKS = {
    "proven": ("equal", Tone.GOOD, "khớp"),
    "repaired": ("refresh-cw", Tone.SOON, "đã vá"),
    "lost": ("unlink", Tone.PLAIN, "mất mạng"),
}


class _Mark(QLabel):
    """One exchange: a label, so that it is read out."""

    def __init__(self, look: Look, mark: ExchangeMark) -> None:
        icon, tone, word = MARKS[mark.outcome]
        super().__init__(f"{clock(mark.at)} {word}")
        self._look, self._icon, self._tone = look, icon, tone
        self.setAccessibleName(self.text())
        self.setToolTip(f"{self.text()} {mark.note}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(18), self._look.px(34))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        ink, soft = self._look.tokens.tone(self._tone)
        px, rect, painter = self._look.px, QRectF(self.rect()), QPainter(self)
        paint.box(painter, rect, 5, fill=soft, line=self._look.tokens.line)
        spot = QRectF(0, 0, px(14), px(14))
        spot.moveCenter(rect.center())
        self._look.draw_icon(painter, self._icon, spot, ink)
        painter.end()


class _History(Card):
    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "Các lượt đối soát")
        self._strip = QHBoxLayout()
        self._strip.setSpacing(4)
        self._first, self._middle, self._last = Text("", "hint"), Text("", "hint"), Text("", "hint")
        ages = QHBoxLayout()
        ages.addWidget(self._first)
        ages.addStretch(1)
        ages.addWidget(self._middle)
        ages.addStretch(1)
        ages.addWidget(self._last)
        legend = QHBoxLayout()
        legend.setSpacing(12)
        for icon, tone, word in MARKS.values():
            chip = Chip(look, bare=True)
            chip.setParent(self)  # shown without a parent it would be a window
            legend.addWidget(chip)
            chip.say(word, icon, tone)
        legend.addStretch(1)
        self.body.addLayout(self._strip)
        self.body.addLayout(ages)
        self.body.addLayout(legend)

    def show_marks(self, marks: Sequence[ExchangeMark]) -> None:
        empty(self._strip)
        for mark in marks[-14:]:
            self._strip.addWidget(_Mark(self.look, mark))
        self._first.say(clock(marks[0].at) if marks else "")
        self._last.say(clock(marks[-1].at) if len(marks) > 1 else "")
        self._middle.say(f"{len(marks[-14:])} lượt gần nhất" if marks else "Chưa có lượt nào")


class _Numbers(Card):
    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "Số dành sẵn cho quầy")
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        self._values = [Text("", "strong") for _ in range(3)]
        names = ("Số hồ sơ hôm nay", "Còn lại", "Biên lai kế tiếp")
        for at, (name, value) in enumerate(zip(names, self._values, strict=True)):
            grid.addWidget(Text(name, "label"), at, 0)
            grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignRight)
        self._chip = Chip(look)
        self.head.addWidget(self._chip)
        self.body.addLayout(grid)

    def show_numbers(self, numbers: NumbersLeft) -> None:
        span = f"{numbers.next_serial:04}–{numbers.last_serial:04}"
        for value, text in zip(
            self._values, (span, f"{numbers.left} số", numbers.next_receipt), strict=True
        ):
            value.say(text)
        self._chip.say(
            "đang dùng dự phòng" if numbers.in_reserve else "", "circle-alert", Tone.SOON
        )


class SyncView(QWidget):
    """Shows and sends. F5 sends now."""

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
        self._services, self._tasks, self._report = services, tasks, report
        self.proof, self._history = Proof(look, services.office), _History(look)
        self._numbers, self._notice = _Numbers(look), InlineNotice(look)
        self._queue = Card(look, "", "Hàng gửi")
        self._sum = Text("", "label")
        self.send = Button(look, "&Gửi tất cả", Kind.SOFT, icon="arrow-left-right")
        self.send.clicked.connect(lambda: self.send_now())
        for part in (self._sum, self.send, KeyCap(look, "F5")):
            self._queue.head.addWidget(part)
        self.table = QueueTable(look, services.now)
        self._empty = EmptyState(
            look, "circle-check", "Không còn việc chờ gửi", "Việc mới sẽ tự gửi, không phải làm gì."
        )
        self.scans = ScansGoing(look)
        self._queue.body.addWidget(self.scans)
        self._queue.body.addWidget(self.table, 1)
        self._queue.body.addWidget(self._empty, 1)
        side = QVBoxLayout()
        side.setSpacing(11)
        for card in (self._notice, self._history, self._numbers):
            side.addWidget(card)
        side.addStretch(1)
        holder = QWidget()
        look.pin(holder, width=352)
        side.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(side)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._queue, 1)
        below.addWidget(holder)
        root = QVBoxLayout(self)
        root.setContentsMargins(14, 12, 14, 12)
        root.setSpacing(12)
        root.addWidget(self.proof)
        root.addLayout(below, 1)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.send_now)

    def refresh(self) -> None:
        """Read everything again."""
        status, now = self._services.status(), self._services.now()
        note = f"{proof_note(status, now)}\n{health_note(status, now)}"
        self.proof.show_status(status, note)
        self._sum.say(waiting_words(status))
        self.scans.show_face(scan_face(status, now))
        self._notice.say(status.cause, Tone.SOON, "unlink")
        services = self._services
        self._tasks.run(services.queue, then=self._show_queue, failed=self._failed)
        self._tasks.run(services.history, then=self._history.show_marks, failed=self._failed)
        self._tasks.run(services.numbers, then=self._numbers.show_numbers, failed=self._failed)

    def send_now(self) -> None:
        """F5: an exchange now, not at its hour."""
        self.send.say("Đang gửi…")
        self._tasks.run(
            self._services.send_now, then=lambda _none: self._sent(), failed=self._failed
        )

    def _sent(self) -> None:
        self.send.say("&Gửi tất cả")
        self.refresh()

    def _show_queue(self, lines: Sequence[QueueLine]) -> None:
        self.table.show_lines(lines)
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)

    def _failed(self, error: Exception) -> None:
        self.send.say("&Gửi tất cả")
        if isinstance(error, OfficeError):
            self._notice.say(error.sentence, Tone.SOON, "unlink")
        else:
            self._report(error)
