"""The window: a rail, a head, a stack of screens, a foot; and what may lie over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from counter_app.ui.look import Look

if TYPE_CHECKING:  # loaded when the window is furnished, after the first paint
    from counter_app.ui.widgets.halo import FocusHalo
    from counter_app.ui.widgets.notice import Toast
    from counter_app.ui.widgets.rail import Place, Rail
    from counter_app.ui.widgets.status_bar import StatusBar
    from counter_app.ui.widgets.top_bar import TopBar


class MainWindow(QMainWindow):
    """A list of screens and a stack. No presenter knows it."""

    painted = Signal()  # once, after the first paint: now the rest may be built
    closing = Signal()

    rail: Rail
    top: TopBar
    status: StatusBar
    toast: Toast
    halo: FocusHalo

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setWindowTitle("Quầy Một Cửa")
        self.setMinimumSize(960, 500)  # 1920×1080 at 200 %, maximised
        self._look = look
        self._places: Mapping[str, Place] = {}
        self.screens, self._work, self._layers = QStackedWidget(), QWidget(), QStackedWidget()
        self._by_key: dict[str, QWidget] = {}
        self._focus: dict[str, QWidget] = {}
        self.current = ""
        self._layers.addWidget(self._work)
        self.setCentralWidget(self._layers)
        self._was_painted = False

    def furnish(self, places: Sequence[Place]) -> None:
        """Rail, head and foot; what covers the work needs none of them to be painted."""
        from counter_app.ui.widgets.halo import FocusHalo
        from counter_app.ui.widgets.notice import Toast
        from counter_app.ui.widgets.rail import Rail
        from counter_app.ui.widgets.status_bar import StatusBar
        from counter_app.ui.widgets.top_bar import TopBar

        look = self._look
        self._places = {place.key: place for place in places}
        self.rail, self.top, self.status = Rail(look, places), TopBar(look), StatusBar(look)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.screens, 1)
        column.addWidget(self.status)
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.toast = Toast(look, self, self._calm)
        self.halo = FocusHalo(look, self)
        self.rail.chosen.connect(self.go)
        self._fit()

    def add_screen(self, key: str, screen: QWidget) -> None:
        """A screen takes its place in the stack."""
        self._by_key[key] = screen
        self.screens.addWidget(screen)

    def screen_of(self, key: str) -> QWidget:
        """The screen at a place of the rail."""
        return self._by_key[key]

    def go(self, key: str) -> None:
        """Show a screen; the focus returns to the field left there, at first to where it begins."""
        if key not in self._by_key or self.covered:
            return
        here = self.focusWidget()
        if self.current and here is not None and self._by_key[self.current].isAncestorOf(here):
            self._focus[self.current] = here
        self.current = key
        self.rail.choose(key)
        self.top.entitle(self._places[key].name)
        self.screens.setCurrentWidget(self._by_key[key])
        back = self._focus.get(key) or self._by_key[key].focusProxy()
        if back is not None and back.isVisible():
            back.setFocus()

    # over the work

    def cover(self, cover: QWidget) -> None:
        """Sign-in or lock: the work stays as it is beneath."""
        if self._layers.indexOf(cover) < 0:
            self._layers.addWidget(cover)
        here = self.focusWidget()
        if self.current and here is not None:
            self._focus[self.current] = here
        if self._places:
            self.toast.hide()
        self._layers.setCurrentWidget(cover)

    def uncover(self) -> None:
        """Back to the work, to the field left."""
        self._layers.setCurrentWidget(self._work)
        back = self._focus.get(self.current)
        if back is not None:
            back.setFocus()

    @property
    def covered(self) -> bool:
        """Whether the work is out of reach."""
        return self._layers.currentWidget() is not self._work

    def bind(self, key: str, act: Callable[[], object]) -> None:
        """A key of every screen; none works under a cover."""
        from PySide6.QtGui import QKeySequence, QShortcut

        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(lambda: None if self.covered else act())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """The rail is narrower in a narrow window."""
        super().resizeEvent(event)
        self._fit()

    def _calm(self) -> QRect:
        foot = self.status
        return foot.calm().translated(foot.mapTo(self, QPoint(0, 0)))

    def _fit(self) -> None:
        if not self._places:
            return
        px = self._look.px
        self.rail.setFixedWidth(px(88 if self.width() >= px(1360) else 80))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Tell the first paint."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Say so before going: a draft may be waiting for quiet."""
        self.closing.emit()
        super().closeEvent(event)
