"""The big action with what it lacks; after saving, the two states: saved, printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import ActionFace
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.big_action import BigAction
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.notice import Act, InlineNotice
from counter_app.ui.widgets.text import Icon, Text

_SHOWN = 3


class ActionCard(QWidget):
    """Open matters, F9, F8, F2. A press on an open matter leads to it."""

    submitted = Signal()
    held = Signal()
    next_asked = Signal()
    same_asked = Signal()
    matter_asked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._face: ActionFace | None = None
        self._short = True
        self.setAccessibleName("Lưu và in")
        self.notice = InlineNotice(look)
        self._open = _OpenMatters(look)
        self._open.asked.connect(self.matter_asked)
        self._good = _Line(look)
        self._saved = _Saved(look)
        self.big = BigAction(look, "Lưu và in giấy hẹn", "printer", "F9")
        self.big.clicked.connect(self._pressed)
        self.print_again = Button(look, "In lại giấy hẹn", Kind.OUTLINE, icon="printer", key="F9")
        self.print_again.clicked.connect(lambda: self.submitted.emit())
        self.hold = Button(look, "Giữ lại", Kind.OUTLINE, icon="pause", key="F8")
        self.hold.clicked.connect(lambda: self.held.emit())
        self.fresh = Button(look, "Khách mới", Kind.OUTLINE, icon="plus", key="F2")
        self.fresh.clicked.connect(lambda: self.next_asked.emit())
        self.same = Button(look, "Thêm hồ sơ cho khách này", Kind.OUTLINE, key="Shift+F2")
        self.same.clicked.connect(lambda: self.same_asked.emit())
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(self.hold, 1)
        pair.addWidget(self.fresh, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.notice, self._open, self._good, self._saved):
            column.addWidget(part)
        column.addWidget(self.big)
        column.addWidget(self.print_again)
        column.addWidget(self.same)
        column.addLayout(pair)

    def show_face(self, face: ActionFace) -> None:
        """Show what is open, or what saving gave."""
        if face == self._face:
            return
        self._face = face
        saved = bool(face.saved)
        self._show_open(face)
        self._good.say(face.done if not face.open and not saved else "", "circle-check", Tone.GOOD)
        self._saved.show_face(face)
        for part in (self.hold, self.fresh):
            part.setVisible(not saved)
        self.same.setVisible(saved)
        self.print_again.setVisible(saved and face.printable)
        if saved:
            self.big.say("Khách tiếp theo", "arrow-right", "F2")
            self.big.lack("")
        else:
            self.big.say("Lưu và in giấy hẹn", "printer", "F9")
            count = len(face.open)
            self.big.lack(f"Còn {count} việc · F9 tới việc đầu" if count else "")
        self.big.work(busy=face.saving)

    def tell(self, text: str, tone: Tone, acts: Sequence[tuple[str, Act]]) -> None:
        """Something to decide or to know; the open matters make room for it where it is short."""
        self.notice.say(text, tone, acts=acts)
        if self._face is not None:
            self._show_open(self._face)

    def _show_open(self, face: ActionFace) -> None:
        told = self._short and face.promised and bool(self.notice.accessibleName())
        texts = () if told else face.open
        notice = bool(self.notice.accessibleName())
        self._open.show_texts(texts, face.done, one=self._short and (face.promised or notice))

    def fit(self, *, short: bool) -> None:
        """Short: beside a whole promise there is room for the first open matter only."""
        if short != self._short:
            self._short = short
            face, self._face = self._face, None
            if face is not None:
                self.show_face(face)

    def brief(self, *, on: bool) -> None:
        """The small buttons without their keys, in the narrowest window."""
        for button in (self.hold, self.fresh, self.same, self.print_again):
            button.brief(on=on)

    def _pressed(self) -> None:
        if self._face is not None and self._face.saved:
            self.next_asked.emit()
        else:
            self.submitted.emit()


class _Line(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._icon, self._text = Icon(look, "circle-check", Tone.GOOD, 17), Text("", "hint")
        self._text.setWordWrap(True)
        look.pin(self, least_height=20)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(7)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)

    def say(self, text: str, icon: str, tone: Tone) -> None:
        self.setVisible(bool(text))
        self._icon.show_icon(icon, tone)
        self._text.say(text, tone.value)


class _OpenMatters(QFrame):
    """ "Còn 2 việc": three in sight, each leads to its mend."""

    asked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look = look
        self._title = Text("", "section")
        self._good = _Line(look)
        self._rows = [_Matter(look) for _ in range(_SHOWN)]
        self._more = Text("", "hint")
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(Icon(look, "list-todo", Tone.PRIMARY, 18))
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 9)
        column.setSpacing(3)
        column.addWidget(self._head)
        column.addWidget(self._good)
        for at, row in enumerate(self._rows):
            column.addWidget(row)
            row.clicked.connect(lambda _c=False, at=at: self.asked.emit(at))
        column.addWidget(self._more)
        self.hide()

    def show_texts(self, texts: Sequence[str], done: str, *, one: bool) -> None:
        words = list(texts[:1] if one else texts)
        self.setVisible(bool(words))
        self._title.say(f"Còn {len(words)} việc")
        self._head.setVisible(not one)
        self._good.say("" if one else done, "circle-check", Tone.GOOD)
        for at, row in enumerate(self._rows):
            row.say(words[at] if at < len(words) else "")
        more = len(words) - _SHOWN
        self._more.say(f"và {more} việc nữa" if more > 0 else "")
        self._more.setVisible(more > 0)


class _Matter(QPushButton):
    """One open matter; a press goes where it is mended."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._line = _Line(look)
        self._line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFlat(True)
        self.setStyleSheet("border: 0; background: transparent; padding: 0;")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._least = look.px(24)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """A push button would measure its own text, of which there is none."""
        return self._line.minimumSizeHint().expandedTo(QSize(60, self._least))

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Not by its layout, which forgets the least."""
        return False

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """One line, or the two that it wraps to."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """The words inside want another height."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def say(self, text: str) -> None:
        self.setVisible(bool(text))
        self.setAccessibleName(text)
        self.setToolTip(text)
        self._line.say(text, "circle-alert", Tone.SOON)


class _Saved(QFrame):
    """The code, that it is kept, and where its paper stands."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("card")
        self._code = QLabel()
        self._code.setProperty("role", "due")
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note, self._paper = _Line(look), _Line(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 11)
        column.setSpacing(5)
        column.addWidget(Text("Mã số hồ sơ", "hint"))
        column.addWidget(self._code)
        column.addWidget(self._note)
        column.addWidget(self._paper)
        self.hide()

    def show_face(self, face: ActionFace) -> None:
        self.setVisible(bool(face.saved))
        self._code.setText(face.saved)
        self._note.say(face.saved_note, "circle-check", Tone.GOOD)
        self._paper.say(face.paper.text, face.paper.icon or "printer", face.paper.tone)
