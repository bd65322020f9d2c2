"""The focus: a 2 px line and a 3 px halo round whatever has it."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import RADIUS

_REACH = 5
OWN_FRAME = "own_frame"
"""Property of a widget that frames what the keys reached inside it by itself."""


class FocusHalo(QWidget):
    """One per window; follows the focus, takes no clicks, paints on everything."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            with suppress(RuntimeError):  # a strip laid anew may have taken it away meanwhile
                widget.removeEventFilter(self)
        self._watched = []
        ours = new is not None and self.parentWidget() is not None and new.window() is self.window()
        framed = isinstance(new, QAbstractItemView) or bool(new and new.property(OWN_FRAME))
        self._target = new if ours and not framed else None
        above: QWidget | None = self._target
        while above is not None and above is not self.window():
            above.installEventFilter(self)
            self._watched.append(above)
            above = above.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Moves with what it rings."""
        if event.type() in (
            QEvent.Type.Move,
            QEvent.Type.Resize,
            QEvent.Type.Hide,
            QEvent.Type.Show,
        ):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        target = self._target
        try:
            gone = target is None or not target.isVisible()
        except RuntimeError:  # deleted since: the focus has not moved on yet
            gone = True
        if gone or target is None:
            self.hide()
            return
        rect = QRect(target.mapTo(self.window(), QPoint(0, 0)), target.size())
        reach = QRect(rect).adjusted(-_REACH, -_REACH, _REACH, _REACH)
        for widget in self._watched[1:]:
            if isinstance(widget, QAbstractScrollArea):
                port = widget.viewport()
                reach &= QRect(port.mapTo(self.window(), QPoint(0, 0)), port.size())
        self.setGeometry(reach)
        self._ring = QRectF(rect.translated(-reach.topLeft()))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Line over the edge, halo outside it."""
        del event
        colour = QColor(self._look.tokens.primary_text)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft = QColor(colour)
        soft.setAlphaF(0.30)
        painter.setPen(QPen(soft, 3))
        painter.drawRoundedRect(self._ring.adjusted(-2.5, -2.5, 2.5, 2.5), RADIUS + 3, RADIUS + 3)
        painter.setPen(QPen(colour, 2))
        painter.drawRoundedRect(self._ring.adjusted(0, 0, 0, 0), RADIUS, RADIUS)
        painter.end()
