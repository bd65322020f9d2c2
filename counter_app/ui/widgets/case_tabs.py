"""The cases of the desk as tabs: as many as have room, the rest behind one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from counter_app.ui.look import SEMIBOLD, Look
from counter_app.ui.tokens import CONTROL, HINT, LABEL, RADIUS
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.emptying import discard

GAP = 12
_ICON_ROOM, _SIDE, _NOTE_GAP = 33, 12, 8
_LEAST_NAME = 110


@dataclass(frozen=True, slots=True)
class CaseTab:
    """A case of the desk: the one in work, or one held."""

    case: str
    name: str
    note: str = ""  # "giữ 6 phút", "chưa lưu, mở lại"
    current: bool = False

    @property
    def sentence(self) -> str:
        """The tab read out."""
        return f"{self.name}, {self.note}" if self.note else self.name


class _Key(QAbstractButton):
    """Enter takes it as well as the space bar: it stands in a list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class _Tab(_Key):
    """Name and note side by side; the name gives way first, in its middle."""

    def __init__(self, look: Look, tab: CaseTab, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._tab = look, tab
        self.setAccessibleName(tab.sentence)
        self.setToolTip(tab.sentence)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Wide enough for the whole name."""
        name = paint.text_width(self._look.font(LABEL, SEMIBOLD), self._tab.name)
        return QSize(int(name) + self.around() + 2, self._look.px(CONTROL))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Narrower it says nothing."""
        least = min(self.sizeHint().width(), self._look.px(_LEAST_NAME) + self.around())
        return QSize(least, self._look.px(CONTROL))

    def around(self) -> int:
        """Everything but the name, px."""
        px = self._look.px
        return px(_ICON_ROOM) + px(_SIDE) + self._note_room()

    def _note_room(self) -> int:
        if not self._tab.note:
            return 0
        note = paint.text_width(self._look.font(HINT), self._tab.note)
        return int(note) + self._look.px(_NOTE_GAP) + 1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        t, px, rect, painter = self._look.tokens, self._look.px, QRectF(self.rect()), QPainter(self)
        current = self._tab.current
        ink = t.primary_text if current else t.ink2
        fill, edge = (t.primary_soft, t.primary_text) if current else (t.surface, t.line)
        paint.box(painter, rect, RADIUS, fill=fill, line=edge, width=1.4)
        side = px(16)
        spot = QRectF(px(11), rect.center().y() - side / 2, side, side)
        self._look.draw_icon(painter, "user" if current else "pause", spot, ink)
        font = self._look.font(LABEL, SEMIBOLD)
        words = rect.adjusted(px(_ICON_ROOM), 0, -px(_SIDE) - self._note_room(), 0)
        paint.write(painter, words, paint.elided(font, self._tab.name, words.width()), font, ink)
        if self._tab.note:
            note = rect.adjusted(0, 0, -px(_SIDE), 0)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            paint.write(painter, note, self._tab.note, self._look.font(HINT), t.ink3, flags)
        painter.end()


class _More(_Key):
    """ "+2": the cases that have no room."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def count(self, hidden: int) -> None:
        self.setText(f"+{hidden}")
        self.setAccessibleName(f"{hidden} hồ sơ giữ nữa")
        self.setToolTip(self.accessibleName())

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(44), self._look.px(CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, painter = self._look.tokens, QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, RADIUS, fill=t.surface, line=t.line, width=1.4)
        font = self._look.font(LABEL, SEMIBOLD)
        paint.write(painter, rect, self.text(), font, t.ink2, paint.CENTRE)
        painter.end()


class CaseTabs(QWidget):
    """Takes what the head has left, and shares it out."""

    resumed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tabs: Sequence[CaseTab] = ()
        self._buttons: list[_Tab] = []
        self._more = _More(look, self)
        self._more.clicked.connect(self._list)
        self._more.hide()
        self.setAccessibleName("Hồ sơ trên bàn")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._share)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Whatever there is."""
        return QSize(self._look.px(200), self._look.px(CONTROL))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Room for the button behind which all wait."""
        return QSize(self._look.px(48), self._look.px(CONTROL))

    @property
    def shown(self) -> Sequence[QAbstractButton]:
        """The tabs in sight, left to right."""
        return [button for button in self._buttons if not button.isHidden()]

    def show_tabs(self, tabs: Sequence[CaseTab]) -> None:
        """The case in work first, then the held ones."""
        if list(tabs) == list(self._tabs):
            return
        for button in self._buttons:
            discard(button)
        self._tabs, self._buttons = tuple(tabs), []
        for tab in tabs:
            button = _Tab(self._look, tab, self)
            button.clicked.connect(lambda _c=False, case=tab.case: self.resumed.emit(case))
            self._buttons.append(button)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Share anew."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        room = self._fitting()
        hidden = len(self._buttons) - room
        spare = self.width() - (self._more.sizeHint().width() + GAP if hidden else 0)
        seen = self._buttons[:room]
        around = [b.around() for b in seen]
        names = _shares([b.sizeHint().width() - b.around() for b in seen], spare - sum(around))
        widths = [name + rest for name, rest in zip(names, around, strict=True)]
        left = 0
        for at, button in enumerate(self._buttons):
            button.setVisible(at < room)
            if at < room:
                button.setGeometry(left, 0, widths[at], self._look.px(CONTROL))
                left += widths[at] + GAP
        self._more.setVisible(hidden > 0)
        if hidden:
            self._more.count(hidden)
            self._more.setGeometry(
                left, 0, self._more.sizeHint().width(), self._more.sizeHint().height()
            )

    def _fitting(self) -> int:
        """How many tabs have room at their least width, the "+2" beside them."""
        left, button_room = self.width() + GAP, self._more.sizeHint().width() + GAP
        for at, button in enumerate(self._buttons):
            left -= button.minimumSizeHint().width() + GAP
            last = at == len(self._buttons) - 1
            if left < (0 if last else button_room) and (left < 0 or not self._rest_fits(at, left)):
                return at
        return len(self._buttons)

    def _rest_fits(self, at: int, left: int) -> bool:
        rest = self._buttons[at + 1 :]
        return sum(one.minimumSizeHint().width() + GAP for one in rest) <= left

    def _list(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tab in self._tabs[len(self.shown) :]:
            act = menu.addAction(tab.sentence.replace("&", "&&"))
            act.triggered.connect(lambda _c=False, case=tab.case: self.resumed.emit(case))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))


def _shares(wanted: Sequence[int], room: int) -> Sequence[int]:
    """Each gets what it wants; where the sum is too large, the widest give way to one width."""
    room -= GAP * max(0, len(wanted) - 1)
    if sum(wanted) <= room:
        return wanted
    cut, rest = room, len(wanted)
    for width in sorted(wanted):
        if width * rest > cut:
            break
        cut, rest = cut - width, rest - 1
    most = cut // max(1, rest)
    return [min(width, most) for width in wanted]
