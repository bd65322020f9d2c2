"""What painted widgets ask of the theme: colours, fonts, sizes, icons."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from counter_app.ui.tokens import DARK, LIGHT, Tokens

if TYPE_CHECKING:  # the sign-in has no such icon
    from PySide6.QtGui import QIcon

REGULAR, MEDIUM, SEMIBOLD, BOLD = (
    QFont.Weight.Normal,
    QFont.Weight.Medium,
    QFont.Weight.DemiBold,
    QFont.Weight.Bold,
)


class Look(QObject):
    """The theme in force. One per program, given to every widget that paints."""

    changed = Signal()

    def __init__(self, *, dark: bool = False, scale: int = 100) -> None:
        super().__init__()
        self.dark = dark
        self.scale = scale
        self._icons: dict[tuple[str, str], QSvgRenderer] = {}
        self._pins: list[tuple[QWidget, dict[str, int]]] = []

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return DARK if self.dark else LIGHT

    def set(self, *, dark: bool, scale: int) -> None:
        """Change theme or text setting (percent); tells everybody."""
        self.dark, self.scale = dark, scale
        self._icons.clear()
        self._pins = [pin for pin in self._pins if isValid(pin[0])]
        for widget, measures in self._pins:
            self._measure(widget, measures)
        self.changed.emit()

    def pin(self, widget: QWidget, **measures: int) -> None:
        """Measures of 100 % that follow the clerk's text setting, now and when it changes.

        `width` and `height` are fixed; `least_width`, `least_height`, `most_width` are limits.
        """
        self._pins.append((widget, measures))
        self._measure(widget, measures)

    def _measure(self, widget: QWidget, measures: dict[str, int]) -> None:
        setters = {
            "width": widget.setFixedWidth,
            "height": widget.setFixedHeight,
            "least_width": widget.setMinimumWidth,
            "least_height": widget.setMinimumHeight,
            "most_width": widget.setMaximumWidth,
        }
        for name, at_100 in measures.items():
            setters[name](self.px(at_100))

    def px(self, at_100: float) -> int:
        """A measure of 100 % in the pixels of the clerk's text setting."""
        return round(at_100 * self.scale / 100)

    def font(
        self, size: int, weight: QFont.Weight = REGULAR, *, family: str = "Noto Sans"
    ) -> QFont:
        """A screen font; `size` is px at 100 %."""
        font = QFont(family)
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        return font

    def title_font(self, size: int) -> QFont:
        """For titles and the big action only: its digits differ in width."""
        return self.font(size, SEMIBOLD, family="Be Vietnam Pro")

    def draw_icon(self, painter: QPainter, name: str, box: QRectF, colour: str) -> None:
        """Paint the icon `name` into `box`, in one colour (#RRGGBB)."""
        key = (name, colour)
        if key not in self._icons:
            source = files("resources").joinpath("icons", f"{name}.svg").read_bytes()
            tinted = source.replace(b"currentColor", colour.encode())
            self._icons[key] = QSvgRenderer(tinted)
        self._icons[key].render(painter, box)

    def icon(self, name: str, colour: str, size: int = 18) -> QIcon:
        """The icon for Qt's own widgets, at twice the size for dense screens."""
        from PySide6.QtGui import QIcon, QPixmap

        pixmap = QPixmap(size * 2, size * 2)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        self.draw_icon(painter, name, QRectF(0, 0, size * 2, size * 2), colour)
        painter.end()
        return QIcon(pixmap)
