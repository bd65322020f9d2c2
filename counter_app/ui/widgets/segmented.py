"""One of a few: segments in a row, the chosen one with a tick."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QShortcutEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from counter_app.ui.look import MEDIUM, SEMIBOLD, Look
from counter_app.ui.tokens import CONTROL, LABEL, RADIUS
from counter_app.ui.widgets import paint


class _Segment(QAbstractButton):
    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self._look = look
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(paint.plain(text))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        px = self._look.px
        tick = px(22) if self.isChecked() else 0
        width = paint.text_width(self._font(chosen=True), self.text()) + px(16) + tick
        return QSize(int(width) + 1, px(CONTROL - 2))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        px = self._look.px
        extra = px(22) if self.isChecked() else 0
        words = paint.text_width(self._font(chosen=True), self.text())
        return QSize(int(words) + px(8) + extra, px(CONTROL - 2))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, px, rect = self._look.tokens, self._look.px, QRectF(self.rect())
        painter = QPainter(self)
        ink = t.ink2
        if self.isChecked():
            ink = t.primary_text
            paint.box(painter, rect, RADIUS, fill=t.primary_soft, line=ink, width=1.6)
        font = self._font(chosen=self.isChecked())
        words = paint.text_width(font, self.text())
        icon = px(22) if self.isChecked() else 0
        left = (rect.width() - words - icon) / 2
        if self.isChecked():
            side = px(16)
            spot = QRectF(left, rect.center().y() - side / 2, side, side)
            self._look.draw_icon(painter, "check", spot, ink)
        where = QRectF(left + icon, 0, words + 4, rect.height())
        flags = paint.LEFT | Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextDontClip
        paint.write(painter, where, self.text(), font, ink, flags)
        painter.end()

    def _font(self, *, chosen: bool) -> QFont:
        return self._look.font(LABEL, SEMIBOLD if chosen else MEDIUM)

    def event(self, event: QEvent) -> bool:
        """A mnemonic acts at once: Qt would press for a tenth of a second first."""
        ours = event.type() is QEvent.Type.Shortcut and isinstance(event, QShortcutEvent)
        if ours and self.isEnabled() and not event.isAmbiguous():  # type: ignore[attr-defined]  # narrowed above
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.click()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        group = self.group()
        if step is None or group is None:
            super().keyPressEvent(event)
            return
        buttons = group.buttons()
        buttons[(buttons.index(self) + step) % len(buttons)].click()


class Segmented(QWidget):
    """A choice among few. Arrow keys move it, mnemonics set it."""

    chosen = Signal(str)

    def __init__(self, look: Look, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for value, text in choices:
            segment = _Segment(look, text)
            segment.clicked.connect(lambda _checked, value=value: self._choose(value))
            self._group.addButton(segment)
            self._segments[value] = segment
            row.addWidget(segment)
        self.choose(choices[0][0])

    @property
    def value(self) -> str:
        """What is chosen."""
        return next(value for value, one in self._segments.items() if one.isChecked())

    def choose(self, value: str) -> None:
        """Show `value` as chosen, telling nobody."""
        self._segments[value].setChecked(True)
        self._one_stop()

    def segment(self, value: str) -> QAbstractButton:
        """The button of a value, for focus."""
        return self._segments[value]

    def _choose(self, value: str) -> None:
        self._one_stop()
        if self.isAncestorOf(self.window().focusWidget() or self):
            self._segments[value].setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(value)

    def _one_stop(self) -> None:
        """Tab stops once in the row, at the chosen segment; its tick gets room."""
        for at, one in enumerate(self._segments.values()):
            self._row.setStretch(at, one.sizeHint().width())
            policy = Qt.FocusPolicy.StrongFocus if one.isChecked() else Qt.FocusPolicy.ClickFocus
            one.setFocusPolicy(policy)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """The frame round all, and a line between two that are not chosen."""
        del event
        t, painter = self._look.tokens, QPainter(self)
        paint.box(painter, QRectF(self.rect()), RADIUS, fill=t.surface, line=t.outline)
        segments = list(self._segments.values())
        for one, after in pairwise(segments):
            if not (one.isChecked() or after.isChecked()):
                x, h = one.geometry().right() + 1, self.height()
                paint.box(painter, QRectF(x, h * 0.25, 1, h * 0.5), 0, fill=t.line)
        painter.end()
