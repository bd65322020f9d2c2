"""What screens and commands say of archives: what could go, what stays and why, what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.moment import Moment
from domain.retention import Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """What of a month goes, or went, into an archive."""

    month: str  # "2026-05"
    facts: int
    dossiers: int
    sessions: int
    bytes: int  # of the facts
    scans: int
    scan_bytes: int
    file: str = ""  # without ending; empty while it is only planned
    at: Moment | None = None  # when the last part of it went


@dataclass(frozen=True, slots=True, kw_only=True)
class ToArchive:
    """What could go now."""

    last_month: str
    months: Sequence[MonthLine]
    staying: Mapping[Stay, int]  # dossiers and sessions
    store_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """What went."""

    dossiers: int
    sessions: int
    facts: int
    scans: int
    scan_bytes: int
    files: Sequence[str]
    stopped: bool
    store_bytes: int  # afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLine:
    """An archive as a file."""

    path: str
    bytes: int
    absent: bool
    verified: Moment | None  # when all of it was hashed anew
    months: Sequence[MonthLine]


WHY: Final[Mapping[Stay, str]] = {
    Stay.UNFINISHED: "chưa xong",
    Stay.DISPUTED: "còn mâu thuẫn",
    Stay.UNSEALED: "ngày chưa chốt với trung tâm",
    Stay.NEWEST: "là việc mới nhất của kho",
    Stay.LATER: "có việc mới hơn tháng lưu trữ",
}


def month_words(month: str) -> str:
    """ "05/2026"."""
    year, _, number = month.partition("-")
    return f"{number}/{year}"


def place_words(month: str) -> str:
    """Where an archived dossier's story is read."""
    return f"Trong tệp lưu trữ tháng {month_words(month)}"
