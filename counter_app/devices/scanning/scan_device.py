"""Scanning as the program sees it: a process for each job, a watchdog, pages as they arrive."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Self

from counter_app.devices.scanning.profile import (
    PAGE_SUFFIX,
    PageSink,
    Scanner,
    ScanProfile,
    page_number,
)
from counter_app.usecases.device_errors import (
    NoScanner,
    PageNotSaved,
    ScanFailed,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerCrashed,
    ScannerIo,
    ScannerJammed,
    ScannerNoPaper,
    ScannerSilent,
)

_LOOK_S: Final = 0.05
_GRACE_S: Final = 1.0  # to let go of the device, once all has been said
_ENDED: Final[Mapping[str, Any]] = {"event": "gone"}
_FAILURES: Final[Mapping[str, type[ScanFailed]]] = {
    "no_paper": ScannerNoPaper,
    "jammed": ScannerJammed,
    "cover_open": ScannerCoverOpen,
    "busy": ScannerBusy,
    "io": ScannerIo,
    "cancelled": ScannerIo,
    "missing": NoScanner,
    "disk": PageNotSaved,
}


def child_command() -> list[str]:
    """How the scanning process is started; a frozen build starts itself with a word."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--scan-child"]
    return [sys.executable, "-m", "counter_app.devices.scanning.child"]


class ScanDevice:
    """Scanners of this computer. `silent_s` is how long one may show no progress.

    `command` and `environment` (None: ours) start the scanning process.
    """

    def __init__(
        self,
        *,
        silent_s: float = 20.0,
        command: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._silent_s = silent_s
        self._command = tuple(command) or tuple(child_command())
        self._environment = environment

    def list(self) -> tuple[Scanner, ...]:
        """What is connected. Raises NoScanner, ScannerSilent, ScannerCrashed."""
        found: tuple[Scanner, ...] = ()
        with _Child(self._command, self._environment, {"do": "list"}) as child:
            for said in child.lines(threading.Event(), self._silent_s):
                if said["event"] == "devices":
                    found = tuple(Scanner(name, title) for name, title in said["devices"])
                elif said["event"] == "failed":
                    raise NoScanner(said["name"])
        return found

    def scan(
        self,
        profile: ScanProfile,
        into: PageSink,
        stop: threading.Event,
        on_page: Callable[[Path], None],
    ) -> int:
        """Scan until the pile ends or `stop` is set (looked at between pages).

        Returns the number of pages; `on_page` is called on this thread for each, once it is
        safely on the disk.

        Raises:
            ScanFailed: a leaf names why it ended; its `kept` pages have been handed over.
        """
        into.folder.mkdir(parents=True, exist_ok=True)
        arrived = _Arrived(into, on_page)
        order = {
            "do": "scan",
            "key": into.vault.key.hex(),
            "folder": str(into.folder.resolve()),
            "first": into.first,
            "profile": asdict(profile),
        }
        try:
            with _Child(self._command, self._environment, order) as child:
                for said in child.lines(stop, self._silent_s):
                    if said["event"] == "page":
                        arrived.take()
                    elif said["event"] == "failed":
                        raise _FAILURES.get(said["name"], ScannerIo)(said["name"])
        except ScanFailed as failure:
            arrived.take()  # a page may have reached the disk after the last word
            failure.kept = arrived.count
            raise
        return arrived.count


class _Arrived:
    """Pages on the disk, each handed over once and in order."""

    def __init__(self, into: PageSink, on_page: Callable[[Path], None]) -> None:
        self._into = into
        self._on_page = on_page
        self._next = into.first
        self.count = 0

    def take(self) -> None:
        for path in sorted(self._into.folder.glob(f"*{PAGE_SUFFIX}")):
            if page_number(path) >= self._next:
                self._next = page_number(path) + 1
                self.count += 1
                self._on_page(path)


class _Child:
    """The scanning process, ended in any case when the block ends."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None,
        order: Mapping[str, Any],
    ) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own command line, no shell
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environment) if environment is not None else None,
        )
        self._said_all = False
        self._said: queue.Queue[Mapping[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._tell(json.dumps(order))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._said_all:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_GRACE_S)
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # a broken pipe has nothing more to lose
                if pipe:
                    pipe.close()

    def lines(self, stop: threading.Event, silent_s: float) -> Iterator[Mapping[str, Any]]:
        """What the process says, until it says that it is at its end."""
        while (said := self.next(stop, silent_s))["event"] != "end":
            yield said

    def next(self, stop: threading.Event, silent_s: float) -> Mapping[str, Any]:
        """Its next word. Raises ScannerSilent, ScannerCrashed."""
        deadline = time.monotonic() + silent_s
        told = False
        while time.monotonic() < deadline:
            if stop.is_set() and not told:
                self._tell("stop")
                told = True
            try:
                said = self._said.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if said is _ENDED:
                raise ScannerCrashed(f"exit {self._process.wait()}")
            self._said_all = said["event"] in ("end", "failed")
            return said
        raise ScannerSilent(f"no word for {silent_s:g} s")

    def _tell(self, line: str) -> None:
        if self._process.stdin is None:
            return
        with suppress(OSError):  # it has died; its silence says so
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._said.put(json.loads(line))
        self._said.put(_ENDED)
