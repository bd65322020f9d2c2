"""A real IPP printer program for demonstration and tests: what it prints stays in a folder.

`ippeveprinter` (CUPS' own IPP Everywhere printer) runs on loopback with a private D-Bus, since
Debian's build wants one even when it announces nothing. Its print command is a script of
ours: it keeps each document, and shows the faults that a printer has.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from importlib.resources import files
from os import environ
from pathlib import Path
from typing import Final

from printing.errors import PrinterBusy
from printing.ipp import IppDevice
from printing.states import IDLE

_START_S: Final = 8.0
_STEP_S: Final = 0.02
_END_S: Final = 30.0  # a busy machine needs long to end two workers in order
_MENDED: Final = "mended"  # print.sh knows this name and prints nothing
_MENDED_MEDIA: Final = "iso_a5_148x210mm"


class Fault(Enum):
    """What can be wrong with the printer; the value is IPP's word for it (RFC 8011, 5.4.12)."""

    PAPER_OUT = "media-empty-error"  # the job waits for paper
    JAM = "media-jam-error"  # the job ends, "completed", and there is no paper
    COVER_OPEN = "cover-open-error"  # as a jam


class RigUnavailable(Exception):
    """A program of the rig is missing or did not start; the text says which."""


@dataclass(slots=True, kw_only=True)
class IppPrinter:
    """A running printer. `spool_dir` holds what came out, oldest first by name."""

    uri: str
    port: int
    folder: Path
    spool_dir: Path
    name: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def printed(self) -> list[Path]:
        """The documents that came out, in order."""
        return sorted(self.spool_dir.glob("*.pdf"))

    def fault(self, fault: Fault | None) -> None:
        """Break the printer in one way, or mend it with None."""
        mark = self.folder / "fault"
        if fault is None:
            mark.unlink(missing_ok=True)
            self._settle()
            return
        mark.with_suffix(".new").write_text(fault.value, encoding="ascii")
        mark.with_suffix(".new").rename(mark)

    def _settle(self) -> None:
        """The program's state changes only while its command runs: send it past the mend."""
        device = IppDevice(self.uri)
        deadline = time.monotonic() + _START_S
        while (state := device.state()).state != IDLE or state.reasons != ("none",):
            if time.monotonic() > deadline:
                raise RigUnavailable(f"the printer is not mended: {state}")
            if state.state == IDLE:
                with suppress(PrinterBusy):  # it takes one job at a time; look again
                    device.submit(b"%PDF-1.4", title=_MENDED, media=_MENDED_MEDIA, copies=1)
            time.sleep(_STEP_S)

    def switch_off(self) -> None:
        """Pull the printer's plug; its address stays."""
        end(self.processes.pop())

    def switch_on(self) -> None:
        """Plug it in again."""
        self.processes.append(_printer(self.folder, self.name, self.port))
        answers(self.port, self.processes[-1], "ippeveprinter")

    def stop(self) -> None:
        """End all processes of this printer."""
        while self.processes:
            end(self.processes.pop())


def start_ipp_printer(folder: Path, *, name: str = "Máy in quầy 1") -> IppPrinter:
    """A printer with A5 and A4 on a free port of loopback. Raises RigUnavailable."""
    for needed in ("dbus-daemon", "ippeveprinter"):
        if not program(needed):
            raise RigUnavailable(f"{needed} is not installed")
    folder = folder.resolve()
    spool = folder / "printed"
    spool.mkdir(parents=True, exist_ok=True)
    (folder / "jobs").mkdir(exist_ok=True)
    port = free_port()
    uri = f"ipp://localhost:{port}/ipp/print"
    _lay_out(folder, uri)
    handle = IppPrinter(
        uri=uri,
        port=port,
        folder=folder,
        spool_dir=spool,
        name=name,
    )
    handle.processes.append(_bus(folder))
    try:
        handle.switch_on()
    except RigUnavailable:
        handle.stop()
        raise
    return handle


def free_port() -> int:
    """A TCP port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _lay_out(folder: Path, uri: str) -> None:
    templates = files("resources").joinpath("rig")
    for name in ("media.conf", "bus.conf", "print.sh"):
        text = templates.joinpath(name).read_text(encoding="utf-8")
        (folder / name).write_text(
            text.replace("@FOLDER@", str(folder)).replace("@URI@", uri), encoding="utf-8"
        )
    (folder / "print.sh").chmod(0o755)


def _bus(folder: Path) -> subprocess.Popen[bytes]:
    address = folder / "bus"
    address.unlink(missing_ok=True)
    command = [program("dbus-daemon"), f"--config-file={folder / 'bus.conf'}", "--nofork"]
    process = start(command, folder / "bus.log", environ)
    deadline = time.monotonic() + _START_S
    while not address.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            end(process)
            raise RigUnavailable("dbus-daemon did not start")
        time.sleep(_STEP_S)
    return process


def _printer(folder: Path, name: str, port: int) -> subprocess.Popen[bytes]:
    command = [program("ippeveprinter"), "-r", "off", "-n", "localhost", "-p", str(port)]
    command += ["-d", str(folder / "jobs"), "-c", str(folder / "print.sh")]
    command += ["-a", str(folder / "media.conf"), "-v", name]
    bus = {**environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder / 'bus'}"}
    return start(command, folder / "printer.log", bus)


def program(name: str) -> str:
    """The program's path, also where only root's path leads; empty if there is none."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin") or ""


def start(command: list[str], log: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program with its words going to a file."""
    with log.open("ab") as out:
        return subprocess.Popen(  # noqa: S603 - our own command line, no shell
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env
        )


def answers(port: int, process: subprocess.Popen[bytes], name: str) -> None:
    """Wait until the program listens. Raises RigUnavailable."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(_STEP_S)
    raise RigUnavailable(f"{name} did not start")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that we started, and wait for it: a killed one would leave its workers."""
    process.terminate()
    try:
        process.wait(timeout=_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
