"""What the reception screen needs to know of a procedure, and of the day promised for it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.identifiers import Day, ProcedureCode
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentDetail:
    """One paper that the procedure asks for. `no` counts from 1."""

    no: int
    name: str
    originals: int  # asked for; 0 where none is
    copies: int
    required: bool
    present_only: bool = False  # shown at the desk, not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureDetail:
    """A procedure as the desk works with it."""

    code: ProcedureCode
    name: str
    sector: str
    limits: tuple[str, ...]  # "3 ngày làm việc", in the order of the catalogue; never empty
    fee_text: str  # "50.000 đồng/lần"
    fee: int | None  # đồng for one unit; None: the clerk types the amount
    fee_unit: str = ""  # "trang", "bản": what a quantity counts; empty where none is asked
    components: tuple[ComponentDetail, ...] = ()
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """One calendar day of the strip between reception and promise."""

    day: Day
    label: str  # "nhận", "ngày 1", "nghỉ lễ", "cuối tuần"
    counted: bool
    name: str = ""  # of a holiday


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStep:
    """One step of how the day came about, and what it rests on."""

    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDetail:
    """The moment promised, explained."""

    at: Moment
    cells: tuple[DueDay, ...]
    steps: tuple[DueStep, ...]
    calendar: str  # version of the calendar: "2026.4"
    warning: str = ""  # "Lịch nghỉ năm 2027 mới là dự kiến."


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPaper:
    """One paper that preflight finds wanting."""

    component: int
    text: str  # "Giấy chứng sinh: thiếu 1 bản chính"
