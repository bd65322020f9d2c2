"""The appointment slip on paper, or in a folder where there is no printer.

Both render, read back and only then let the document count; printing's errors become the
office's, so that use-cases need not know the printing library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from counter_app.devices.composed import Composed
from counter_app.devices.slip_form import compose
from counter_app.devices.slip_paper import Paper
from counter_app.devices.vault import write_whole
from counter_app.usecases import device_errors as office
from domain.slip import AppointmentSlip
from printing import errors as printing
from printing.spool import Patience, look, print_document, printer_at

_OFFICE: Final[tuple[tuple[type[printing.PrintingError], type[office.PrintFailed]], ...]] = (
    (printing.PrinterOutOfPaper, office.PrinterOutOfPaper),
    (printing.PrinterJammed, office.PrinterJammed),
    (printing.PrinterCoverOpen, office.PrinterCoverOpen),
    (printing.PrinterOffline, office.PrinterOffline),
    (printing.PrinterBusy, office.PrinterBusy),
    (printing.JobStale, office.PrinterBusy),
    (printing.PrinterStopped, office.PrinterStopped),
    (printing.PrinterUnknown, office.PrinterUnknown),
    (printing.MediaNotLoaded, office.PaperSizeMissing),
    (printing.NoPrintSystem, office.PrintingNotHere),
    (printing.PrinterError, office.PrintNotDone),
    (printing.PrintingError, office.SlipNotReadable),
)

_STATES: Final[tuple[tuple[type[printing.PrinterError], str], ...]] = (
    (printing.PrinterOutOfPaper, "Máy in hết giấy"),
    (printing.PrinterJammed, "Máy in kẹt giấy"),
    (printing.PrinterCoverOpen, "Nắp máy in đang mở"),
    (printing.PrinterStopped, "Máy in tạm dừng"),
    (printing.PrinterUnknown, "Không tìm thấy máy in"),
    (printing.NoPrintSystem, "Chưa có hệ thống in"),
    (printing.PrinterError, "Máy in tắt hoặc mất kết nối"),
)
READY: Final = "Máy in sẵn sàng"


class SystemPrinter:
    """Prints on a CUPS queue or at an ipp:// address, and waits for the paper."""

    def __init__(
        self,
        address: str,
        *,
        paper: Paper = Paper.A5,
        sample: bool = False,
        server: str = "",
        patience: Patience | None = None,
    ) -> None:
        self.address = address
        self._paper = paper
        self._sample = sample
        self._server = server
        self._patience = patience

    def print(self, slip: AppointmentSlip) -> str:
        """Both copies on paper. The text names printer and job, for the fact of printing.

        Raises:
            PrintFailed: a leaf says why; nothing is left that could come out later.
        """
        return self.put(lambda: compose(slip, self._paper, sample=self._sample), slip.code)

    def put(self, made: Callable[[], Composed], name: str) -> str:
        """Any document on paper, read back before it goes. Raises PrintFailed."""
        with _told_to_the_office():
            composed = made()
            pdf = composed.finished()
            printer = printer_at(self.address, self._server)
            job = print_document(
                printer, pdf, title=name, media=composed.media, patience=self._patience
            )
        return f"{self.address} #{job}"

    def state(self) -> str:
        """What to show of the printer now, in a few words; never raises for a printer's state."""
        try:
            found = look(printer_at(self.address, self._server))
        except printing.PrinterError as error:
            found = error
        if found is None:
            return READY
        return next(words for kind, words in _STATES if isinstance(found, kind))


class FolderPrinter:
    """Saves slips as PDF files, `code.pdf` and `code_2.pdf` for the first reprint."""

    def __init__(self, folder: Path, *, paper: Paper = Paper.A5, sample: bool = False) -> None:
        self.folder = folder
        self._paper = paper
        self._sample = sample

    def print(self, slip: AppointmentSlip) -> str:
        """The file's path as text. Raises SlipNotReadable, SlipNotSaved."""
        suffix = f"_{slip.copy}" if slip.copy > 1 else ""
        name = f"{slip.code}{suffix}"
        return self.put(lambda: compose(slip, self._paper, sample=self._sample), name)

    def put(self, made: Callable[[], Composed], name: str) -> str:
        """Any document as a file, read back before. Raises SlipNotReadable, SlipNotSaved."""
        with _told_to_the_office():
            pdf = made().finished()
        path = self.folder / f"{name}.pdf"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, pdf)
        except OSError as error:
            raise office.SlipNotSaved(str(error.strerror)) from error
        return str(path)

    def state(self) -> str:
        """What to show in place of a printer's state."""
        return "Lưu giấy hẹn vào thư mục"


@contextmanager
def _told_to_the_office() -> Iterator[None]:
    try:
        yield
    except printing.PrintingError as error:
        kind = next(ours for theirs, ours in _OFFICE if isinstance(error, theirs))
        # a document's own errors quote the citizen's words, which belong in no log
        detail = str(error) if isinstance(error, printing.PrinterError) else type(error).__name__
        raise kind(detail) from error
