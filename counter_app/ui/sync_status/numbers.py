"""The numbers that this counter keeps: today's range, its reserve, and what remains of both."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.text import Text
from counter_app.ui.wording import grouped
from counter_app.usecases.lines import NumbersLeft

_NAMES = ("Số hồ sơ hôm nay", "Dự phòng", "Biên lai kế tiếp")


class Numbers(Card):
    """What remains is in sight before it runs out (P-54)."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "Số dành sẵn cho quầy")
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        self._values = [Text("", "strong") for _ in _NAMES]
        self._lefts = [Text("", "label") for _ in _NAMES]
        for at, name in enumerate(_NAMES):
            grid.addWidget(Text(name, "label"), at, 0)
            grid.addWidget(self._values[at], at, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self._lefts[at], at, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(10)
        self._chip = Chip(look)
        self.head.addWidget(self._chip)
        self.body.addLayout(grid)

    def show_numbers(self, numbers: NumbersLeft) -> None:
        """A range that was never granted is a dash."""
        reserve = _span(numbers.reserve_first, numbers.reserve_last)
        today = _span(numbers.next_serial, numbers.last_serial)
        spans = ("đã hết" if numbers.in_reserve else today, reserve, numbers.next_receipt or "–")
        lefts = (
            "còn 0" if numbers.in_reserve else f"còn {grouped(numbers.left)}",
            f"còn {grouped(numbers.reserve_left)}",
            "",
        )
        for at, (span, left) in enumerate(zip(spans, lefts, strict=True)):
            self._values[at].say(span)
            self._lefts[at].say(left)
        word = "đang dùng dự phòng" if numbers.in_reserve else ""
        self._chip.say(word, "circle-alert", Tone.SOON)
        told = ", ".join(
            f"{name} {span} {left}".strip()
            for name, span, left in zip(_NAMES, spans, lefts, strict=True)
        )
        self.setAccessibleDescription(told)


def _span(first: int, last: int) -> str:
    return f"{first:04}–{last:04}" if last else "–"
