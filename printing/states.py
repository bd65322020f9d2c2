"""What printers and jobs say of themselves, and which of their words mean that no paper comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from printing.errors import (
    PrinterCoverOpen,
    PrinterError,
    PrinterJammed,
    PrinterOffline,
    PrinterOutOfPaper,
    PrinterStopped,
)

IDLE: Final = 3
PROCESSING: Final = 4
STOPPED: Final = 5  # printer-state, RFC 8011 section 5.4.11
CANCELED: Final = 7  # job-state, RFC 8011 section 5.3.7
ABORTED: Final = 8
COMPLETED: Final = 9

_TROUBLES: Final[tuple[tuple[str, type[PrinterError]], ...]] = (
    ("media-jam", PrinterJammed),
    ("cover-open", PrinterCoverOpen),
    ("door-open", PrinterCoverOpen),
    ("interlock-open", PrinterCoverOpen),
    ("media-empty", PrinterOutOfPaper),
    ("media-needed", PrinterOutOfPaper),
    ("input-tray-missing", PrinterOutOfPaper),
    ("offline", PrinterOffline),
    ("shutdown", PrinterOffline),
    ("timed-out", PrinterOffline),
    ("paused", PrinterStopped),
)


@dataclass(frozen=True, slots=True)
class PrinterState:
    """`state` and `reasons` as in RFC 8011; `media` are PWG names, empty if not told.

    `device` is the address behind a queue, where the queue tells it.
    """

    state: int
    reasons: tuple[str, ...]
    accepting: bool
    media: tuple[str, ...] = ()
    device: str = ""


@dataclass(frozen=True, slots=True)
class JobState:
    """`state` 3 to 9 as in RFC 8011, with its reasons."""

    state: int
    reasons: tuple[str, ...]

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in (CANCELED, ABORTED, COMPLETED)


class Printer(Protocol):
    """A queue or a device. Methods raise leaves of PrinterError."""

    address: str

    def state(self) -> PrinterState:
        """What it says of itself now."""

    def submit(self, pdf: bytes, *, title: str, media: str, copies: int) -> int:
        """Hand the document over; the job's number."""

    def job(self, job: int) -> JobState:
        """How far the job is."""

    def cancel(self, job: int) -> None:
        """Call the job back; one that has ended is left as it is."""


def trouble(printer: str, reasons: tuple[str, ...], *, stuck: bool) -> PrinterError | None:
    """The worst of the reasons that keep paper from coming, or None.

    Warnings ("-warning": one of two trays is empty) count only where a job is `stuck`, that
    is, under way and not ended: some printers never say more than a warning.
    """
    told = [reason for reason in reasons if stuck or not reason.endswith("-warning")]
    for word, kind in _TROUBLES:
        if any(reason.startswith(word) for reason in told):
            return kind(printer, ", ".join(told))
    return None
