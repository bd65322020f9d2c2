"""Card 6, the promise: day and hour, the days counted, and where the result goes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.reception.faces import DueFace
from counter_app.ui.tokens import DUE
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.days_strip import DaysStrip
from counter_app.ui.widgets.emptying import empty
from counter_app.ui.widgets.segmented import Segmented
from counter_app.ui.widgets.text import Text, line, polish_again
from counter_app.usecases.case import ResultChannel

_GAP = 6  # between day and hour


class DueCard(Card):
    """ "Vì sao?" opens each step with calendar version and legal basis."""

    channel_chosen = Signal(str)
    address_typed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "6", "Hẹn trả")
        self._face: DueFace | None = None
        self.why = Button(look, "&Vì sao?", Kind.PLAIN, icon="calendar-days")
        self.why.clicked.connect(self._explain)
        self.head.addWidget(self.why)
        self._day, self._clock = Text("", "due"), Text("", "due")
        self._clock.setProperty("tone", "faint")
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._day)
        row.addStretch(1)
        row.addWidget(self._clock)
        self.strip = DaysStrip(look)
        self._lines = [Text("", "hint", wrap=True) for _ in range(3)]
        self._warning = Text("", "hint", wrap=True)
        self._warning.setProperty("tone", "soon")
        self._empty = Text(
            "Chọn thủ tục để tính ngày hẹn. Lịch nghỉ đã có trên máy, không cần mạng.",
            "label",
            wrap=True,
        )
        self._rule = line()
        self.channel = Segmented(
            look,
            "Nhận kết quả",
            [("counter", "Tại &quầy"), ("post", "&Bưu chính"), ("online", "Trực t&uyến")],
        )
        self.channel.chosen.connect(self.channel_chosen)
        self.address = QLineEdit()
        self.address.setAccessibleName("Địa chỉ gửi bưu chính")
        self.address.textEdited.connect(self.address_typed)
        self._address_label = Text("Địa chỉ gửi bưu chính", "hint")
        self._return_label = Text("Nhận kết quả", "label")
        self.body.setSpacing(4)
        self.body.addLayout(row)
        self.body.addWidget(self.strip)
        for text in (*self._lines, self._warning, self._empty):
            self.body.addWidget(text)
        for part in (
            self._rule,
            self._return_label,
            self.channel,
            self._address_label,
            self.address,
        ):
            self.body.addWidget(part)
        self._steps = _Steps()
        self._fitted = (False, 3, True, True)
        self._closed = False

    def show_face(self, face: DueFace) -> None:
        """Show the promise, or what it waits for."""
        if face == self._face:
            return
        before, self._face = self._face, face
        self._day.say(face.day)
        self._clock.say(face.clock, "faint")
        self._tighten()
        if before is None or before.days != face.days:
            self.strip.show_days(face.days)
        for at, text in enumerate(self._lines):
            text.say(face.lines[at] if at < len(face.lines) else "")
        self._warning.say(face.warning, "soon")
        if self.channel.value != face.channel.value:
            self.channel.choose(face.channel.value)
        if not self.address.hasFocus():
            self.address.setText(face.post_address)
        self._settle()

    def fit(self, *, compact: bool, lines: int, strip: bool = True, roomy: bool = True) -> None:
        """Compact: the promise alone, in the bar of the narrow layout.

        Else so many lines of why (3 at most), with the strip of days or without, and the
        labels where it is roomy: what gives way is told by "Vì sao?" too.
        """
        fitted = (compact, lines, strip, roomy)
        if fitted != self._fitted:
            self._fitted = fitted
            self._settle()

    def close_desk(self, *, closed: bool) -> None:
        """The case is saved: the promise stays in sight, the choices do not."""
        self._closed = closed
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Another width may have room for wider letters."""
        super().resizeEvent(event)
        self._tighten()

    def _tighten(self) -> None:
        """Thursday is the widest day: its letters move together before the hour cuts it."""
        font, sides = self.look.font(DUE, SEMIBOLD), self.body.contentsMargins()
        room = self.width() - sides.left() - sides.right() - self.look.px(_GAP)
        wide = paint.text_width(font, self._day.text() + self._clock.text()) > room
        if self._day.property("tight") is not wide:
            self._day.setProperty("tight", wide)
            polish_again(self._day)

    def _settle(self) -> None:
        known = bool(self._face and self._face.day)
        post = self._face is not None and self._face.channel is ResultChannel.POST
        compact, lines, strip, roomy = self._fitted
        for part in (self._day, self._clock, self.why):
            part.setVisible(known)
        self.strip.setVisible(known and strip and not compact)
        room = 0 if compact or self._closed else lines - (1 if post else 0)
        for at, text in enumerate(self._lines):
            text.setVisible(bool(text.text()) and at < room)
        self.channel.setVisible(not self._closed)
        self._warning.setVisible(bool(self._warning.text()) and not compact)
        self._empty.setVisible(not known)
        self._rule.setVisible(not compact and not self._closed)
        labelled = not compact and not self._closed and (roomy or not known)
        self._return_label.setVisible(labelled)
        self._address_label.setVisible(post and labelled)
        self.address.setVisible(post and not self._closed)

    def _explain(self) -> None:
        if self._face is None:
            return
        self._steps.setParent(self.window())
        self._steps.show_steps(self._face)
        self._steps.adjustSize()
        corner = self.why.mapTo(self.window(), QPoint(self.why.width(), self.why.height() + 6))
        self._steps.move(corner.x() - self._steps.width(), corner.y())
        self._steps.show()
        self._steps.raise_()
        self._steps.setFocus(Qt.FocusReason.PopupFocusReason)


class _Steps(QFrame):
    """How the day came about. Esc, or leaving it, closes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("popup")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Vì sao hẹn ngày này")
        self.setFixedWidth(420)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 14, 18, 16)
        self._column.setSpacing(4)
        self._back: QWidget | None = None
        self.hide()

    def show_steps(self, face: DueFace) -> None:
        empty(self._column)
        window = self.window().focusWidget() if self.parentWidget() else None
        self._back = window
        self._column.addWidget(Text(f"Vì sao hẹn {face.day} {face.clock}?", "section", wrap=True))
        spoken = []
        for at, step in enumerate(face.steps, 1):
            self._column.addSpacing(4)
            self._column.addWidget(Text(f"{at}. {step.text}", "label", wrap=True))
            if step.basis:
                self._column.addWidget(Text(step.basis, "hint", wrap=True))
            spoken.append(f"{step.text} {step.basis}")
        self._column.addSpacing(6)
        self._column.addWidget(Text(face.lines[-1] if face.lines else "", "hint"))
        self.setAccessibleDescription(". ".join(spoken))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.hide()
            if self._back is not None:
                self._back.setFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        del event
        self.hide()
