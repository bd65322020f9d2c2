"""What is on screen in the first second: the window with the sign-in cover.

Imports no screen, no store and no device, so that the sign-in takes keys before any of them is
loaded. The shell furnishes the window afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from counter_app.ui.look import Look
from counter_app.ui.main_window import MainWindow
from counter_app.ui.ports import Tasks
from counter_app.ui.sign_in.panel import Cover, SignInPanel
from counter_app.ui.sign_in.services import SignInServices
from counter_app.ui.wedge_filter import WedgeFilter
from counter_app.usecases.wedge import BurstRecogniser


@dataclass(kw_only=True)
class Front:
    """Keeps what Qt holds weakly. A code read before sign-in is swallowed, never typed."""

    look: Look
    sign_in: SignInServices
    recogniser: BurstRecogniser
    tasks: Tasks
    report: Callable[[Exception], object]
    window: MainWindow = field(init=False)
    panel: SignInPanel = field(init=False)
    cover: Cover = field(init=False)
    wedge: WedgeFilter = field(init=False)

    def __post_init__(self) -> None:
        self.window = MainWindow(self.look)
        self.panel = SignInPanel(self.look, self.sign_in, self.tasks, self.report)
        self.cover = Cover(self.look, self.sign_in, self.panel)
        self.window.cover(self.cover)
        self.wedge = WedgeFilter(self.recogniser)

    def listen(self) -> None:
        """Take the reader's bursts, in the whole application."""
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self.wedge)
