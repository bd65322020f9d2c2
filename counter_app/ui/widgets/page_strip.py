"""Scanned pages in a row, grouped by component and numbered 1.1, 1.2, 2.1."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import HINT
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.text import line
from counter_app.usecases.scan_session import PageThumb

WRAPS_FROM = 120


class _Page(QAbstractButton):
    """One page. A flaw replaces its number, with icon and word."""

    def __init__(self, look: Look, page: PageThumb, number: str, size: QSize) -> None:
        super().__init__()
        self._look, self.page, self._number, self._size = look, page, number, size
        self._picture = QPixmap()
        self._picture.loadFromData(page.png)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        name = f"Trang {number}" if page.component else f"Trang {number}, chưa xếp giấy tờ"
        self.setAccessibleName(f"{name}, {page.flaw}" if page.flaw else name)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(self._size.width() + 8, self._size.height() + self._look.px(25))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, px = self._look.tokens, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sheet = QRectF(4, 4, self._size.width(), self._size.height())
        paint.box(painter, sheet, 3, fill="#FFFFFF", line=t.line)
        if not self._picture.isNull():
            fitted = self._picture.size().scaled(
                self._size - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio
            )
            where = QRectF(0, 0, fitted.width(), fitted.height())
            where.moveCenter(sheet.center())
            painter.drawPixmap(where, self._picture, QRectF(self._picture.rect()))
        if self.isChecked():
            paint.box(painter, sheet.adjusted(-3, -3, 3, 3), 6, line=t.primary_text, width=2.5)
        foot = QRectF(0, sheet.bottom() + 1, self.width(), px(20))
        if self.page.flaw:
            self._flaw(painter, foot)
        else:
            chosen = self.isChecked()
            font = self._look.font(HINT, SEMIBOLD if chosen else MEDIUM)
            ink = t.ink if chosen else t.ink2
            paint.write(painter, foot, self._number, font, ink, paint.CENTRE)
        painter.end()

    def _flaw(self, painter: QPainter, foot: QRectF) -> None:
        t, px = self._look.tokens, self._look.px
        font = self._look.font(HINT, SEMIBOLD)
        width = paint.text_width(font, self.page.flaw) + px(18)
        left = foot.center().x() - width / 2
        icon = QRectF(left, foot.center().y() - px(7), px(14), px(14))
        self._look.draw_icon(painter, "triangle-alert", icon, t.soon)
        words = QRectF(left + px(18), foot.top(), width, foot.height())
        paint.write(painter, words, self.page.flaw, font, t.soon)


class PageStrip(QScrollArea):
    """The strip takes the focus as one; bare keys command only while it has it.

    Space shows large, R turns, Del removes, Ctrl+Z brings back, 1–9 (0 for none) assign,
    arrows choose, Ctrl+arrows move.
    """

    commanded = Signal(str, str)  # verb, page: "view", "rotate", "delete", "undo", "left", "right"
    assigned = Signal(str, int)
    chosen = Signal(str)

    def __init__(self, look: Look, page: QSize) -> None:
        super().__init__()
        self._look, self._page_size = look, page
        self._pages: list[_Page] = []
        self._at, self._across = 0, 1
        self.setAccessibleName("Các trang quét")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.show_pages((), fit=page)

    @property
    def current(self) -> str:
        """The chosen page's key; empty where there is none."""
        return self._pages[self._at].page.name if self._pages else ""

    def show_pages(self, pages: Sequence[PageThumb], *, fit: QSize | None = None) -> None:
        """Lay the strip anew; the choice stays where it was."""
        wanted = self.current
        self._page_size = fit or self._page_size
        self._pages = []
        counts: dict[int, int] = {}
        for at, page in enumerate(pages):
            counts[page.component] = counts.get(page.component, 0) + 1
            number = f"{page.component or '–'}.{counts[page.component]}"
            button = _Page(self._look, page, number, self._page_size)
            button.clicked.connect(lambda _c=False, at=at: self.choose(at))
            self._pages.append(button)
        self._lay_out()
        names = [one.page.name for one in self._pages]
        self.choose(names.index(wanted) if wanted in names else len(names) - 1)

    @property
    def _wraps(self) -> bool:
        return self._page_size.height() > WRAPS_FROM

    def _lay_out(self) -> None:
        """Small pages in one row; large ones in as many rows as they need."""
        holder = QWidget()
        holder.setObjectName("scrolled")
        height = self._page_size.height() + self._look.px(25) + 8
        if self._wraps:
            self._across = max(1, self.width() // (self._page_size.width() + 14))
            grid = QGridLayout(holder)
            grid.setContentsMargins(0, 0, 0, 0)
            for at, button in enumerate(self._pages):
                grid.addWidget(button, at // self._across, at % self._across)
            grid.setColumnStretch(self._across, 1)
            grid.setRowStretch(len(self._pages) // self._across + 1, 1)
            self.setMinimumHeight(height)
            self.setMaximumHeight(16_777_215)  # Qt's own "no limit"
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        else:
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(2)
            before = None
            for button in self._pages:
                if before is not None and before != button.page.component:
                    row.addWidget(_divider())
                before = button.page.component
                row.addWidget(button)
            row.addStretch(1)
            self.setFixedHeight(height)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(holder)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Large pages are laid anew where another number fits across."""
        super().resizeEvent(event)
        fits = max(1, self.width() // (self._page_size.width() + 14))
        if self._wraps and fits != self._across:
            self.show_pages([button.page for button in self._pages])

    def choose(self, at: int) -> None:
        """Choose a page by its place."""
        self._at = max(0, min(at, len(self._pages) - 1))
        for place, button in enumerate(self._pages):
            button.setChecked(place == self._at)
        if self._pages:
            self.ensureWidgetVisible(self._pages[self._at], 20, 0)
            self.chosen.emit(self.current)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """A click in the strip gives it the keys."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """The strip's own commands."""
        key, ctrl = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if not self._pages and key != Qt.Key.Key_Z:
            super().keyPressEvent(event)
        elif step is not None and ctrl:
            self.commanded.emit("left" if step < 0 else "right", self.current)
        elif step is not None:
            self.choose(self._at + step)
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_9 and not event.modifiers():
            self.assigned.emit(self.current, key - Qt.Key.Key_0)
        elif verb := _VERBS.get((key, bool(ctrl))):
            self.commanded.emit(verb, self.current)
        else:
            super().keyPressEvent(event)


_VERBS = {
    (Qt.Key.Key_Space, False): "view",
    (Qt.Key.Key_R, False): "rotate",
    (Qt.Key.Key_Delete, False): "delete",
    (Qt.Key.Key_Z, True): "undo",
}


def _divider() -> QWidget:
    divider = line()
    divider.setFixedSize(1, 84)
    return divider
