"""How long the office may take: a number of one of four units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from domain.errors import RuleBroken

_LONGEST: Final = 3650
_HALF: Final = 5
_TENTHS: Final = 10


class Unit(StrEnum):
    """The units in which procedures are published (docs/sources.md S-43)."""

    SAME_DAY = "same_day"
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"


_NAMES: Final = {
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.CALENDAR_DAYS: "ngày",
}


class LimitOutOfRange(RuleBroken):
    """The number and the unit make no time limit."""

    def __str__(self) -> str:
        return (
            "Thời hạn không hợp lệ: ngày làm việc theo bước nửa ngày, ngày thường là số nguyên,"
            " lớn hơn 0 và không quá 3650; hãy sửa thời hạn của thủ tục."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """A published time limit.

    Attributes:
        tenths: the number times ten (2.5 days are 25); 0 and unused for the same day.
        cutoff: for the same day: what is received after it, is due the next working day.
        after_cutoff_at: the hour it is due then; None means closing time.
        case: in which case this limit holds, Vietnamese; empty for the ordinary one.
    """

    tenths: int
    unit: Unit
    cutoff: time | None = None
    after_cutoff_at: time | None = None
    case: str = ""

    @property
    def value(self) -> Decimal:
        """The number as published, such as 2.5."""
        return Decimal(self.tenths) / _TENTHS

    def __str__(self) -> str:
        if self.unit is Unit.SAME_DAY:
            return "trong ngày"
        whole, rest = divmod(self.tenths, _TENTHS)
        return f"{whole},{rest} {_NAMES[self.unit]}" if rest else f"{whole} {_NAMES[self.unit]}"


def time_limit(
    value: Decimal | float | str,
    unit: Unit | str,
    *,
    cutoff: time | None = None,
    after_cutoff_at: time | None = None,
    case: str = "",
) -> TimeLimit:
    """A limit from a published number.

    Raises:
        LimitOutOfRange: unknown unit, not above 0 (but for the same day), too long, or finer
            than half days, tenths of hours, whole calendar days.
    """
    try:
        known, tenths = Unit(unit), Decimal(str(value).replace(",", ".")) * _TENTHS
    except (ValueError, InvalidOperation):
        raise LimitOutOfRange from None
    if known is Unit.SAME_DAY:
        tenths = Decimal(0)
    elif not tenths.is_finite() or not 0 < tenths <= _LONGEST * _TENTHS or tenths % _step(known):
        raise LimitOutOfRange
    return TimeLimit(
        tenths=int(tenths),
        unit=known,
        cutoff=cutoff,
        after_cutoff_at=after_cutoff_at,
        case=case,
    )


def _step(unit: Unit) -> int:
    return {Unit.WORKING_DAYS: _HALF, Unit.CALENDAR_DAYS: _TENTHS}.get(unit, 1)
