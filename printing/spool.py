"""Sending a document to a printer, and saying honestly what became of it.

A printer that says "completed" is not believed: a jam ends its job so (job-state 9) and only
`printer-state-reasons` tells. A job that does not come out in time is cancelled, so that it
does not come out hours later. CUPS and IPP on Linux; printing on Windows is not built, and
says so by name.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from printing.errors import (
    JobNotPrinted,
    JobStale,
    MediaNotLoaded,
    NoPrintSystem,
    PrinterError,
    PrinterStopped,
)
from printing.states import COMPLETED, PROCESSING, JobState, Printer, PrinterState, trouble


@dataclass(frozen=True, slots=True)
class Queue:
    """A printer that the system knows; `default` is the one that the system prefers."""

    name: str
    about: str
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds.

    `deadline_s` is for the whole job; `trouble_s` for a printer that asks for a hand (a tray
    filled within that time goes on with the same job); `poll_s` lies between two looks.
    """

    deadline_s: float = 90.0
    trouble_s: float = 8.0
    poll_s: float = 0.15


def queues(server: str = "") -> tuple[Queue, ...]:
    """The system's printers. Raises NoPrintSystem."""
    if sys.platform == "win32":
        raise NoPrintSystem("windows", "printing on Windows is not built")
    from printing.cups_queue import queues as cups_queues

    return tuple(Queue(*line) for line in cups_queues(server))


def printer_at(address: str, server: str = "") -> Printer:
    """A queue's name, or a printer's own ipp:// address. Raises NoPrintSystem.

    `server` is the CUPS server as host:port; empty is this computer's own.
    """
    if sys.platform == "win32":
        raise NoPrintSystem(address, "printing on Windows is not built")
    # late, because pycups exists on Linux only
    if address.startswith(("ipp://", "ipps://")):
        from printing.ipp import IppDevice

        return IppDevice(address)
    from printing.cups_queue import CupsQueue

    return CupsQueue(address, server)


def print_document(
    printer: Printer,
    pdf: bytes,
    *,
    title: str,
    media: str,
    copies: int = 1,
    patience: Patience | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Print and wait; the number of the job that came out.

    Raises:
        PrinterError: a leaf names why no paper is to be expected. Nothing is left behind
            that could still come out, unless the printer itself was lost.
    """
    patience = patience or Patience()
    _check(printer, printer.state(), media)
    job = printer.submit(pdf, title=title, media=media, copies=copies)
    try:
        _wait(printer, job, patience, clock, sleep)
    except PrinterError:
        _call_back(printer, job)
        raise
    return job


def look(printer: Printer) -> PrinterError | None:
    """What is wrong with the printer now, or None. Raises PrinterOffline, PrinterUnknown."""
    return _wrong(printer, printer.state())


def _wrong(printer: Printer, state: PrinterState) -> PrinterError | None:
    if not state.accepting:
        return PrinterStopped(printer.address)
    return trouble(printer.address, state.reasons, stuck=state.state == PROCESSING)


def _check(printer: Printer, state: PrinterState, media: str) -> None:
    if found := _wrong(printer, state):
        raise found
    if state.media and media not in state.media:
        raise MediaNotLoaded(printer.address, media)


def _wait(
    printer: Printer,
    job: int,
    patience: Patience,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> None:
    started = clock()
    troubled_at: float | None = None
    while True:
        now = printer.job(job)
        found = trouble(printer.address, printer.state().reasons, stuck=not now.ended)
        if now.ended:
            _believe(printer, now, found)
            return
        troubled_at = (troubled_at or clock()) if found else None
        if found and clock() - (troubled_at or 0.0) >= patience.trouble_s:
            raise found
        if clock() - started >= patience.deadline_s:
            raise found or JobStale(printer.address)
        sleep(patience.poll_s)


def _believe(printer: Printer, job: JobState, found: PrinterError | None) -> None:
    """An ended job counts as printed only where job and printer both say so."""
    if found:
        raise found
    if job.state != COMPLETED:
        raise JobNotPrinted(printer.address, f"job-state {job.state}")


def _call_back(printer: Printer, job: int) -> None:
    try:
        printer.cancel(job)
    except PrinterError:
        return  # it cannot be reached; the first error says why
