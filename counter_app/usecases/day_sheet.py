"""The X and the Z sheet: what a counter's day comes to, on one paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from counter_app.usecases.day_figures import DayFace
from counter_app.usecases.office_card import OfficeCard
from counter_app.usecases.ports import Begin
from counter_app.usecases.session_lines import SessionLine, SessionReport
from domain.day_sheets import SheetPrinted
from domain.day_totals import Line
from domain.identifiers import Day
from domain.moment import Moment


class SheetSort(StrEnum):
    """X at any time, Z once the day was closed here."""

    X = "x"
    Z = "z"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    """Everything on the paper; two of the same day differ in copy, maker and moment alone."""

    sort: SheetSort
    office: OfficeCard
    day: Day
    sessions: Sequence[SessionReport]
    ledger: Sequence[Line]
    face: DayFace
    elsewhere: Sequence[SessionLine] = ()  # opened here, gone on with at another counter
    qr: str = ""  # of the sealed certificate
    copy: int = 1
    made: Moment
    maker: str = ""  # the officer's name

    @property
    def name(self) -> str:
        """As a file is called, and a job at the printer."""
        again = f"_{self.copy}" if self.copy > 1 else ""
        return f"phieu-{self.sort}-{self.day}{again}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSheet:
    """That a sheet went onto paper, or into a file: every print is in the journal."""

    begin: Begin

    def __call__(self, sheet: DaySheet, where: str) -> None:
        """After the paper: a copy too many is better than one that nobody wrote down."""
        with self.begin() as work:
            told = SheetPrinted(
                device=work.device,
                day=sheet.day,
                sort=sheet.sort.value,
                number=sheet.face.number,
                copy=sheet.copy,
                where=where,
            )
            work.record(work.new_subject(), told)
            work.commit()
