"""Sheets of a day that went onto paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from domain.facts import Apart, Fact
from domain.identifiers import Day, DeviceId
from domain.reports import ReportMade


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPrinted(Fact):
    """An X or Z sheet of a day; subject: the print itself."""

    kind: ClassVar[str] = "sheet.printed"
    apart = Apart.BOTH_COUNT

    device: DeviceId
    day: Day  # the sheet's
    sort: str  # x, z
    number: int  # of the certificate that it shows; 0 without one
    copy: int  # 1 is the first print
    where: str  # printer and job, or "file"


AFTER_THE_SEAL: Final = (SheetPrinted.kind, ReportMade.kind)
"""What is written of a day that is sealed without opening it again."""
