"""Taking widgets out of the screen for good."""

from __future__ import annotations

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
