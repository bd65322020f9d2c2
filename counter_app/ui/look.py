"""What painted widgets ask of the theme: colours, fonts, sizes, icons."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QByteArray, QObject, QRectF, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from counter_app.ui.tokens import DARK, LIGHT, Tokens

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

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return DARK if self.dark else LIGHT

    def set(self, *, dark: bool, scale: int) -> None:
        """Change theme or text setting (percent); tells everybody."""
        self.dark, self.scale = dark, scale
        self._icons.clear()
        self.changed.emit()

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
            self._icons[key] = QSvgRenderer(QByteArray(tinted))
        self._icons[key].render(painter, box)

    def icon(self, name: str, colour: str, size: int = 18) -> QIcon:
        """The icon for Qt's own widgets, at twice the size for dense screens."""
        pixmap = QPixmap(size * 2, size * 2)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        self.draw_icon(painter, name, QRectF(0, 0, size * 2, size * 2), colour)
        painter.end()
        return QIcon(pixmap)
