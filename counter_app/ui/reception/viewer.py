"""A page large: a column of the wide layout, or in place of middle and right columns."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from counter_app.ui.look import Look
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.text import Text


class Viewer(Card):
    """Ctrl+wheel or + and − enlarge, arrows move, Esc closes where it covers."""

    closed = Signal()

    def __init__(self, look: Look, *, closes: bool) -> None:
        super().__init__(look, "", "Trang quét")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title.setMinimumWidth(60)
        self._hint = Text("phóng to  + −", "hint")
        self.head.addWidget(self._hint)
        if closes:
            close = Button(look, "Đóng", Kind.OUTLINE, key="Esc")
            close.clicked.connect(lambda: self.closed.emit())
            self.head.addWidget(close)
        self._sheet = _Sheet(look)
        self._foot = Text("", "label", wrap=True)
        self.body.addWidget(self._sheet, 1)
        self.body.addWidget(self._foot)

    def show_page(self, title: str, image: bytes) -> None:
        """Show a page, whole."""
        number, _dot, component = title.partition(" · ")
        self.title.say(number)
        self._foot.say(component)
        self._sheet.show_image(image)
        self._sheet.setAccessibleName(title)

    def clear(self) -> None:
        """Nothing chosen."""
        self.title.say("Trang quét")
        self._foot.say("")
        self._sheet.show_image(b"")
        self._sheet.setAccessibleName("Chưa chọn trang nào")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """The viewer's own keys."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Space):
            self.closed.emit()
        elif event.text() in ("+", "-", "="):
            self._sheet.zoom(1.25 if event.text() != "-" else 0.8)
        elif key in steps:
            self._sheet.move_by(*steps[key])
        else:
            super().keyPressEvent(event)


class _Sheet(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._picture = look, QPixmap()
        self._zoom, self._x, self._y = 1.0, 0.0, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Chưa chọn trang nào")

    def show_image(self, image: bytes) -> None:
        self._picture = QPixmap()
        if image:
            self._picture.loadFromData(image)
        self._zoom, self._x, self._y = 1.0, 0.0, 0.0
        self.update()

    def zoom(self, factor: float) -> None:
        self._zoom = min(6.0, max(1.0, self._zoom * factor))
        self.move_by(0, 0)

    def move_by(self, right: int, down: int) -> None:
        reach = (self._zoom - 1) / 2
        self._x = min(reach, max(-reach, self._x - right * 0.15))
        self._y = min(reach, max(-reach, self._y - down * 0.15))
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        up = event.angleDelta().y() > 0
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.25 if up else 0.8)
        else:
            self.move_by(0, -1 if up else 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        del event
        t, painter = self._look.tokens, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._picture.isNull():
            font = self._look.font(14)
            area = QRectF(self.rect())
            words = "Chọn một trang để xem ở đây."
            paint.write(painter, area, words, font, t.ink3, paint.CENTRE)
            painter.end()
            return
        room = self.size() * 0.999
        fitted = self._picture.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        sheet = QRectF(0, 0, fitted.width() * self._zoom, fitted.height() * self._zoom)
        sheet.moveCenter(QRectF(self.rect()).center())
        sheet.moveTop(0 if self._zoom == 1.0 else sheet.top())
        sheet.translate(self._x * fitted.width(), self._y * fitted.height())
        painter.drawPixmap(sheet, self._picture, QRectF(self._picture.rect()))
        if self._zoom == 1.0:
            paint.box(painter, sheet, 2, line=t.outline)
        painter.end()
