"""What a supervisor's board shows: the centre's figures of a day, of one office or all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from counter_app.usecases.lines import Officer
from domain.errors import Unavailable
from domain.identifiers import Day
from domain.moment import Moment
from domain.office import PROVINCE_SUPERVISOR, SUPERVISOR

NOT_FOR_YOU: Final = (
    "Bảng điều hành dành cho người giám sát; hãy đăng nhập bằng tài khoản giám sát (F12)"
    " hoặc nhờ quản trị cấp vai trò."
)


class BoardOutOfReach(Unavailable):
    """The centre did not answer in time."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Chưa tới được trung tâm; quầy tự hỏi lại mỗi nửa phút, hoặc nhấn F5."


class DayMark(StrEnum):
    """How a day stands with the centre."""

    SEALED = "sealed"
    OPEN = "open"
    LOST = "lost"  # a counter that lacks is silent
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HourBar:
    """Receptions of one hour; `mean` of the same weekdays before, in tenths."""

    hour: int
    received: int
    mean: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldBar:
    """Dossiers under way in one field (lĩnh vực)."""

    field: str
    in_time: int
    soon: int
    late: int

    @property
    def all(self) -> int:
        """However they stand."""
        return self.in_time + self.soon + self.late


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLine:
    """A counter as the centre knows it; `told_at` None where it never told how it is."""

    office: str
    name: str
    seen: Moment
    proven: Moment
    lost: bool
    told_at: Moment | None = None
    officer: str = ""
    session: str = ""
    waiting: int = 0
    oldest: Moment | None = None
    scans: int = 0
    printer: str = ""
    printer_ready: bool = True
    scanner: str = ""
    scanner_ready: bool = True
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A counter whose day is not sealed, why, and since when."""

    counter: str
    why: DayMark
    since: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDay:
    """A day on which somebody wrote."""

    day: Day
    mark: DayMark
    lacking: tuple[Lacking, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """Fees of a day by one method; `amount` in đồng."""

    method: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The figures; `at` by the centre's clock."""

    at: Moment
    name: str
    of_province: bool
    day: Day
    unheard: int  # counters that a restored centre still waits for
    hours: tuple[HourBar, ...]
    weeks: int  # how many same weekdays before make the mean
    week_before: int  # receptions a week before, until this time of day
    fields: tuple[FieldBar, ...]
    fees: tuple[FeeLine, ...]
    month_received: int
    month_late: int
    counters: tuple[CounterLine, ...]
    days: tuple[BoardDay, ...]

    @property
    def received(self) -> int:
        """Receptions of the day."""
        return sum(each.received for each in self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDossier:
    """A dossier behind a bar: no name, only its code and how it stands."""

    code: str
    status: str
    procedure: str
    received: Moment
    due: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDossiers:
    """Some of them, and whether there are more."""

    dossiers: tuple[BoardDossier, ...]
    more: bool
    now: Moment


def may_look(officer: Officer | None) -> bool:
    """Whether the board is for this officer."""
    return officer is not None and bool(officer.roles & {SUPERVISOR, PROVINCE_SUPERVISOR})


def may_look_beyond(officer: Officer | None) -> bool:
    """Whether other offices' figures are."""
    return officer is not None and PROVINCE_SUPERVISOR in officer.roles
