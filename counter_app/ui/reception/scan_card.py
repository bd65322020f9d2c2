"""Card 4, the scanned pages; files may be dropped here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.ui.look import Look
from counter_app.ui.reception.faces import ScanFace
from counter_app.ui.tokens import Tone
from counter_app.ui.widgets.button import Button, Kind
from counter_app.ui.widgets.card import Card, EmptyState
from counter_app.ui.widgets.chip import Chip
from counter_app.ui.widgets.keycap import KeyCap
from counter_app.ui.widgets.notice import InlineNotice
from counter_app.ui.widgets.page_strip import PageStrip
from counter_app.ui.widgets.text import Icon, Text

_ROOMY = 545
LOW, USUAL, LARGE = QSize(46, 64), QSize(63, 88), QSize(112, 150)


class ScanCard(Card):
    """Strip, commands with their keys, and the scanner's errors by name."""

    scan_asked = Signal()
    commanded = Signal(str, str)
    assigned = Signal(str, int)
    page_chosen = Signal(str)
    dropped = Signal(list)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "4", "Bản quét")
        self._face: ScanFace | None = None
        self._summary, self._chip = Text("", "label"), Chip(look)
        self.scan = Button(look, "Quét", Kind.SOFT, icon="scanner")
        self.scan.clicked.connect(lambda: self.scan_asked.emit())
        for part in (self._summary, self._chip, self.scan, KeyCap(look, "F7")):
            self.head.addWidget(part)
        self.strip = PageStrip(look, USUAL)
        self.strip.commanded.connect(self.commanded)
        self.strip.assigned.connect(self.assigned)
        self.strip.chosen.connect(self.page_chosen)
        self._error = InlineNotice(look)
        self._empty = EmptyState(
            look,
            "scanner",
            "Chưa có trang nào",
            "Đặt cả xấp giấy vào khay nạp rồi nhấn F7,\nhoặc kéo tệp thả vào đây.",
        )
        look.pin(self._empty, least_height=78)
        self.commands = self._commands()
        self.body.addWidget(self._error)
        self.body.addWidget(self.strip, 1)
        self.body.addWidget(self._empty, 1)
        self.body.addStretch(0)
        self.body.addWidget(self.commands)
        self.setAcceptDrops(True)
        self._roomy = True

    def _commands(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for text, icon, key, verb in (
            ("Xem lớn", "eye", "Space", "view"),
            ("Xoay", "rotate-cw", "R", "rotate"),
            ("Bỏ trang", "trash-2", "Del", "delete"),
        ):
            act = Button(self.look, text, Kind.QUIET, icon=icon, key=key)
            act.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            act.clicked.connect(
                lambda _c=False, verb=verb: self.commanded.emit(verb, self.strip.current)
            )
            row.addWidget(act)
            row.addStretch(1)
        row.addWidget(Icon(self.look, "arrow-right", size=17))
        row.addWidget(Text("Sang giấy tờ", "label"))
        row.addWidget(KeyCap(self.look, "1…9"))
        return holder

    def show_face(self, face: ScanFace) -> None:
        """Show the pages."""
        if face == self._face:
            return
        before, self._face = self._face, face
        self._summary.say(face.summary)
        self._chip.say(face.chip.text, face.chip.icon, face.chip.tone)
        words = "Dừng" if face.running else ("Quét thêm" if face.pages else "Quét")
        self.scan.say(words, icon="x" if face.running else "scanner")
        self._error.say(face.error, Tone.LATE)
        if before is None or before.pages != face.pages:
            self.strip.show_pages(face.pages)
        self._settle()

    def fit(self, page: QSize, *, roomy: bool) -> None:
        """Another page size; without room the commands stay on their keys alone."""
        self._roomy = roomy
        self.strip.show_pages(self._face.pages if self._face else (), fit=page)
        self._settle()

    def _settle(self) -> None:
        some = bool(self._face and self._face.pages)
        self.strip.setVisible(some)
        self._empty.setVisible(not some)
        roomy = self.width() >= self.look.px(_ROOMY)
        self.commands.setVisible(some and self._roomy and roomy)
        self._summary.setVisible(roomy)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """What its keys say as well gives way first."""
        super().resizeEvent(event)
        self._settle()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Files only."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Files become pages."""
        urls = event.mimeData().urls()
        self.dropped.emit([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    def focus_here(self) -> None:
        """Give the strip the keys."""
        target: QWidget = self.strip if self._face and self._face.pages else self.scan
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
