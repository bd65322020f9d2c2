"""The morning's check: eight parts at the left, the one that needs a hand at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.morning.services import MorningServices
from counter_app.ui.ports import Tasks
from counter_app.ui.tokens import CARD_RADIUS, FIELD, HINT, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.big_action import BigAction
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.scrolling import scrolling
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import short_moment
from counter_app.usecases.morning_check import (
    PARTS,
    SLIP,
    TEST_CODE,
    LastCheck,
    Looked,
    Part,
    proved,
)
from domain.errors import OfficeError
from domain.morning import Outcome

_FACES: Final = {
    Outcome.GOOD: ("Tốt", "circle-check", Tone.GOOD),
    Outcome.WARN: ("Cần xem", "circle-alert", Tone.SOON),
    Outcome.BAD: ("Hỏng", "triangle-alert", Tone.LATE),
}
_WAITS: Final = ("Đang xem", "hourglass", Tone.WAITING)
_HAND: Final = ("Cần in thử", "hourglass", Tone.PRIMARY)


class PartRow(QFrame):
    """What was looked at, what came of it, and the way out."""

    def __init__(self, look: Look, part: Part) -> None:
        super().__init__()
        self._look, self._part = look, part
        self.looked: Looked | None = None
        self._face: tuple[str, str, Tone] = _HAND if part.key == SLIP else _WAITS
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Two lines."""
        return QSize(self._look.px(360), self._look.px(58))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Never lower: the second line would be cut."""
        return QSize(self._look.px(200), self._look.px(58))

    def show_looked(self, looked: Looked | None, waiting: tuple[str, str, Tone] = _WAITS) -> None:
        """A result, or that it is awaited."""
        self.looked = looked
        self._face = waiting if looked is None else _FACES[looked.outcome]
        self._name()
        self.update()

    def _words(self) -> str:
        if self.looked is None:
            return ""
        return f"{self.looked.words}. {self.looked.way_out}".strip().rstrip(".") + "."

    def _name(self) -> None:
        self.setAccessibleName(f"{self._part.title}: {self._face[0]}. {self._words()}".strip())
        self.setToolTip(self._words())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Icon, title, word, and a line on what was found."""
        del event
        t, px, painter = self._look.tokens, self._look.px, QPainter(self)
        rect, (word, icon, tone) = QRectF(self.rect()).adjusted(0, 2, 0, -2), self._face
        ink, soft = t.tone(tone)
        calm = self.looked is not None and self.looked.outcome is Outcome.GOOD
        paint.box(painter, rect, CARD_RADIUS, fill=t.sunken if calm else soft)
        side = px(20)
        spot = QRectF(rect.left() + px(14), rect.center().y() - side / 2, side, side)
        self._look.draw_icon(painter, self._part.icon, spot, t.ink2 if calm else ink)
        strong, small = self._look.font(FIELD, SEMIBOLD), self._look.font(HINT)
        state = paint.text_width(small, word) + px(24)
        left, width = spot.right() + px(14), rect.right() - spot.right() - state - px(44)
        words = self._words()
        upper = QRectF(left, rect.top() + px(6), width, px(22))
        if not words:
            upper = QRectF(left, rect.top(), width, rect.height())
        paint.write(painter, upper, self._part.title, strong, t.ink)
        lower = QRectF(left, rect.top() + px(28), width, px(20))
        paint.write(painter, lower, paint.elided(small, words, width), small, t.ink2)
        mark = QRectF(rect.right() - state - px(14), rect.center().y() - px(8), px(16), px(16))
        self._look.draw_icon(painter, icon, mark, ink)
        right = QRectF(mark.right() + px(6), rect.top(), state, rect.height())
        paint.write(painter, right, word, self._look.font(HINT, SEMIBOLD), ink)
        painter.end()


