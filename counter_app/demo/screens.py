"""Pictures of the real screens, with what the morning left in the store."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.desktop import Desktop, assemble
from counter_app.bootstrap.station import Station
from counter_app.ui.screenshot import save
from domain.identifiers import ProcedureCode

SIZES: Final = ((1366, 768), (1920, 1080))
_BEAT_MS: Final = 40
_LONGEST_MS: Final = 8_000


@dataclass(slots=True, kw_only=True)
class Camera:
    """Takes each screen in both themes and both sizes."""

    desktop: Desktop
    folder: Path
    taken: list[str] = field(default_factory=list)

    def take(self, name: str) -> None:
        """What the window shows now."""
        shell = self.desktop.shell
        for dark in (False, True):
            for size in SIZES:
                theme = "toi" if dark else "sang"
                path = self.folder / f"{name}-{size[0]}x{size[1]}-{theme}.png"
                save(shell.window, path, size, shell.look, dark=dark)
                self.taken.append(path.name)
        shell.look.set(dark=False, scale=shell.look.scale)


def shoot(station: Station, folder: Path, card: str) -> list[str]:
    """Every screen; the names of the pictures."""
    if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    officer = station.officer
    if not isinstance(app, QApplication) or officer is None:
        raise RuntimeError("pictures need an application and an officer")
    desktop = assemble(station, app)
    camera = Camera(desktop=desktop, folder=folder)
    shell = desktop.shell
    shell.window.resize(*SIZES[0])
    desktop.start()
    wait_until(lambda: shell.view is not None and shell.keys is not None)
    camera.take("1-dang-nhap")
    shell.seat(officer)
    _reception(camera, card)
    shell.go("dossiers")
    QTest.qWait(600)
    camera.take("6-ho-so")
    shell.go("sync")
    QTest.qWait(600)
    camera.take("7-dong-bo")
    shell.lock()
    QTest.qWait(200)
    camera.take("8-khoa")
    desktop.close()
    return camera.taken


def _reception(camera: Camera, card: str) -> None:
    shell = camera.desktop.shell
    presenter = shell.presenter
    if presenter is None:
        raise RuntimeError("reception was not built")
    QTest.qWait(300)
    camera.take("2-tiep-nhan-trong")
    presenter.card(card)
    QTest.qWait(500)
    presenter.desk.search("ho kinh doanh")
    QTest.qWait(500)
    camera.take("3-chon-thu-tuc")
    presenter.desk.choose(ProcedureCode("1.001612"))
    wait_until(lambda: presenter.room.case.procedure is not None)
    camera.take("4-thieu-giay-to")
    presenter.desk.take_all()
    presenter.desk.take_fee()
    QTest.qWait(300)
    camera.take("5-san-sang-luu")


def wait_until(done: Callable[[], bool]) -> None:
    """Let the window work until something is so. Raises TimeoutError."""
    waited = 0
    while not done():
        QTest.qWait(_BEAT_MS)
        waited += _BEAT_MS
        if waited > _LONGEST_MS:
            raise TimeoutError("the window did not come that far")
