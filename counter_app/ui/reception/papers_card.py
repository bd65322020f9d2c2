"""Card 3, the papers on the desk: a long list scrolls inside this card only."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import PapersFace
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card, EmptyState
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.component_row import ComponentRow
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.text import Text, line


class PapersCard(Card):
    """One row per component, all at once with Alt+H."""

    ticked = Signal(int, bool)
    counted = Signal(int, int, int)
    all_taken = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "3", "Giấy tờ")
        self._face: PapersFace | None = None
        self.rows: list[ComponentRow] = []
        self._chip = Chip(look)
        self.take_all = Button(look, "Nhận đủ &hết", Kind.PLAIN)
        self.take_all.clicked.connect(lambda: self.all_taken.emit())
        self.head.addWidget(self._chip)
        self.head.addWidget(self.take_all)
        self.head.addWidget(KeyCap(look, "F5"))
        self._columns = QWidget()
        columns = QHBoxLayout(self._columns)
        columns.setContentsMargins(0, 0, 0, 0)
        self._column_row = columns
        columns.setSpacing(10)
        columns.addWidget(Text("Tích khi đã nhận", "label"), 1)
        for name in ("Bản chính", "Bản sao"):
            text = Text(name, "label")
            look.pin(text, width=84)
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            columns.addWidget(text)
        self._empty = EmptyState(
            look, "file-text", "Chưa biết cần giấy gì", "Chọn thủ tục (F4), danh sách hiện ở đây."
        )
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.verticalScrollBar().rangeChanged.connect(self._make_room)
        self.body.setSpacing(2)
        self.body.setContentsMargins(14, 9, 14, 6)  # the rows bring their own air
        self.body.addWidget(self._columns)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self._empty, 1)

    def show_face(self, face: PapersFace) -> None:
        """Show the papers; rows are kept where only their state changed."""
        if face == self._face:
            return
        self._face = face
        self._chip.say(face.chip.text, face.chip.icon, face.chip.tone or Tone.PLAIN)
        for part in (self._columns, self.area, self.take_all):
            part.setVisible(face.known)
        self._empty.setVisible(not face.known)
        if [row.no for row in self.rows] == [one.no for one in face.rows] and self._same(face):
            for row, one in zip(self.rows, face.rows, strict=True):
                row.show_face(one)
        else:
            self._build(face)

    def wanted(self) -> int:
        """The height in px that shows every row; what it says while empty wants some too."""
        if not self.rows:
            return self.look.px(200)
        width = self.area.viewport().width()
        rows = sum(row.tick.heightForWidth(self._tick_width(row, width)) + 3 for row in self.rows)
        rest = self.body.contentsMargins().top() + self.body.contentsMargins().bottom()
        head = self.look.px(28) + self._columns.sizeHint().height() + 2 * self.body.spacing()
        return rows + rest + head + self.look.px(12)

    def _tick_width(self, row: ComponentRow, width: int) -> int:
        return width - row.originals.sizeHint().width() - row.copies.sizeHint().width() - 20

    def _make_room(self, _least: int, most: int) -> None:
        """The words over the counts stay over them when a scroll bar comes."""
        bar = self.area.verticalScrollBar().sizeHint().width()
        self._column_row.setContentsMargins(0, 0, bar if most else 0, 0)

    def _same(self, face: PapersFace) -> bool:
        return all(
            row.tick.toolTip() == one.name for row, one in zip(self.rows, face.rows, strict=True)
        )

    def _build(self, face: PapersFace) -> None:
        holder = QWidget()
        holder.setObjectName("scrolled")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = [ComponentRow(self.look, one) for one in face.rows]
        for row in self.rows:
            column.addWidget(line())
            column.addWidget(row)
            row.ticked.connect(self.ticked)
            row.counted.connect(self.counted)
        column.addStretch(1)
        self.area.setWidget(holder)
        stops = [self.take_all, *(stop for row in self.rows for stop in row.stops)]
        for before, after in pairwise(stops):  # rows are new, and would come last of all
            QWidget.setTabOrder(before, after)

    def focus_here(self, no: int = 0) -> None:
        """Go to a paper, or to the first that is not ticked."""
        if not self.rows:
            return
        unticked = (row for row in self.rows if not row.tick.isChecked())
        row = next((one for one in self.rows if one.no == no), None)
        row = row or next(unticked, self.rows[0])
        row.tick.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.area.ensureWidgetVisible(row, 0, 8)
