"""A private CUPS server on loopback with one queue, for trying the production path of printing.

Needs root, as cupsd does; whoever has not prints to the IPP address directly.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.resources import files
from os import environ
from pathlib import Path
from typing import Final

from counter_app.demo.rig import RigUnavailable, answers, end, free_port, program, start

_LPADMIN_S: Final = 20


@dataclass(slots=True)
class PrintServer:
    """A running CUPS server. `address` is host:port."""

    address: str
    queue: str
    folder: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server and take its folder away."""
        end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)


def start_print_server(printer_uri: str, queue: str = "quay1") -> PrintServer:
    """A server whose queue leads to the printer, driverless. Raises RigUnavailable."""
    for name in ("cupsd", "lpadmin"):
        if not program(name):
            raise RigUnavailable(f"{name} is not installed")
    port = free_port()
    # under /tmp, since the server's own user must be able to come here
    folder = Path(tempfile.mkdtemp(prefix="counter-cups-"))
    folder.chmod(0o755)
    _lay_out(folder, port)
    command = [program("cupsd"), "-f", "-c", str(folder / "cupsd.conf"), "-s"]
    process = start([*command, str(folder / "cups-files.conf")], folder / "cupsd.log", environ)
    server = PrintServer(f"127.0.0.1:{port}", queue, folder, process)
    try:
        answers(port, process, "cupsd")
        _add(server, printer_uri)
    except RigUnavailable:
        server.stop()
        raise
    return server


def _lay_out(folder: Path, port: int) -> None:
    for name in ("root/ppd", "cache", "state", "spool", "tmp"):
        (folder / name).mkdir(parents=True, mode=0o775)
    for part in ("cache", "spool", "tmp", "root"):
        shutil.chown(folder / part, group="lp")
    for name in ("cupsd.conf", "cups-files.conf"):
        text = files("resources").joinpath("rig", name).read_text(encoding="utf-8")
        text = text.replace("@FOLDER@", str(folder)).replace("@PORT@", str(port))
        (folder / name).write_text(text, encoding="utf-8")


def _add(server: PrintServer, printer_uri: str) -> None:
    command = [program("lpadmin"), "-h", server.address, "-p", server.queue, "-E"]
    command += ["-v", printer_uri, "-m", "everywhere"]
    for _ in range(3):  # the first request may meet a server that still loads its types
        done = subprocess.run(command, capture_output=True, timeout=_LPADMIN_S, check=False)  # noqa: S603 - own command
        if done.returncode == 0:
            return
        time.sleep(0.5)
    raise RigUnavailable(f"lpadmin: {done.stderr.decode(errors='replace').strip()}")
