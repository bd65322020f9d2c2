"""The real window on its real parts, and a camera before it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.desktop import Desktop
from counter_app.demo.centre import CentreProcess
from counter_app.demo.rig import IppPrinter
from counter_app.ui.reception.presenter import ReceptionPresenter
from counter_app.ui.reception.view import ReceptionView
from counter_app.ui.screenshot import save

Size = tuple[int, int]

USUAL: Final[Size] = (1366, 768)
WIDE: Final[Size] = (1920, 1080)
_BEAT_MS: Final = 40
_LONGEST_MS: Final = 12_000


@dataclass(slots=True, kw_only=True)
class Stage:
    """The window on its real parts, and a camera before it."""

    desktop: Desktop
    centre: CentreProcess
    printer: IppPrinter
    folder: Path
    sizes: Sequence[Size] = (USUAL, WIDE)
    themes: Sequence[bool] = (False, True)
    taken: list[str] = field(default_factory=list)

    @property
    def view(self) -> ReceptionView:
        """The reception screen, once it is built."""
        if (view := self.desktop.shell.view) is None:
            raise RuntimeError("reception was not built")
        return view

    @property
    def presenter(self) -> ReceptionPresenter:
        """Its presenter."""
        if (presenter := self.desktop.shell.presenter) is None:
            raise RuntimeError("reception was not built")
        return presenter

    def take(self, name: str, *, whole: bool = True) -> None:
        """What the window shows now: in every size, and the first in every theme; else once."""
        shell = self.desktop.shell
        number = f"{len({one[:2] for one in self.taken}) + 1:02}"
        shots = [(size, self.themes[0]) for size in self.sizes]
        shots += [(self.sizes[0], dark) for dark in self.themes[1:]]
        for size, dark in shots if whole else shots[:1]:
            theme = "toi" if dark else "sang"
            path = self.folder / f"{number}-{name}-{size[0]}x{size[1]}-{theme}.png"
            save(shell.window, path, size, shell.look, dark=dark)
            self.taken.append(path.name)
        if shell.look.dark:
            shell.look.set(dark=False, scale=shell.look.scale)
        shell.window.resize(*self.sizes[0])


def wait_until(done: Callable[[], bool], what: str) -> None:
    """Let the window work until something is so. Raises TimeoutError."""
    waited = 0
    while not done():
        pause(_BEAT_MS)
        waited += _BEAT_MS
        if waited > _LONGEST_MS:
            raise TimeoutError(f"the window did not come that far: {what}")


def pause(milliseconds: int) -> None:
    """Let the window work. Sleeping gives the store's and the link's threads their turn."""
    until = time.monotonic() + milliseconds / 1000
    while time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)
