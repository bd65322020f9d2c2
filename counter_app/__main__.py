"""counter-app: the desktop program of one counter."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from counter_app.bootstrap.desktop import assemble, hook_crashes
from counter_app.bootstrap.station import open_station
from counter_app.settings import default_profile
from domain.errors import OfficeError


def main(arguments: Sequence[str] | None = None, ready: Callable[[], None] = lambda: None) -> int:
    """Open the counter of a profile; 0 when it was closed in order.

    `ready` is called when the sign-in takes its first key.
    """
    parser = argparse.ArgumentParser(prog="counter-app", description=__doc__)
    parser.add_argument("--profile", type=Path, default=default_profile(), metavar="DIR")
    parser.add_argument("--self-check", action="store_true", help="open, show, close again")
    told = parser.parse_args(arguments)
    app = QApplication(sys.argv[:1])
    try:
        station = open_station(told.profile)
        logging.basicConfig(filename=told.profile / "counter.log", level=logging.INFO)
        hook_crashes()
        desktop = assemble(station, app)
    except OfficeError as error:
        sys.stderr.write(error.sentence + "\n")
        return 1
    desktop.shell.window.painted.connect(ready)
    desktop.start()
    if told.self_check:
        desktop.shell.window.painted.connect(app.quit)
    try:
        return app.exec()
    finally:
        desktop.close()


if __name__ == "__main__":
    sys.exit(main())
