"""The headline: counter and centre, and whether they are equal."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.text import Icon, Text
from counter_app.ui.wording import grouped
from counter_app.usecases.lines import LinkState, LinkStatus
from counter_app.usecases.office_card import OfficeCard

_DISC, _LOW_DISC = 62, 40


class _Side(QFrame):
    def __init__(self, look: Look, icon: str, name: str, note: str) -> None:
        super().__init__()
        self.setObjectName("inset")
        self._name = name
        self._count, self._seal = Text("", "money"), Text("", "label")
        who = QVBoxLayout()
        who.setSpacing(1)
        who.addStretch(1)
        who.addWidget(Text(name, "section"))
        self._note = Text(note, "hint", wrap=True)
        who.addWidget(self._note)
        who.addStretch(1)
        held = QVBoxLayout()
        held.setSpacing(1)
        held.addStretch(1)
        for text in (self._count, Text("việc đang giữ chung", "hint"), self._seal):
            text.setAlignment(text.alignment().AlignRight | text.alignment().AlignVCenter)
            held.addWidget(text)
        held.addStretch(1)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(24, 10, 20, 10)
        row.setSpacing(18)
        self._icon = Icon(look, icon, Tone.PRIMARY, 36)
        row.addWidget(self._icon)
        row.addLayout(who, 1)
        row.addLayout(held)

    def fold(self, *, slim: bool) -> None:
        self._icon.setVisible(not slim)
        self._note.setVisible(not slim)
        edge = 10 if slim else 24
        self._row.setContentsMargins(edge, 6, edge, 6)

    def show_held(self, count: int, seal: str) -> None:
        self._count.say(grouped(count))
        self._seal.say(f"dấu {seal}" if seal else "chưa có dấu")
        self.setAccessibleName(f"{self._name}: {grouped(count)} việc, dấu {seal or 'chưa có'}")


class _Sign(QWidget):
    """= in a disc between two lines; a clock while it is not proved."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._tone, self._icon = look, Tone.PLAIN, "hourglass"
        self._disc = _DISC
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(210), self._look.px(self._disc + 4))

    def fold(self, *, low: bool) -> None:
        self._disc = _LOW_DISC if low else _DISC
        self.updateGeometry()

    def show_sign(self, icon: str, tone: Tone, name: str) -> None:
        self._icon, self._tone = icon, tone
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, px, rect, painter = self._look.tokens, self._look.px, QRectF(self.rect()), QPainter(self)
        ink, soft = t.tone(self._tone)
        side = px(self._disc)
        disc = QRectF(0, 0, side, side)
        disc.moveCenter(rect.center())
        y = rect.center().y() - 1
        paint.box(painter, QRectF(0, y, disc.left() - 6, 2), 1, fill=ink)
        paint.box(
            painter, QRectF(disc.right() + 6, y, rect.right() - disc.right() - 6, 2), 1, fill=ink
        )
        proved = self._tone is Tone.GOOD
        paint.box(painter, disc, side / 2, fill=ink if proved else soft, line=ink, width=2)
        edge = side * 0.23
        inner = disc.adjusted(edge, edge, -edge, -edge)
        self._look.draw_icon(painter, self._icon, inner, t.surface if proved else ink)
        painter.end()


class Proof(QFrame):
    """Quầy = Trung tâm."""

    def __init__(self, look: Look, office: OfficeCard) -> None:
        super().__init__()
        self.setObjectName("card")
        self._here = _Side(look, "monitor", office.counter, office.name)
        self._there = _Side(look, "server", "Trung tâm tỉnh", "bản đã đối soát lần cuối")
        self._sign = _Sign(look)
        self._title, self._note = Text("", "section"), Text("", "hint", wrap=True)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addStretch(1)
        middle.addWidget(self._sign)
        for text in (self._title, self._note):
            text.setAlignment(text.alignment().AlignCenter)
            middle.addWidget(text)
        middle.addStretch(1)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(14, 16, 14, 16)
        row.setSpacing(14)
        row.addWidget(self._here, 5)
        row.addLayout(middle, 3)
        row.addWidget(self._there, 5)
        look.pin(self, least_height=112)

    def fold(self, *, low: bool, slim: bool) -> None:
        """A smaller sign where there is no height, no notes where there is no width."""
        edge = 5 if low else 16
        self._row.setContentsMargins(14, edge, 14, edge)
        self._sign.fold(low=low)
        for side in (self._here, self._there):
            side.fold(slim=slim)

    def show_status(self, status: LinkStatus, note: str) -> None:
        """Equal is said only where it was proved; waiting is never red."""
        self._here.show_held(status.shared_facts, status.seal)
        self._there.show_held(status.centre_shared_facts, status.centre_seal)
        equal = bool(status.seal) and status.seal == status.centre_seal
        lost = status.state is LinkState.WAITING and status.lost_since is not None
        if status.missing_facts:
            icon, tone, title = "refresh-cw", Tone.SOON, "Có việc hỏng, đang lấy lại"
        elif status.state is LinkState.REPAIRING:
            icon, tone, title = "refresh-cw", Tone.SOON, "Đang vá chỗ lệch"
        elif status.state is LinkState.EXCHANGING:
            icon, tone, title = "arrow-left-right", Tone.PRIMARY, "Đang đối soát"
        elif equal and not lost:
            icon, tone, title = "equal", Tone.GOOD, "Hai bên khớp nhau"
        elif equal:
            icon, tone, title = "unlink", Tone.SOON, "Khớp lần cuối, nay mất mạng"
        else:
            icon, tone, title = "hourglass", Tone.WAITING, "Chưa đối soát lần nào"
        self._sign.show_sign(icon, tone, title)
        self._title.say(title, tone.value)
        self._note.say(note)
