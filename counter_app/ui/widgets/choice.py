"""One way to decide: its key, what it says, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout

from counter_app.ui.look import Look
from counter_app.ui.tokens import RADIUS
from counter_app.ui.widgets import paint
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.text import Text


class Choice(QAbstractButton):
    """The key is shown, not bound. Refused it is dashed and says why, unless its details are to be
    read all the same and the reason stands beside it; a press leads to the reason.

    Space or a click presses it; Enter does not, because readers end every code with it.
    """

    def __init__(
        self, look: Look, key: str, title: str, details: Sequence[str] = (), *, refused: str = ""
    ) -> None:
        super().__init__()
        self._look, self.refused = look, refused
        told = [each for each in details if each] or [refused] * bool(refused)
        spoken = [*told, refused] if refused and refused not in told else told
        self.setAccessibleName(". ".join([title, *spoken]))
        self.setAccessibleDescription(f"Phím {key}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        words = QVBoxLayout()
        words.setSpacing(1)
        head = Text(title, "name", wrap=True)
        if refused:
            head.say(title, "faint")
        for text in (head, *(Text(each, "hint", wrap=True) for each in told)):
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 8, 11, 9)
        row.setSpacing(11)
        row.addWidget(KeyCap(look, key), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """The box; the words paint themselves."""
        del event
        t, painter = self._look.tokens, QPainter(self)
        near = self.underMouse() and not self.refused
        fill = t.primary_soft if near else t.surface
        edge = t.primary_text if near else t.outline
        dashed = bool(self.refused)
        paint.box(painter, QRectF(self.rect()), RADIUS, fill=fill, line=edge, dashed=dashed)
        painter.end()
