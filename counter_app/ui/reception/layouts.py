"""Where the cards lie: wide, standard, narrow. Sizes are logical pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.reception.scan_card import LARGE, LOW, USUAL

WIDE_FROM = 1840
"""Columns of 400, 436 and 350 leave the papers their 500 px from here on."""


class Shape(StrEnum):
    """Which layout the window has room for."""

    WIDE = "wide"
    STANDARD = "standard"
    NARROW = "narrow"


@dataclass(frozen=True, slots=True)
class Room:
    """The window's size, divided by the clerk's text setting."""

    width: int
    height: int

    @property
    def shape(self) -> Shape:
        """The layout for this size."""
        if self.width >= WIDE_FROM and self.height >= 900:
            return Shape.WIDE
        return Shape.STANDARD if self.width >= 1280 and self.height >= 688 else Shape.NARROW

    @property
    def tight(self) -> bool:
        """Below 1360: rail 80, columns 320 and 308, gaps 6."""
        return self.width < 1360

    @property
    def closest(self) -> bool:
        """Below 1060: the bar of the narrow layout gives way too."""
        return self.width < 1060

    @property
    def page(self) -> QSize:
        """Size of a page in the strip."""
        if self.shape is Shape.WIDE:
            return LARGE
        return USUAL if self.height >= 740 else LOW

    @property
    def dossiers(self) -> int:
        """How many of the customer's last dossiers fit."""
        if self.shape is Shape.WIDE:
            return 3
        return 1 if self.height >= 740 else 0


def column(*widgets: QWidget, stretch: QWidget | None = None, gap: int = 11) -> QWidget:
    """Cards from the top down; `stretch` takes what is left, else a gap does."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is stretch else 0)
    if stretch is None:
        layout.addStretch(1)
    return holder


def row(gap: int, *parts: tuple[QWidget, int]) -> QWidget:
    """Columns side by side; a width of 0 stretches."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for widget, width in parts:
        if width:
            widget.setFixedWidth(width)
        else:
            widget.setMinimumWidth(0)
            widget.setMaximumWidth(16_777_215)  # Qt's own "no limit"
        layout.addWidget(widget, 0 if width else 1)
    return holder
