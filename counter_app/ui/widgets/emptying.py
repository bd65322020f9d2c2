"""Taking widgets out of the screen for good."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLayout, QWidget


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            discard(widget)


def discard(widget: QWidget) -> None:
    """Hide, then delete later.

    Hidden by name first: a layout shows its newcomers later, and one that has lost its
    parent by then would come up as a window of its own and take the focus.
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
    QTimer.singleShot(0, partial(_let_go, widget))


def _let_go(_widget: QWidget) -> None:
    """Only now may the last name of it go, and it with that: it may have been in its own event."""
