"""The head of the window: screen, open cases, search, who sits here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import HINT, RADIUS, Tone
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.case_tabs import CaseTab, CaseTabs
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.text import Icon, Text


class _SearchBox(QAbstractButton):
    """Looks like a field, opens the palette."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("Tìm hoặc ra lệnh")
        self.setAccessibleDescription("Phím Ctrl+K")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.pin(self, most_width=232)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(232), self._look.px(34))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._look.px(132), self._look.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, px, rect, painter = self._look.tokens, self._look.px, QRectF(self.rect()), QPainter(self)
        paint.box(painter, rect, RADIUS, fill=t.sunken, line=t.outline)
        side = px(16)
        spot = QRectF(px(11), rect.center().y() - side / 2, side, side)
        self._look.draw_icon(painter, "search", spot, t.ink2)
        words = rect.adjusted(px(34), 0, 0, 0)
        text = "Tìm hoặc ra lệnh" if rect.width() >= px(220) else "Tìm"
        paint.write(painter, words, text, self._look.font(HINT), t.ink2)
        right = QPointF(rect.right() - px(6), rect.center().y())
        paint.key_cap(painter, self._look, right, "Ctrl+K", inverse=False)
        painter.end()


class TopBar(QWidget):
    """52 high. Case tabs show on the reception screen only."""

    resumed = Signal(str)
    asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        look.pin(self, height=52)
        self._title, self._subtitle = Text("", "screen"), Text("", "label")
        self.tabs = CaseTabs(look)
        self.tabs.resumed.connect(self.resumed)
        self._offline = Chip(look)
        self.search = _SearchBox(look)
        self.search.clicked.connect(lambda: self.asked.emit())
        self._officer, self._counter = Text("", "strong"), Text("", "label")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._title)
        row.addWidget(self._subtitle)
        row.addWidget(self.tabs, 1)
        row.addWidget(self._offline)
        row.addWidget(self.search)
        row.addWidget(Icon(look, "user", Tone.PLAIN, 18))
        row.addWidget(self._officer)
        row.addWidget(self._counter)

    def entitle(self, title: str, subtitle: str = "") -> None:
        """The screen in sight."""
        self._title.say(title)
        self._subtitle.say(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def seat(self, officer: str, counter: str) -> None:
        """Who sits at which counter."""
        self._officer.say(officer)
        self._counter.say(f"· {counter}")

    def warn(self, text: str) -> None:
        """The link is down: said calmly, beside the title."""
        self._offline.say(text, "unlink", Tone.SOON)

    def show_tabs(self, tabs: Sequence[CaseTab]) -> None:
        """The cases of the desk."""
        self.tabs.show_tabs(tabs)
