"""Paper is the second act: two short transactions around the printer, never one across it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from counter_app.usecases.case import PrintedSlip
from counter_app.usecases.errors import OfOtherOffice
from counter_app.usecases.ports import Begin
from counter_app.usecases.slip import slip_of
from domain.dossier import SlipConfirmed, SlipFailed, SlipSent
from domain.errors import OfficeError
from domain.identifiers import DossierId
from domain.slip import AppointmentSlip


class SlipPrinter(Protocol):
    """Turns a slip into paper, or into a file that was read back."""

    def print(self, slip: AppointmentSlip) -> str:
        """Where the paper is: the printer's name, or "file". Raises an Unavailable by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSlip:
    """Prints the next copy. A number once sent is never used again: better a copy too many."""

    begin: Begin
    printer: SlipPrinter

    def __call__(self, dossier: DossierId, officer_name: str) -> PrintedSlip:
        """The paper. Raises NoSuchDossier, OfOtherOffice, or what the printer says.

        A failure of the printer is recorded.
        """
        with self.begin() as work:
            known = work.dossier(dossier)
            if known.scope != work.scope:
                raise OfOtherOffice
            slip = slip_of(work, known, officer_name)
            work.record(dossier, SlipSent(copy=slip.copy))
            work.commit()
        try:
            where = self.printer.print(slip)  # no transaction is open while a device works
        except OfficeError as error:
            with self.begin() as work:
                work.record(dossier, SlipFailed(copy=slip.copy, reason=type(error).__name__))
                work.commit()
            raise
        with self.begin() as work:
            work.record(dossier, SlipConfirmed(copy=slip.copy, where=where))
            work.commit()
        return PrintedSlip(copy=slip.copy, where=where)
