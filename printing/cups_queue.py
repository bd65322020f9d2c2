"""A queue of the CUPS print system, through pycups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import cups

from printing.errors import (
    JobNotPrinted,
    MediaNotLoaded,
    NoPrintSystem,
    PrinterOffline,
    PrinterStopped,
    PrinterUnknown,
)
from printing.ipp import IppDevice
from printing.states import JobState, PrinterState

_STATE: Final = [
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "media-supported",
    "device-uri",
]
_NOT_FOUND: Final = 0x0406
_NOT_ACCEPTING: Final = 0x0506
_NO_SUCH_VALUE: Final = 0x040B


def queues(server: str = "") -> list[tuple[str, str, bool]]:
    """Name, description and whether it is the default. Raises NoPrintSystem."""
    with _talk("", server) as link:
        default = link.getDefault()
        found = link.getPrinters()
    return [
        (name, str(about.get("printer-info") or name), name == default)
        for name, about in sorted(found.items())
    ]


class CupsQueue:
    """A queue by name. The device behind it is asked too, where it speaks IPP.

    A queue keeps the reasons of its last job: what it says while idle is old news, and the
    device's own word counts. A device without IPP (USB) is known by its queue alone.
    """

    def __init__(self, name: str, server: str = "") -> None:
        self.address = name
        self._server = server
        self._job: int | None = None

    def state(self) -> PrinterState:
        """Queue and device together. Raises PrinterUnknown, PrinterOffline, NoPrintSystem."""
        with _talk(self.address, self._server) as link:
            told = link.getPrinterAttributes(self.address, requested_attributes=_STATE)
        device = str(told.get("device-uri", ""))
        reasons = tuple(str(r) for r in told.get("printer-state-reasons", ()))
        if device.startswith(("ipp://", "ipps://")):
            paused = tuple(r for r in reasons if r.startswith("paused"))
            reasons = (*paused, *IppDevice(device).state().reasons)
        elif self._job is None:
            reasons = tuple(r for r in reasons if r.startswith("paused"))
        return PrinterState(
            state=int(told.get("printer-state", 5)),
            reasons=reasons,
            accepting=bool(told.get("printer-is-accepting-jobs", True)),
            media=tuple(str(m) for m in told.get("media-supported", ())),
            device=device,
        )

    def submit(self, pdf: bytes, *, title: str, media: str, copies: int) -> int:
        """Stream the document into the queue; no file of it is left anywhere by us."""
        options = {"media": media, "copies": str(copies)}
        with _talk(self.address, self._server) as link:
            job = int(link.createJob(self.address, title, options))
            link.startDocument(self.address, job, title, "application/pdf", 1)
            link.writeRequestData(pdf, len(pdf))
            link.finishDocument(self.address)
        self._job = job
        return job

    def job(self, job: int) -> JobState:
        """How far the job is."""
        with _talk(self.address, self._server) as link:
            told = link.getJobAttributes(job, ["job-state", "job-state-reasons"])
        reasons = told.get("job-state-reasons", ())
        many = reasons if isinstance(reasons, list) else [reasons]
        return JobState(state=int(told.get("job-state", 8)), reasons=tuple(str(r) for r in many))

    def cancel(self, job: int) -> None:
        """Call the job back; one that has ended is left as it is."""
        try:
            with _talk(self.address, self._server) as link:
                link.cancelJob(job)
        except JobNotPrinted:
            return  # it has ended already


@contextmanager
def _talk(printer: str, server: str) -> Iterator[Any]:
    """A connection of its own for each talk; pycups' errors become ours."""
    if server:
        host, _, port = server.partition(":")
        # of this thread alone; job operations take their address from here, not from `link`
        cups.setServer(host)
        cups.setPort(int(port or 631))
    try:
        link = cups.Connection()
    except RuntimeError as error:
        raise NoPrintSystem(printer or "cups", "the print system does not answer") from error
    try:
        yield link
    except cups.IPPError as error:
        raise _named(printer, error) from error
    except (cups.HTTPError, RuntimeError) as error:
        raise PrinterOffline(printer, "the print system does not answer") from error


def _named(printer: str, error: Any) -> Exception:
    status = int(error.args[0])
    if status == _NOT_FOUND:
        return PrinterUnknown(printer)
    if status == _NOT_ACCEPTING:
        return PrinterStopped(printer)
    if status == _NO_SUCH_VALUE:
        return MediaNotLoaded(printer)
    return JobNotPrinted(printer, f"IPP status {status:#06x}")
