"""Shapes that several painted widgets share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from counter_app.ui.look import MEDIUM, Look
from counter_app.ui.tokens import HINT

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
KEY_HEIGHT = 21


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    *,
    fill: str = "",
    line: str = "",
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box; its line lies inside `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line:
        pen = QPen(QColor(line), width)
        if dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    if fill:
        painter.setBrush(QColor(fill))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2 if line else 0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def hatch(painter: QPainter, rect: QRectF, colour: str) -> None:
    """Slanted lines over `rect`: not counted."""
    painter.save()
    painter.setClipRect(rect)
    faint = QColor(colour)
    faint.setAlphaF(0.22)
    painter.setPen(QPen(faint, 2.5))
    x = rect.left() - rect.height()
    while x < rect.right():
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()))
        x += 7
    painter.restore()


def write(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    colour: str,
    flags: Qt.AlignmentFlag | Qt.TextFlag | int = LEFT,
) -> None:
    """Text in one colour; `flags` as QPainter takes them."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, int(flags), text)


def text_width(font: QFont, text: str) -> float:
    """Width of a text in px, mnemonic marks left out."""
    return QFontMetricsF(font).horizontalAdvance(plain(text))


def elided(font: QFont, text: str, width: float) -> str:
    """The text cut in its middle where it is wider than `width` px."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, width)


def plain(text: str) -> str:
    """A label without its mnemonic mark."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def key_font(look: Look) -> QFont:
    """What keys are written in."""
    return look.font(HINT, MEDIUM)


def key_width(look: Look, key: str) -> float:
    """Width of a key cap in px."""
    return max(text_width(key_font(look), key) + look.px(14), look.px(25))


def key_cap(painter: QPainter, look: Look, right: QPointF, key: str, *, inverse: bool) -> None:
    """A key cap whose right edge's middle is `right`."""
    width, height = key_width(look, key), look.px(KEY_HEIGHT)
    rect = QRectF(right.x() - width, right.y() - height / 2, width, height)
    t = look.tokens
    if inverse:
        painter.save()
        veil = QColor(t.on_primary)
        veil.setAlphaF(0.16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(veil)
        edge = QColor(t.on_primary)
        edge.setAlphaF(0.65)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.restore()
        write(painter, rect, key, key_font(look), t.on_primary, CENTRE)
        return
    box(painter, rect, 5, fill=t.sunken, line=t.line)
    write(painter, rect, key, key_font(look), t.ink2, CENTRE)
