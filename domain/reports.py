"""Reports of a period that were written into a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from domain.facts import Apart, Fact
from domain.identifiers import Day

WEEK: Final = "week"
MONTH: Final = "month"
REGISTER: Final = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMade(Fact):
    """A report was made and kept; subject: the report itself. Source: docs/sources.md S-48."""

    kind: ClassVar[str] = "report.made"
    apart = Apart.BOTH_COUNT

    sort: str  # WEEK, MONTH or REGISTER
    first: Day
    last: Day
    form: str  # pdf, xlsx
    name: str  # of the file
    sha256: bytes
    size: int  # bytes
