"""What the centre tells an office and the province: who, where, which numbers, which rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from domain.cash import TOLERANCE
from domain.facts import Apart, Fact
from domain.identifiers import Day, DeviceId, FactId

CLERK: Final = "clerk"
SUPERVISOR: Final = "supervisor"
IT_OFFICER: Final = "it_officer"
PROVINCE_SUPERVISOR: Final = "province_supervisor"
"""Sees the figures of every office, never another office's dossiers."""

ROLES: Final = (CLERK, SUPERVISOR, IT_OFFICER, PROVINCE_SUPERVISOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDescribed(Fact):
    """The office as screens and slips name it (S0 Đ7.1.a)."""

    kind: ClassVar[str] = "office.described"
    version: ClassVar[int] = 2  # 2 added cash_tolerance
    apart = Apart.LAST_STANDS

    name: str  # the agency above, left head of every form
    unit: str  # Bộ phận Tiếp nhận và Trả kết quả
    place: str  # before the date on forms
    address: str
    hotline: str
    lookup_host: str
    demonstration: bool = False
    cash_tolerance: int = TOLERANCE  # đồng by method; a greater difference needs a second person

    @property
    def matter(self) -> str:
        """An office has one description."""
        return "office.described"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterNamed(Fact):
    """A counter of the office and its receipt series; subject: the counter."""

    kind: ClassVar[str] = "counter.named"
    apart = Apart.LAST_STANDS

    name: str  # "Quầy 3"
    device: DeviceId
    receipts: str  # prefix of its receipt series: "Q3"
    certificate: bytes = b""  # the centre's signed word on the device, with its public key


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochGranted(Fact):
    """A counter goes on under another epoch after its store was set back; subject: the counter."""

    kind: ClassVar[str] = "device.epoch_granted"
    apart = Apart.BOTH_COUNT

    epoch: int
    continues: FactId  # the last fact of the branch that it goes on from
    mark: bytes  # names the copy of the store that asked
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersGranted(Fact):
    """A counter's standing daily range of dossier serials for one agency, from a day on."""

    kind: ClassVar[str] = "numbers.granted"
    apart = Apart.BOTH_COUNT

    device: DeviceId
    agency: str
    from_day: Day
    first: int
    last: int
    reserve_first: int
    reserve_last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerGranted(Fact):
    """An officer's name and roles; password hashes never enter facts."""

    kind: ClassVar[str] = "officer.granted"
    apart = Apart.LAST_STANDS

    username: str
    name: str
    roles: tuple[str, ...]  # of ROLES; none: account closed

    @property
    def matter(self) -> str:
        """The newest grant counts."""
        return "officer.granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePublished(Fact):
    """A procedure with its papers, time limits and fees; subject: the procedure."""

    kind: ClassVar[str] = "procedure.published"
    apart = Apart.LAST_STANDS

    code: str
    document: str  # JSON text, keys sorted

    @property
    def matter(self) -> str:
        """The newest publication counts."""
        return "procedure.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished(Fact):
    """The working calendar of the province; subject: the calendar."""

    kind: ClassVar[str] = "calendar.published"
    apart = Apart.LAST_STANDS

    version_name: str
    document: str  # JSON text, keys sorted

    @property
    def matter(self) -> str:
        """The newest publication counts."""
        return "calendar.published"
