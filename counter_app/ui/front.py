"""What is on screen in the first second: the window with the sign-in cover.

Imports no screen, no store and no device, so that the sign-in takes keys before any of them is
loaded. The shell furnishes the window afterwards.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from counter_app.ui.look import Look
from counter_app.ui.main_window import MainWindow
from counter_app.ui.ports import Tasks
from counter_app.ui.sign_in.cover import Cover
from counter_app.ui.sign_in.panel import SignInPanel
from counter_app.ui.sign_in.services import SignInServices
from counter_app.ui.wedge_filter import WedgeFilter
from counter_app.usecases.wedge import BurstRecogniser


class Front:
    """Keeps what Qt holds weakly. A code read before sign-in is swallowed, never typed."""

    def __init__(
        self,
        *,
        look: Look,
        sign_in: SignInServices,
        recogniser: BurstRecogniser,
        tasks: Tasks,
        report: Callable[[Exception], object],
    ) -> None:
        self.look = look
        self.window = MainWindow(look)
        self.panel = SignInPanel(look, sign_in, tasks, report)
        self.cover = Cover(look, sign_in, self.panel)
        self.window.cover(self.cover)
        self.panel.user.focus()  # again, now that it has a window: keys come before it is active
        self.wedge = WedgeFilter(recogniser, window=self.window)

    def show(self) -> None:
        """The window as large as the screen, with the reader's bursts taken in it."""
        self.window.resize(self.window.screen().availableSize())  # where nobody can maximise
        self.window.showMaximized()
        handle = self.window.windowHandle()
        if handle is not None:
            self.wedge.watch_window(handle)

    def listen(self) -> None:
        """Take the reader's bursts in the whole application, now that it has more windows."""
        app = QCoreApplication.instance()
        if app is not None:
            self.wedge.watch_all(app)
