"""Dossier codes, procedure codes, and the standing daily range that codes are taken from."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from domain.errors import RuleBroken

Form = Literal["old", "new"]

_OLD: Final = re.compile(
    r"(?P<agency>[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2})-(?P<day>[0-9]{6})-(?P<serial>[0-9]{4,7})"
)
_NEW: Final = re.compile(
    r"(?P<agency>[A-Y][0-9]{2}(?:\.[0-9A-Z]{1,6}){0,6})-(?P<day>[0-9]{6})-(?P<serial>[0-9]{4,7})"
)
_PROCEDURE: Final = re.compile(
    r"(?P<national>[123]\.[0-9]{6})(?:(?:\.000\.00\.00)?\.(?P<province>[A-Z][0-9]{2}))?"
)
LONGEST_CODE: Final = 55
LONGEST_AGENCY: Final = 35
LARGEST_SERIAL: Final = 9_999_999
_NATIONAL_LENGTH: Final = 8


class NotADossierCode(RuleBroken):
    """The text is no dossier code; `reason` says what is wrong, for the clerk."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"Mã số hồ sơ không đúng: {self.reason}; hãy nhập lại như in trên giấy hẹn,"
            " ví dụ H32.16-261122-0001."
        )


class NotAProcedureCode(RuleBroken):
    """The text is no procedure code."""

    def __str__(self) -> str:
        return "Mã thủ tục không đúng; hãy nhập dạng 1.001193 hoặc chọn thủ tục theo tên."


class RangeUsedUp(RuleBroken):
    """The counter's daily range and its reserve are both used up."""

    def __str__(self) -> str:
        return (
            "Quầy đã dùng hết dải số hồ sơ của hôm nay, kể cả số dự phòng;"
            " hãy tiếp nhận tại quầy khác và báo quản trị cấp thêm dải số."
        )


@dataclass(frozen=True, slots=True)
class DossierCodeParts:
    """A dossier code taken apart; `digits` is the width of the printed serial (4 to 7)."""

    agency: str
    day: date
    serial: int
    form: Form
    digits: int = 4

    def __str__(self) -> str:
        return f"{self.agency}-{self.day:%y%m%d}-{self.serial:0{self.digits}d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureCodeParts:
    """A procedure code taken apart; `province` is `H17` of a province's copy, or empty."""

    national: str
    province: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRange:
    """The serials one counter may give each day for one agency; both ends belong to it.

    Raises:
        ValueError: ends out of order, overlapping, or beyond seven digits.

    Source: docs/sources.md S-12 (ranges are our rule; the series is the agency's by law).
    """

    first: int
    last: int
    reserve_first: int
    reserve_last: int

    def __post_init__(self) -> None:
        ordered = self.first <= self.last and self.reserve_first <= self.reserve_last
        apart = self.last < self.reserve_first or self.reserve_last < self.first
        if not (ordered and apart and min(self.first, self.reserve_first) >= 1):
            raise ValueError("the range and its reserve must be ascending and apart")
        if max(self.last, self.reserve_last) > LARGEST_SERIAL:
            raise ValueError("a serial has at most seven digits")


def parse_code(text: str) -> DossierCodeParts:
    """Either form of a dossier code, blanks around it forgiven; letters are capitals.

    Raises:
        NotADossierCode: wrong shape, no real date, agency or code too long.

    Source: docs/sources.md S-10, S-11 (both forms).
    """
    code = text.strip()
    if len(code) > LONGEST_CODE:
        raise NotADossierCode(f"dài quá {LONGEST_CODE} ký tự")
    form: Form = "old"
    found = _OLD.fullmatch(code)
    if found is None:
        form, found = "new", _NEW.fullmatch(code)
    if found is None:
        raise NotADossierCode("sai cấu trúc cơ quan-ngày-số thứ tự")
    agency, serial = found["agency"], found["serial"]
    if len(agency) > LONGEST_AGENCY:
        raise NotADossierCode(f"mã cơ quan dài quá {LONGEST_AGENCY} ký tự")
    return DossierCodeParts(agency, _day(found["day"]), int(serial), form, len(serial))


def format_code(agency: str, day: date, serial: int) -> str:
    """The code of the day's dossier number `serial`; four digits, more when it needs them.

    Raises:
        NotADossierCode: the agency's identifier or the serial does not make a code.
    """
    return str(parse_code(f"{agency}-{day:%y%m%d}-{serial:04d}"))


def next_serial(daily: DailyRange, last_used: int | None) -> tuple[int, bool]:
    """The serial after the last one used that day (None: the first), and whether it is reserve.

    Raises:
        RangeUsedUp: the reserve has none left.
    """
    if last_used is None or last_used < daily.first:
        return daily.first, False
    if daily.first <= last_used < daily.last:
        return last_used + 1, False
    if not daily.reserve_first <= last_used <= daily.reserve_last:
        return daily.reserve_first, True
    if last_used < daily.reserve_last:
        return last_used + 1, True
    raise RangeUsedUp


def parse_procedure_code(text: str) -> ProcedureCodeParts:
    """A national code, or a province's copy of it in the old or the new style.

    Raises:
        NotAProcedureCode: none of these.

    Source: docs/sources.md S-13.
    """
    found = _PROCEDURE.fullmatch(text.strip())
    if found is None:
        raise NotAProcedureCode
    return ProcedureCodeParts(national=found["national"], province=found["province"] or "")


def same_procedure(one: str, other: str) -> bool:
    """Whether two codes name one procedure: they agree on the national part (S-13)."""
    return one.strip()[:_NATIONAL_LENGTH] == other.strip()[:_NATIONAL_LENGTH]


def _day(digits: str) -> date:
    try:
        # The zone is no matter: a calendar day is read, not a moment.
        return datetime.strptime(f"20{digits}", "%Y%m%d").date()  # noqa: DTZ007 - day only
    except ValueError:
        raise NotADossierCode(f"{digits} không phải là ngày có thật (năm-tháng-ngày)") from None
