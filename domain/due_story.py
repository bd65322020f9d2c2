"""How a due moment came about: sentences for the clerk, and one cell for each day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.time_limit import TimeLimit, Unit
from domain.working_time import WorkingCalendar

_WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_LISTED_WEEKEND: Final = 4
_CIVIL_CODE: Final = "Bộ luật Dân sự 2015, Điều 147 khoản 2"
_CIVIL_CODE_END: Final = "Bộ luật Dân sự 2015, Điều 148 khoản 5"


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence about one day; `basis` names the law where there is one."""

    date: date
    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day between receipt and due moment; `note` names a holiday."""

    date: date
    counted: bool
    name: str
    note: str = ""


def steps(
    received: datetime, start: datetime, at: datetime, limit: TimeLimit, calendar: WorkingCalendar
) -> tuple[Step, ...]:
    """From receipt to due moment, in the order in which a clerk tells it."""
    told = [Step(received.date(), f"Nhận hồ sơ lúc {_moment(received)}.")]
    counts_clock = limit.unit is not Unit.CALENDAR_DAYS
    if counts_clock and start != received:
        told.append(_started(received, start, calendar))
    told.append(_rule(received, limit))
    first = received.date() if counts_clock else _nth(received, limit)
    told += _special_days(_days(first, at.date()), calendar)
    if not counts_clock and at.date() != first:
        late = "Ngày cuối rơi vào ngày nghỉ: hạn đến hết ngày làm việc tiếp theo."
        told.append(Step(at.date(), late, _CIVIL_CODE_END))
    told.append(Step(at.date(), f"Hẹn trả kết quả lúc {_moment(at)}."))
    return tuple(told)


def cells(
    received: datetime, start: datetime, at: datetime, limit: TimeLimit, calendar: WorkingCalendar
) -> tuple[DayCell, ...]:
    """Each day from receipt to due moment, with what it counts for."""
    row, number = [], 0
    for day in _days(received.date(), at.date()):
        counted = _counts(day, received, start, at, limit, calendar)
        number += counted
        row.append(DayCell(day, counted, *_name(day, received, number * counted, calendar)))
    return tuple(row)


def _counts(
    day: date,
    received: datetime,
    start: datetime,
    at: datetime,
    limit: TimeLimit,
    calendar: WorkingCalendar,
) -> bool:
    match limit.unit:
        case Unit.CALENDAR_DAYS:
            return received.date() < day <= _nth(received, limit)
        case Unit.WORKING_DAYS:
            return day > start.date() and calendar.is_working(day)
        case Unit.SAME_DAY:
            return day == at.date()
        case _:
            return day >= start.date() and calendar.is_working(day)


def _name(day: date, received: datetime, number: int, calendar: WorkingCalendar) -> tuple[str, str]:
    if day == received.date():
        return "nhận", ""
    off = calendar.holidays.get(day)
    if number:
        worked = "làm bù" if day in calendar.worked else ""
        return f"ngày {number}", off.name if off else worked
    if off:
        return "nghỉ lễ", off.name
    return ("bắt đầu", "") if calendar.is_working(day) else ("cuối tuần", "")


def _started(received: datetime, start: datetime, calendar: WorkingCalendar) -> Step:
    sessions = calendar.sessions_on(received.date())
    if not sessions:
        why = "Nhận vào ngày nghỉ"
    elif received.time() < sessions[0][0]:
        why = "Nhận trước giờ làm việc"
    elif received.time() >= sessions[-1][1]:
        why = "Nhận sau giờ làm việc"
    else:
        why = "Nhận trong giờ nghỉ trưa"
    return Step(start.date(), f"{why}: thời hạn tính từ {_moment(start)}.")


def _rule(received: datetime, limit: TimeLimit) -> Step:
    day, basis = received.date(), ""
    match limit.unit:
        case Unit.SAME_DAY if limit.cutoff is not None:
            hour = limit.after_cutoff_at
            following = "cuối ngày" if hour is None else f"lúc {hour:%H:%M}"
            text = (
                f"Trả trong ngày; nhận sau {limit.cutoff:%H:%M} thì trả {following}"
                " của ngày làm việc tiếp theo."
            )
        case Unit.SAME_DAY:
            text = "Trả trong ngày, chậm nhất lúc hết giờ làm việc."
        case Unit.WORKING_DAYS if limit.tenths % 10:
            text = f"Cộng {limit}; nửa ngày là 4 giờ làm việc."
        case Unit.WORKING_DAYS:
            text = f"Cộng {limit}, giữ nguyên giờ; ngày nhận không tính."
        case Unit.WORKING_HOURS:
            text = f"Cộng {limit}, chỉ tính trong giờ làm việc."
        case Unit.CALENDAR_DAYS:
            text = f"Cộng {limit}, tính cả ngày nghỉ; ngày nhận không tính."
            basis = _CIVIL_CODE
    return Step(day, text, basis)


def _special_days(days: Iterable[date], calendar: WorkingCalendar) -> Iterator[Step]:
    """Holidays and swapped Saturdays one by one, then the week-ends together."""
    weekend = []
    for day in days:
        if day in calendar.worked:
            off, basis = calendar.worked[day]
            text = f"{_day(day)} làm bù cho {_day(off)}, tính là ngày làm việc."
            yield Step(day, _capital(text), basis)
        elif off_day := calendar.holidays.get(day):
            expected = "" if off_day.confirmed else " (dự kiến)"
            text = _capital(f"{_day(day)} nghỉ: {off_day.name}{expected}.")
            yield Step(day, text, off_day.basis)
        elif not calendar.is_working(day):
            weekend.append(day)
    if weekend:
        listed = ", ".join(f"{day:%d/%m}" for day in weekend[:_LISTED_WEEKEND])
        more = f" và {rest} ngày nữa" if (rest := len(weekend) - _LISTED_WEEKEND) > 0 else ""
        yield Step(weekend[0], f"Nghỉ cuối tuần: {listed}{more}, không tính.")


def _nth(received: datetime, limit: TimeLimit) -> date:
    return received.date() + timedelta(days=limit.tenths // 10)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def _moment(at: datetime) -> str:
    return f"{at:%H:%M}, {_day(at.date())}"


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
