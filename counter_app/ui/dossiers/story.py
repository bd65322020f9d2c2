"""The story of one dossier: what stands above it, then the journal in words, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.dossiers.hand_over import HAND_OVER_KEY, HandOverCard
from counter_app.ui.dossiers.rows import FACES, state_face
from counter_app.ui.look import Look
from counter_app.ui.tokens import HINT, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import EmptyState
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.text import Text, line
from counter_app.ui.wording import clock, dong, long_day, short_moment
from counter_app.usecases.decisions import Dispute
from counter_app.usecases.desk_lists import DueState
from counter_app.usecases.lines import DossierLine, StoryLine, TwinDossier
from domain.moment import Moment

_ROOM_FOR_BOTH = 800
_ICONS = {"tray-down": "inbox", "coins": "banknote", "tray-up": "upload"}


class _Event(QWidget):
    """One fact: when, a round icon on the thread of time, and two lines of words."""

    def __init__(self, look: Look, told: StoryLine, now: Moment, *, last: bool) -> None:
        super().__init__()
        self._look, self._told, self._last = look, told, last
        self._when = short_moment(told.at, now)
        self.setAccessibleName(f"{self._when}, {told.title}, {told.detail}")
        title, detail = Text(told.title, "name", wrap=True), Text(told.detail, "hint", wrap=True)
        words = QVBoxLayout(self)
        words.setContentsMargins(look.px(150), 2, 4, 10)
        words.setSpacing(1)
        words.addWidget(title)
        words.addWidget(detail)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(300), self._look.px(48))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, px, painter = self._look.tokens, self._look.px, QPainter(self)
        when = QRectF(0, px(3), px(100), px(22))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        paint.write(painter, when, self._when, self._look.font(HINT), t.ink2, right)
        ball = QRectF(px(112), px(1), px(27), px(27))
        if not self._last:
            x = ball.center().x() - 1
            thread = QRectF(x, ball.bottom() + 4, 2, self.height() - ball.bottom() - 6)
            paint.box(painter, thread, 1, fill=t.line)
        ink, soft = t.tone(Tone.GOOD if self._told.shared else Tone.WAITING)
        paint.box(painter, ball, ball.height() / 2, fill=soft)
        inner = ball.adjusted(px(6), px(6), -px(6), -px(6))
        name = _ICONS.get(self._told.icon, self._told.icon)
        self._look.draw_icon(painter, name, inner, ink)
        painter.end()


class Story(QFrame):
    """The right pane: what the clerk may do with the dossier stands above its story."""

    reprint_asked = Signal(object)  # DossierLine
    hand_over_asked = Signal(object)  # DossierLine
    dispute_asked = Signal(object)  # Dispute
    twin_asked = Signal(object)  # TwinDossier; None: the dossier's own story again

    def __init__(
        self,
        look: Look,
        due: Callable[[DossierLine], DueState],
        now: Callable[[], Moment],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName("Câu chuyện hồ sơ")
        self._look, self._due, self._now = look, due, now
        self.line: DossierLine | None = None
        self._name, self._state, self._left = Text("", "screen", wrap=True), Chip(look), Chip(look)
        self._procedure, self._code = Text("", "label", wrap=True), Text("", "label")
        self._promise = Text("", "hint", wrap=True)
        self.reprint = Button(look, "&In lại giấy hẹn", Kind.OUTLINE, icon="printer")
        self.reprint.clicked.connect(lambda: self.reprint_asked.emit(self.line))
        self.give = Button(look, "Trả kết &quả", icon="circle-check", key=HAND_OVER_KEY)
        self.give.clicked.connect(lambda: self.hand_over_asked.emit(self.line))
        self.hand_over = HandOverCard(look)
        self.notice, self._dispute = InlineNotice(look), InlineNotice(look)
        self.twin = InlineNotice(look)
        self._title = Text("", "section")
        self._shared = Chip(look, bare=True)
        self._events = QScrollArea()
        self._events.setWidgetResizable(True)
        self._events.setFrameShape(QFrame.Shape.NoFrame)
        self._events.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._events.setAccessibleName("Diễn biến, mới nhất ở trên")
        self._events.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = EmptyState(
            look, "history", "Chưa chọn hồ sơ", "Chọn một hồ sơ để đọc diễn biến của nó."
        )
        self._full, self._below = QWidget(), QWidget()
        self.hand_over.asked.connect(self._share)
        self.hand_over.left.connect(self._share)
        self._lay_out()
        self.show_line(None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._left, 0, Qt.AlignmentFlag.AlignTop)
        under = QHBoxLayout()
        under.addWidget(self._procedure, 1)
        under.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        acts = QHBoxLayout()
        acts.addWidget(self.give)
        acts.addWidget(self.reprint)
        acts.addWidget(self._promise, 1)
        acts.setSpacing(14)
        title = QHBoxLayout()
        title.addWidget(self._title)
        title.addStretch(1)
        title.addWidget(self._shared)
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (head, under, acts):
            column.addLayout(part)
        column.addWidget(self.notice)
        column.addWidget(self.hand_over)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addWidget(self.twin)
        below.addWidget(self._dispute)
        below.addWidget(line())
        below.addLayout(title)
        below.addWidget(self._events, 1)
        column.addWidget(self._below, 1)
        column.addStretch(0)
        root = QVBoxLayout(self)
        root.setContentsMargins(18, 14, 18, 12)
        root.addWidget(self._full)
        root.addWidget(self._empty)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """In a low window the story gives way to what is asked above it."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        asked = self.hand_over.line is not None
        self._below.setVisible(not asked or self.height() >= self._look.px(_ROOM_FOR_BOTH))

    def show_line(self, one: DossierLine | None) -> None:
        """Show the head of a dossier; its story follows."""
        self.line = one
        self._full.setVisible(one is not None)
        self._empty.setVisible(one is None)
        if one is None:
            self.hand_over.leave()
            return
        self._name.say(one.customer_name)
        word, icon, tone = state_face(one)
        self._state.say(word, icon, tone)
        due = self._due(one)
        tone, icon = FACES[due.urgency]
        self._left.say(due.text, icon, tone)
        self._dispute.say("")
        self._show_twins(None)
        self._procedure.say(one.procedure_name)
        self._code.say(one.code)
        fee = f" · lệ phí {dong(one.fee)}" if one.fee else ""
        self._promise.say(f"Hẹn trả {long_day(one.due)} lúc {clock(one.due)}{fee}")
        self.reprint.setVisible(not one.office)
        self.give.setVisible(not one.returned)
        if self.hand_over.line is not None and self.hand_over.line.id != one.id:
            self.hand_over.leave()
        if one.office:
            self._shared.say(f"Của {one.office}", "landmark", Tone.PLAIN)
        elif one.shared:
            self._shared.say("Trung tâm đã nhận", "equal", Tone.GOOD)
        else:
            self._shared.say("Chưa gửi trung tâm", "arrow-up", Tone.WAITING)

    def show_disputes(self, told: Sequence[Dispute]) -> None:
        """What is in dispute about this dossier or its customer, and the way to decide it."""
        if self.line is None or not told:
            self._dispute.say("")
            return
        first = replace(told[0], name=told[0].name or self.line.customer_name)
        matters = ", ".join(one.words for one in told)
        places = "hai quầy" if len(first.versions) == 2 else "các quầy"
        self._dispute.say(
            f"Có mâu thuẫn: {matters} – {places} ghi khác nhau",
            Tone.WAITING,
            acts=[("&Xem để quyết định", lambda: self.dispute_asked.emit(first))],
        )

    def _show_twins(self, read: TwinDossier | None) -> None:
        """That other codes lead here, and the way to their stories; `read`: whose is in sight."""
        self._title.say(f"Diễn biến của {read.code}" if read else "Diễn biến")
        twins = self.line.twins if self.line is not None else ()
        if read is not None and self.line is not None:
            said = f"Đang đọc hồ sơ {read.code}, nhận cùng một giấy tờ; việc làm tiếp ở đây."
            way = ("Về &diễn biến của hồ sơ này", lambda: self.twin_asked.emit(None))
            self.twin.say(said, Tone.PRIMARY, "folder", [way])
        elif twins:
            codes = ", ".join(twin.code for twin in twins)
            ways = [self._way(twin, alone=len(twins) == 1) for twin in twins]
            self.twin.say(f"Hồ sơ này đứng chung với {codes}.", Tone.PRIMARY, "folder", ways)
        else:
            self.twin.say("")

    def _way(self, twin: TwinDossier, *, alone: bool) -> tuple[str, Callable[[], None]]:
        words = "Đọc &diễn biến của hồ sơ kia" if alone else f"Đọc {twin.code}"
        return words, lambda: self.twin_asked.emit(twin)

    def show_story(self, told: Sequence[StoryLine], twin: TwinDossier | None = None) -> None:
        """Newest first; `twin`: of a dossier that this one stands for."""
        self._show_twins(twin)
        holder = QWidget()
        holder.setObjectName("scrolled")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        for at, one in enumerate(told):
            last = at == len(told) - 1
            column.addWidget(_Event(self._look, one, self._now(), last=last))
        column.addStretch(1)
        self._events.setWidget(holder)
