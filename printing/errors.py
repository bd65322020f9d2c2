"""What can go wrong with paper, named by who can put it right.

PrintingError
├── ReadBackFailed        our document: a word or a code cannot be read in it
├── DoesNotFit            our document: one line is taller than the page
├── NoGlyph               the text: our font has no such character
└── PrinterError          the printer, now; nothing was lost
    ├── PrinterOutOfPaper
    ├── PrinterJammed
    ├── PrinterCoverOpen
    ├── PrinterOffline    off, unplugged, or not answering
    ├── PrinterBusy       takes no second job while one is under way
    ├── PrinterStopped    the queue was stopped by somebody
    ├── PrinterUnknown    no printer of that name
    ├── MediaNotLoaded    the printer does not know this paper size
    ├── JobNotPrinted     aborted or cancelled for another reason
    ├── JobStale          not printed before its deadline, and cancelled
    └── NoPrintSystem     this computer has no print system that we drive
"""

from __future__ import annotations


class PrintingError(Exception):
    """The root: every expected failure between blocks and paper."""


class ReadBackFailed(PrintingError):
    """The rendered document does not say what it should. `missing` names each lack."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__("not readable in the document: " + "; ".join(missing))
        self.missing = missing


class DoesNotFit(PrintingError):
    """A single line or picture is taller than the page's body."""


class NoGlyph(PrintingError):
    """The bundled font cannot draw `character`; printing an empty box would be a lie."""

    def __init__(self, character: str) -> None:
        super().__init__(f"no glyph for U+{ord(character):04X}")
        self.character = character


class PrinterError(PrintingError):
    """The printer did not do it. `printer` is its name or address."""

    def __init__(self, printer: str, detail: str = "") -> None:
        super().__init__(f"{printer}: {detail or type(self).__name__}")
        self.printer = printer
        self.detail = detail


class PrinterOutOfPaper(PrinterError):
    """The tray is empty."""


class PrinterJammed(PrinterError):
    """Paper is stuck."""


class PrinterCoverOpen(PrinterError):
    """A cover or door stands open."""


class PrinterOffline(PrinterError):
    """Off, unplugged, or not answering."""


class PrinterBusy(PrinterError):
    """Another job is under way, and the printer queues none."""


class PrinterStopped(PrinterError):
    """The queue was paused or takes no jobs."""


class PrinterUnknown(PrinterError):
    """No printer of that name."""


class MediaNotLoaded(PrinterError):
    """The printer does not offer the paper size asked for."""


class JobNotPrinted(PrinterError):
    """The job ended without paper, for a reason that has no name of its own."""


class JobStale(PrinterError):
    """Not printed before its deadline; cancelled, so that it does not come out hours later."""


class NoPrintSystem(PrinterError):
    """No print system that this program drives."""
