"""What stands behind a mark, in the place of the counters and the month until Esc."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from counter_app.ui.board.rows import Rows, scrolled
from counter_app.ui.board.words import Cell, dossier_cells
from counter_app.ui.look import Look
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.text import Text
from counter_app.usecases.board import BoardDossiers


class BehindCard(Card):
    """A title and its rows; those that are dossiers open on Enter."""

    closed = Signal()
    dossier_asked = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", "Chi tiết")
        self._codes: Sequence[str] = ()
        self._note = Text("", "hint")
        self.back = Button(look, "&Trở lại", Kind.OUTLINE, icon="arrow-left", key="Esc")
        self.dossiers = Rows(look, "Hồ sơ", ("", "", "", ""))
        self.lines = Rows(look, "Chi tiết", ("",))
        self._panes = {each: scrolled(each) for each in (self.dossiers, self.lines)}
        self.head.addWidget(self._note)
        self.head.addWidget(self.back)
        for pane in self._panes.values():
            self.body.addWidget(pane, 1)
        self.dossiers.opened.connect(lambda at: self.dossier_asked.emit(self._codes[at]))
        self.back.clicked.connect(self.closed.emit)

    def show_lines(self, title: str, lines: Sequence[str], note: str = "") -> None:
        """Sentences; there is nothing to open."""
        self._show(title, note, self.lines)
        self.lines.show_rows([((Cell(line),), line) for line in lines])

    def show_dossiers(self, title: str, told: BoardDossiers) -> None:
        """Dossiers by code and state."""
        if not told.dossiers:
            self.show_lines(title, ["Không có hồ sơ nào."])
            return
        note = "còn nữa, xem ở màn hình Hồ sơ" if told.more else f"{len(told.dossiers)} hồ sơ"
        self._show(title, f"{note} · Enter mở hồ sơ", self.dossiers)
        self._codes = [each.code for each in told.dossiers]
        cells = [dossier_cells(each, told.now) for each in told.dossiers]
        self.dossiers.show_rows([(row, ", ".join(cell.text for cell in row)) for row in cells])

    def _show(self, title: str, note: str, rows: Rows) -> None:
        self.title.say(title)
        self.setAccessibleName(title)
        self._note.say(note)
        rows.at = 0
        for each, pane in self._panes.items():
            pane.setVisible(each is rows)
        if self.isVisible():
            rows.setFocus(Qt.FocusReason.OtherFocusReason)
