"""Reports of a period: the register of dossiers, and the summary for the head of the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from counter_app.usecases.office_card import OfficeCard
from counter_app.usecases.ports import Begin
from domain.errors import RuleBroken
from domain.identifiers import Day, DossierCode
from domain.moment import Moment
from domain.reports import MONTH, REGISTER, WEEK, ReportMade

Reading: TypeAlias = Callable[[int, int], None]
"""Told how many of how many were read; raises ReportStopped where somebody stopped it."""


class ReportSort(StrEnum):
    """The summaries of S-48, and the book of S-59."""

    WEEK = WEEK
    MONTH = MONTH
    REGISTER = REGISTER


class ReportForm(StrEnum):
    """As a file's name ends."""

    PDF = "pdf"
    XLSX = "xlsx"


class PeriodWrong(RuleBroken):
    """It ends before it begins, or has not begun."""


class ReportStopped(RuleBroken):
    """Somebody stopped it; nothing was kept."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Đã dừng lập báo cáo, chưa lưu gì; hãy chọn lại báo cáo để lập từ đầu."


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the office, both counted."""

    first: Day
    last: Day

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodWrong(
                f"Kỳ báo cáo kết thúc {self.last} trước khi bắt đầu {self.first}; "
                "hãy kiểm tra lại hai ngày."
            )

    @property
    def days(self) -> Sequence[Day]:
        """Each of them, in order."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        count = (last - first).days + 1
        return [Day((first + timedelta(days=each)).isoformat()) for each in range(count)]


def week_of(day: Day) -> Period:
    """From Monday to Sunday."""
    told = date.fromisoformat(day)
    monday = told - timedelta(days=told.weekday())
    return Period(Day(monday.isoformat()), Day((monday + timedelta(days=6)).isoformat()))


def month_of(day: Day) -> Period:
    """From its first day to its last."""
    first = date.fromisoformat(day).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(Day(first.isoformat()), Day((following - timedelta(days=1)).isoformat()))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """A dossier in the book. Identity numbers have no column there, and are not given."""

    code: DossierCode
    procedure: str
    sets: int
    customer: str
    address: str
    phone: str
    agency: str  # that settles it
    received: Moment
    due: Moment
    way: str  # how the result is given
    returned: Moment | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Sổ theo dõi hồ sơ of a period: all dossiers that this office received, sealed or not."""

    office: OfficeCard
    period: Period
    lines: Sequence[RegisterLine]
    made: Moment
    maker: str = ""

    sort = ReportSort.REGISTER


@dataclass(frozen=True, slots=True)
class Takings:
    """Money of one way of paying, in đồng."""

    fees: int = 0
    received: int = 0
    refunds: int = 0
    refunded: int = 0

    @property
    def figures(self) -> tuple[int, int, int, int, int]:
        """As reports tell them: how many, how much, given back likewise, and what is left."""
        left = self.received - self.refunded
        return self.fees, self.received, self.refunds, self.refunded, left


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the sealed days of a period come to.

    `on_time` and `late` part what was not returned yet, by whether its appointment has passed at
    `as_of`; with `returned` they sum to `received`.
    """

    channels: Mapping[str, int]
    counters: Mapping[str, int]  # received, by the counter's name
    days: Mapping[Day, int]  # received, every day of the period
    on_time: int
    late: int
    returned: int
    methods: Mapping[str, Takings]
    unsealed: Sequence[tuple[str, Day]]  # counter's name and day: counted nowhere here
    as_of: Moment

    @property
    def received(self) -> int:
        """Dossiers of the period."""
        return sum(self.channels.values())

    @property
    def in_progress(self) -> int:
        """Those without a result yet."""
        return self.on_time + self.late


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """For the head of the office."""

    sort: ReportSort
    office: OfficeCard
    period: Period
    figures: Figures
    made: Moment
    maker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report as a file."""

    sort: ReportSort
    period: Period
    form: ReportForm
    name: str
    sha256: bytes
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReport:
    """That a report was made."""

    begin: Begin

    def __call__(self, kept: Kept) -> None:
        """After the file is on the disk."""
        with self.begin() as work:
            told = ReportMade(
                sort=kept.sort.value,
                first=kept.period.first,
                last=kept.period.last,
                form=kept.form.value,
                name=kept.name,
                sha256=kept.sha256,
                size=kept.size,
            )
            work.record(work.new_subject(), told)
            work.commit()
