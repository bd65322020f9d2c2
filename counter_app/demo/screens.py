"""Pictures of the real screens, on what the morning left in the store."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.desktop import assemble
from counter_app.bootstrap.station import Station
from counter_app.demo.centre import CentreProcess
from counter_app.demo.rig import IppPrinter
from counter_app.demo.scanner import FEEDER
from counter_app.demo.stage import USUAL, Stage, wait_until
from counter_app.demo.walk import walk


def shoot(station: Station, folder: Path, centre: CentreProcess, printer: IppPrinter) -> list[str]:
    """Every screen; the names of the pictures."""
    if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("pictures need an application with a screen")
    station.officer = None
    station.settings = replace(station.settings, printer=printer.uri, scanner=FEEDER)
    stage = Stage(desktop=assemble(station, app), centre=centre, printer=printer, folder=folder)
    shell = stage.desktop.shell
    shell.window.resize(*USUAL)
    stage.desktop.start()
    shell.window.activateWindow()
    wait_until(lambda: shell.keys is not None, "screens built")
    try:
        walk(stage)
    finally:
        stage.desktop.close()
    return stage.taken
