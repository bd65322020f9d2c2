"""What the centre may know and this office does not: one line, and the key that asks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.text import Icon, Text

ASK_KEY = "Ctrl+H"


class AskLine(QWidget):
    """Beside what is not known here. It never stands in the way: the work goes on meanwhile."""

    asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._icon = Icon(look, "info", Tone.PLAIN, 17)
        self._text = Text("", "hint", wrap=True)
        self.button = Button(look, "Hỏi trung tâm", Kind.PLAIN, key=ASK_KEY)
        self.button.clicked.connect(lambda: self.asked.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(9)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def say(
        self, text: str, icon: str = "info", tone: Tone = Tone.PLAIN, *, offered: bool = False
    ) -> None:
        """Empty words show nothing; `offered`: the centre may be asked now."""
        self._icon.show_icon(icon, tone)
        self._text.say(text)
        self.button.setVisible(offered)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
