"""A real centre in processes of its own, on loopback: for the demonstration and whole days."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from typing import Final

from counter_app.demo.rig import RigUnavailable, end, free_port, start

SCOPE: Final = "H32.16"
PASSWORD: Final = "Quay-Mot-Cua-2026"  # noqa: S105 - of invented officers, told on the screen
CLERK: Final = "chau.le"
_START_S: Final = 30.0
_COMMAND: Final = (sys.executable, "-m", "sync.central.serve")


@dataclass(slots=True, kw_only=True)
class CentreProcess:
    """One centre: its folder, its address, and the process when it runs."""

    folder: Path
    port: int
    database: str
    workers: int = 1
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its process; 0 while it does not run."""
        return 0 if self.process is None else self.process.pid

    def start(self) -> None:
        """Serve; returns when it answers. Raises RigUnavailable."""
        serve = ["--port", str(self.port), "--workers", str(self.workers)]
        command = [*_COMMAND, "serve", *self._where(), *serve]
        self.process = start(command, self.folder / "centre.log", dict(environ))
        deadline = time.monotonic() + _START_S
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RigUnavailable(f"the centre did not start; see {self.folder}/centre.log")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it, as an administrator would."""
        if self.process is not None:
            end(self.process)
            self.process = None

    def answers(self) -> bool:
        """Whether it is there."""
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=1) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def enrol_code(self, counter: str, receipts: str, *, scope: str = SCOPE) -> str:
        """A one-time code for a counter."""
        told = self.run(
            "enrol-code", "--scope", scope, "--counter", counter, "--receipts", receipts
        )
        return told.split()[0]

    def run(self, name: str, *arguments: str, given: str = "") -> str:
        """An administrator's command, `given` at its input; what it printed.

        Raises RigUnavailable when it fails.
        """
        command = [*_COMMAND, name, *self._where(), *arguments]
        done = subprocess.run(  # noqa: S603 - our own program
            command, input=given, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RigUnavailable(done.stderr.strip() or f"counter-centre {name} failed")
        return done.stdout

    def _where(self) -> list[str]:
        folders = ["--keys", str(self.folder / "keys"), "--blobs", str(self.folder / "blobs")]
        return ["--database", self.database, *folders]


def new_centre(folder: Path, *, database: str = "", workers: int = 1) -> CentreProcess:
    """A centre with the invented office, not yet serving; an old folder is taken up again."""
    folder.mkdir(parents=True, exist_ok=True)
    centre = CentreProcess(
        folder=folder,
        port=free_port(),
        database=database or str(folder / "centre.db"),
        workers=workers,
    )
    centre.run("demo", "--password", PASSWORD)
    return centre
