"""Pictures of the real screens, on what the morning left in the store."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.program import Program, application
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
    app = QApplication.instance() or application()
    if not isinstance(app, QApplication):
        raise TypeError("pictures need an application with a screen")
    station.officer = None
    station.settings = station.settings._replace(printer=printer.uri, scanner=FEEDER)
    program = Program(app, station.settings.profile, station=station)
    program.front.window.resize(*USUAL)
    program.show()
    program.front.window.activateWindow()
    try:
        wait_until(lambda: program.desktop is not None, "counter opened")
        stage = _stage(program, centre, printer, folder)
        wait_until(lambda: stage.desktop.shell.keys is not None, "screens built")
        walk(stage)
    finally:
        program.close()
    return stage.taken


def _stage(program: Program, centre: CentreProcess, printer: IppPrinter, folder: Path) -> Stage:
    if program.desktop is None:
        raise RuntimeError("the counter did not open")
    return Stage(desktop=program.desktop, centre=centre, printer=printer, folder=folder)
