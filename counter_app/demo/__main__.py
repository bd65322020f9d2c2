"""`make run` and `make demo`: the counter with a centre of its own and invented people."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from counter_app.bootstrap.station import open_station
from counter_app.demo.centre import CLERK, PASSWORD, CentreProcess, new_centre
from counter_app.demo.morning import morning
from counter_app.demo.rig import RigUnavailable
from counter_app.storage import identity as identities
from domain.errors import OfficeError
from sync.protocol.errors import SyncError

HOME: Final = Path("var/demo")


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the demonstration, or run its morning without a display."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="embedded centre and counter; headless: the morning")
    run.add_argument("--home", type=Path, default=HOME)
    commands.add_parser("morning", help="the scripted morning").add_argument(
        "--out", type=Path, default=Path("out")
    )
    told = parser.parse_args(arguments)
    try:
        if told.command == "morning":
            return morning(told.out.resolve(), _say)
        if _has_display():
            return _run(told.home.resolve())
        _say("Không có màn hình: chạy buổi sáng mẫu, không mở cửa sổ.")
        return morning((told.home / "out").resolve(), _say)
    except (OfficeError, SyncError, RigUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _run(home: Path) -> int:
    centre = new_centre(home / "centre")
    centre.start()
    try:
        _enrolled(home / "counter", centre)
        _say(f"Người dùng: {CLERK}   Mật khẩu: {PASSWORD}   Tra cứu: {centre.url}/tra-cuu")
        command = [sys.executable, "-m", "counter_app", "--profile", str(home / "counter")]
        return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program
    finally:
        centre.stop()


def _enrolled(profile: Path, centre: CentreProcess) -> None:
    """The counter of the demonstration, made once; the centre's port may change each time."""
    station = open_station(profile)
    try:
        if station.identity is None:
            station.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
        else:
            identities.move(station.engine, station.identity, centre.url)
            station.identity = identities.load(station.engine)
        station.link_round()()
    finally:
        station.close()


def _has_display() -> bool:
    return sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
