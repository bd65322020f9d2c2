"""Sealed months go into archives: what could go, what is there, and moving it.

It takes the place of the cards beside the queue; nothing is covered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from counter_app.ui.archive.presenter import ArchivePresenter
from counter_app.ui.archive.services import ArchiveServices
from counter_app.ui.archive.words import Row
from counter_app.ui.look import Look
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.text import Text

SHOWN = 6
"""Months and files: the rest is counted in a line."""


class ArchivePanel(Card):
    """Enter begins, Esc stops, and where nothing goes on it goes back."""

    closed = Signal()
    _stepped = Signal(int)  # from whatever thread the work runs on

    def __init__(
        self, look: Look, services: ArchiveServices, report: Callable[[Exception], object]
    ) -> None:
        super().__init__(look, "", "Lưu trữ tháng đã chốt")
        self.setAccessibleName("Lưu trữ tháng đã chốt")
        self._busy = False
        self.presenter = ArchivePresenter(self, services, report)
        self._sum, self._staying = Text("", "strong", wrap=True), Text("", "hint", wrap=True)
        self.going, self.files = _Rows("Tháng chuyển được"), _Rows("Tệp lưu trữ")
        self._head = Text("Tệp lưu trữ", "label")
        self.progress, self.notice = Text("", "label"), InlineNotice(look)
        self.go = Button(look, "Chuyển ngay", Kind.PRIMARY, key="Enter")
        self.back = Button(look, "Quay lại", key="Esc")
        self.go.clicked.connect(lambda: self.presenter.move())
        self.back.clicked.connect(lambda: self.go_back())
        self._stepped.connect(lambda percent: self.progress.say(f"Đang chuyển: {percent} %"))
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addStretch(1)
        foot.addWidget(self.back)
        parts = (self._sum, self.going, self._staying, self._head, self.files)
        for part in (*parts, self.progress, self.notice):
            self.body.addWidget(part)
        self.body.addLayout(foot)

    def open_panel(self) -> None:
        """Look anew; Enter waits until something was found."""
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.presenter.open()

    def go_back(self) -> None:
        """Stop what goes on; else back to the cards."""
        if self._busy:
            self.presenter.stop()
            self.progress.say("Đang dừng…")
        else:
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Esc and Enter, from wherever the focus is; on the way back Enter goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.back.hasFocus() and not self._busy:
                self.go_back()
            else:
                self.presenter.move()
        else:
            super().keyPressEvent(event)

    # what the presenter asks

    def show_going(self, rows: Sequence[Row], told: str, staying: str) -> None:
        """What could go, and why the rest stays."""
        self._sum.say(told)
        self.going.show_rows(rows)
        self._staying.say(staying)

    def show_files(self, rows: Sequence[Row]) -> None:
        """What is there."""
        self._head.setVisible(bool(rows))
        self.files.show_rows(rows)

    def show_state(self, *, busy: bool, ready: bool) -> None:
        """The one act is there when it can be done; going back is stopping meanwhile."""
        self._busy = busy
        self.go.setEnabled(ready)
        self.back.say("Dừng" if busy else "Quay lại")
        self.progress.say("Đang xem kho…" if busy else "")
        if ready:
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, percent: int) -> None:
        """From any thread."""
        self._stepped.emit(percent)

    def say(self, words: str, tone: Tone) -> None:
        """What came of it."""
        self.notice.say(words, tone)


class _Rows(QWidget):
    """Some lines of two parts, and how many more there are."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(3)
        self._grid.setHorizontalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These, and nothing that stood here before."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for at, row in enumerate(rows[-SHOWN:]):
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(Text(row.title, "strong"), at, 0, top)
            self._grid.addWidget(Text(row.detail, "label", wrap=True), at, 1)
        if len(rows) > SHOWN:
            words = f"và {len(rows) - SHOWN} dòng trước đó"
            self._grid.addWidget(Text(words, "hint"), SHOWN, 0, 1, 2)
        self.setAccessibleDescription("; ".join(f"{each.title}: {each.detail}" for each in rows))
        self.setVisible(bool(rows))