class MorningView(QWidget):
    """F9 prints, the code reader proves, and the result records itself."""

    toasted = Signal(str)

    def __init__(
        self,
        look: Look,
        services: MorningServices,
        *,
        tasks: Tasks,
        device: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Kiểm tra đầu ngày")
        self._look, self._services = look, services
        self._tasks, self._device, self._report = tasks, device, report
        self.rows = {part.key: PartRow(look, part) for part in PARTS}
        self.code, self._run, self._recorded = "", 0, False
        self._count = Chip(look)
        self._say, self._last = Text("", "label", wrap=True), Text("", "hint", wrap=True)
        self.notice = InlineNotice(look)
        self.act = BigAction(look, "In giấy thử", "printer", "F9")
        self.setFocusProxy(self.act)
        self._lay_out()
        self.act.clicked.connect(self.go_on)
        for key, act in (("F9", self.go_on), ("F5", self.look_again)):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _lay_out(self) -> None:
        parts = Card(self._look, "", "Hai phút trước khách đầu tiên")
        parts.head.addWidget(self._count)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(6)
        for row in self.rows.values():
            column.addWidget(row)
        column.addStretch(1)
        parts.body.addWidget(scrolling(holder))
        hand = Card(self._look, "", "Giấy thử")
        hand.body.addWidget(self._say)
        hand.body.addWidget(self.notice)
        hand.body.addStretch(1)
        hand.body.addWidget(self._last)
        hand.body.addWidget(self.act)
        self._look.pin(hand, least_width=340)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(14, 12, 14, 12)
        columns.setSpacing(12)
        columns.addWidget(parts, 5)
        columns.addWidget(hand, 3)

    # looking

    def refresh(self) -> None:
        """The result recorded last; what was looked at today stays."""
        self._tasks.run(self._services.last, then=self._show_last, failed=self._failed)
        self._tell()

    def look_again(self) -> None:
        """F5: everything but the page, one after the other, so that no device waits for two."""
        self._run += 1
        self._recorded = False
        for key, row in self.rows.items():
            if key != SLIP:
                row.show_looked(None)
        self._next(self._run)

    def _next(self, run: int) -> None:
        lacking = [k for k, row in self.rows.items() if k != SLIP and row.looked is None]
        if run != self._run or not lacking:
            self._tell()
            return
        key, look = lacking[0], self._services.look

        def looked(found: Looked) -> None:
            if run == self._run:
                self.rows[key].show_looked(found)
                self._next(run)

        self._tell()
        self._device.run(lambda: look(key), then=looked, failed=self._report)

    # the page

    def go_on(self) -> None:
        """F9: print a page; once all is recorded, begin anew."""
        if self._recorded:
            self.code = ""
            self.rows[SLIP].show_looked(None, _HAND)
            self.look_again()
        self.act.work(busy=True, words="Đang in…")
        self.notice.say("")
        self._device.run(self._services.print_test, then=self._printed, failed=self._not_printed)

    def _printed(self, code: str) -> None:
        self._ready()
        self.code = code
        if code:
            self.rows[SLIP].show_looked(None, ("Chờ quét mã", "hourglass", Tone.PRIMARY))
        else:
            self._settle(
                Looked(
                    outcome=Outcome.WARN,
                    words="Chưa nối máy in, giấy lưu thành tệp",
                    way_out="Chọn máy in trong counter.toml.",
                )
            )
        self._tell()

    def _ready(self) -> None:
        """The key goes back to where the next one belongs."""
        self.act.work(busy=False)
        if self.isVisible():
            self.act.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_printed(self, error: Exception) -> None:
        self._ready()
        if isinstance(error, OfficeError):
            self._settle(Looked(outcome=Outcome.BAD, words=error.sentence))
        else:
            self._report(error)

    def scanned(self, code: str) -> None:
        """What the code reader read while this screen is in sight."""
        if self.code:
            self._settle(proved(self.code, code.strip()))

    def takes(self, code: str) -> bool:
        """Whether a code is meant for this screen."""
        return code.strip().startswith(TEST_CODE)

    def _settle(self, looked: Looked) -> None:
        self.rows[SLIP].show_looked(looked)
        self._tell()

    # telling

    def _tell(self) -> None:
        told = {key: row.looked for key, row in self.rows.items()}
        results = {key: looked for key, looked in told.items() if looked is not None}
        good = sum(each.outcome is Outcome.GOOD for each in results.values())
        whole = len(results) == len(PARTS)
        tone = Tone.GOOD if good == len(PARTS) else Tone.PLAIN
        self._count.say(f"{good}/{len(PARTS)} tốt", "list-checks", tone)
        if self.code and self.rows[SLIP].looked is None:
            self._say.say("Quét mã vuông trên giấy vừa in bằng máy đọc mã.", "primary")
        elif whole:
            self._say.say("Đã kiểm tra đủ." if good == len(PARTS) else "Xem các dòng chưa tốt.")
        else:
            self._say.say("Nhấn F9: in một trang thử rồi quét mã trên đó.")
        self.act.say("Kiểm tra lại" if self._recorded else "In giấy thử", "printer", "F9")
        if whole and not self._recorded:
            self._recorded = True
            record = self._services.record
            self._tasks.run(
                lambda: record(results), then=lambda _none: self._kept(), failed=self._failed
            )

    def _kept(self) -> None:
        self.toasted.emit("Đã ghi kết quả kiểm tra đầu ngày")
        self.refresh()

    def _show_last(self, last: LastCheck | None) -> None:
        if last is None:
            self._last.say("Quầy chưa có lần kiểm tra nào được ghi.")
            return
        word = _FACES[last.worst][0].lower()
        when = short_moment(last.at, self._services.now())
        self._last.say(f"Lần ghi cuối: {when}, {last.officer or 'quầy'}, kết quả: {word}.")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OfficeError):
            self._recorded = False
            self.notice.say(error.sentence, Tone.LATE)
        else:
            self._report(error)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """The first sight of it begins the check."""
        super().showEvent(event)
        if not self._run:
            self.look_again()
