"""A picture of a screen, at a size and in a theme, as the demonstration keeps them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.ui.look import Look

_ROUNDS = 6  # layouts settle within a few rounds of events


def save(widget: QWidget, path: Path, size: tuple[int, int], look: Look, *, dark: bool) -> None:
    """Show `widget` at `size` (logical pixels), and save it as PNG.

    Raises:
        OSError: the picture cannot be written there.
    """
    app = QApplication.instance()
    if look.dark != dark:
        look.set(dark=dark, scale=look.scale)
    widget.resize(QSize(*size))
    widget.show()
    for _ in range(_ROUNDS):
        if app is not None:
            app.processEvents()
    if not widget.grab().save(str(path), "PNG"):
        raise OSError(f"the picture cannot be written: {path}")
