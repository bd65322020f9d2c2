"""The button of every screen: icon, words with mnemonic, and the key that does the same."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QShortcutEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from counter_app.ui.look import MEDIUM, REGULAR, SEMIBOLD, Look
from counter_app.ui.tokens import CONTROL, LABEL, RADIUS, Tokens
from counter_app.ui.widgets import paint

_PAD, _ICON, _GAP = 11, 18, 8


class Kind(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    SOFT = "soft"
    OUTLINE = "outline"
    PLAIN = "plain"
    QUIET = "quiet"  # a command in a strip's foot


def _colours(kind: Kind, t: Tokens) -> tuple[str, str, str]:
    """Ground, line, words."""
    return {
        Kind.PRIMARY: (t.primary, "", t.on_primary),
        Kind.SOFT: (t.primary_soft, "", t.primary_text),
        Kind.OUTLINE: (t.surface, t.outline, t.ink),
        Kind.PLAIN: ("", "", t.primary_text),
        Kind.QUIET: ("", "", t.ink2),
    }[kind]


class Button(QPushButton):
    """Painted from tokens. `key` is shown, not bound: the screen binds keys in one place."""

    def __init__(
        self, look: Look, text: str, kind: Kind = Kind.OUTLINE, *, icon: str = "", key: str = ""
    ) -> None:
        super().__init__(text)
        self._look, self._kind, self._icon, self._key = look, kind, icon, key
        self._own_key = key
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(paint.plain(text))
        if key:
            self.setAccessibleDescription(f"Phím {key}")

    def say(
        self,
        text: str,
        *,
        icon: str | None = None,
        kind: Kind | None = None,
        key: str | None = None,
    ) -> None:
        """Other words, icon, kind or key; the mnemonic goes with the words."""
        if key is not None:
            self._key = self._own_key = key
            self.setAccessibleDescription(f"Phím {key}" if key else "")
        self.setText(text)
        self.setAccessibleName(paint.plain(text))
        self._icon = self._icon if icon is None else icon
        self._kind = kind or self._kind
        self.updateGeometry()
        self.update()

    def brief(self, *, on: bool) -> None:
        """Without its key where there is no room; the key still acts, and is still told."""
        self._key = "" if on else self._own_key
        self.updateGeometry()
        self.update()

    def event(self, event: QEvent) -> bool:
        """A mnemonic acts at once: Qt would press for a tenth of a second first."""
        ours = event.type() is QEvent.Type.Shortcut and isinstance(event, QShortcutEvent)
        if ours and self.isEnabled() and not event.isAmbiguous():  # type: ignore[attr-defined]  # narrowed above
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.click()
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Wide enough for icon, words and key."""
        px = self._look.px
        width = paint.text_width(self._font(), self.text()) + self._pad() * 2 + 2
        if self._icon:
            width += px(_ICON + _GAP)
        if self._key:
            width += paint.key_width(self._look, self._key) + px(_GAP + 2)
        quiet = self._kind is Kind.QUIET
        return QSize(int(width), px(CONTROL - 8 if quiet else CONTROL))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint."""
        del event
        painter = QPainter(self)
        t = self._look.tokens
        ground, edge, words = _colours(self._kind, t)
        if not self.isEnabled():
            framed = self._kind in (Kind.OUTLINE, Kind.PRIMARY)
            ground, edge, words = "", t.line if framed else "", t.ink3
        elif self.underMouse() and not self.isDown():
            ground = ground or t.primary_soft
            edge = t.primary_text if edge else ""
        rect = QRectF(self.rect())
        paint.box(painter, rect, RADIUS, fill=ground, line=edge)
        self._contents(painter, rect, words)
        painter.end()

    def _contents(self, painter: QPainter, rect: QRectF, words: str) -> None:
        px = self._look.px
        font, inner = self._font(), rect.adjusted(self._pad(), 0, -self._pad(), 0)
        if self._key:
            right = QPointF(
                rect.right() - (0 if self._kind is Kind.QUIET else px(8)), rect.center().y()
            )
            inverse = self._kind is Kind.PRIMARY
            paint.key_cap(painter, self._look, right, self._key, inverse=inverse)
            inner.setRight(right.x() - paint.key_width(self._look, self._key) - px(_GAP))
        wanted = paint.text_width(font, self.text()) + (px(_ICON + _GAP) if self._icon else 0)
        if not self._key:
            inner.setLeft(inner.left() + max(0.0, (inner.width() - wanted) / 2))
        if self._icon:
            side = px(_ICON)
            spot = QRectF(inner.left(), rect.center().y() - side / 2, side, side)
            self._look.draw_icon(painter, self._icon, spot, words)
            inner.setLeft(spot.right() + px(_GAP))
        flags = paint.LEFT | Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextDontClip
        paint.write(painter, inner, self.text(), font, words, flags)

    def _pad(self) -> int:
        return self._look.px(2 if self._kind is Kind.QUIET else _PAD)

    def _font(self) -> QFont:
        weights = {Kind.OUTLINE: MEDIUM, Kind.QUIET: REGULAR}
        return self._look.font(LABEL, weights.get(self._kind, SEMIBOLD))
