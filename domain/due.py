"""The moment at which a result is promised, and the other dates counted on the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.due_story import DayCell, Step, cells, steps
from domain.moment import OFFICE_ZONE
from domain.time_limit import LimitOutOfRange, TimeLimit, Unit, time_limit
from domain.working_time import NoWorkingDay, WorkingCalendar

__all__ = [
    "DayCell",
    "Due",
    "LimitOutOfRange",
    "NoWorkingDay",
    "Step",
    "TimeLimit",
    "Unit",
    "due",
    "last_working_day_of_month",
    "last_working_day_of_week",
    "supplement_ends",
    "time_limit",
    "transfer_by",
]

TRANSFER_CUTOFF: Final = time(15)
SUPPLEMENT_DAYS: Final = 30
_HALF_DAY_MINUTES: Final = 4 * 60
_TENTH_HOUR_MINUTES: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A due moment on the office's clock, and how it came about.

    `days` runs from the day of receipt to the due day; `warnings` are sentences for the clerk;
    `calendar` is the version counted by, stored with the appointment.
    """

    at: datetime
    steps: tuple[Step, ...]
    days: tuple[DayCell, ...]
    warnings: tuple[str, ...]
    calendar: str


def due(received: datetime, limit: TimeLimit, calendar: WorkingCalendar) -> Due:
    """The moment at which the result is promised.

    Args:
        received: when the valid dossier was taken; on the office's clock where it has no zone.
        limit: same day (closing time, or past the cut-off the next working day); working days
            (same clock time n working days on, 4 working hours per half day); working hours;
            calendar days (closing time of the n-th day after, or of the next working day).
        calendar: its version is kept in the answer.

    Raises:
        NoWorkingDay: the calendar has none within 366 days.

    Source: docs/sources.md S-43 (units), S-44 (calendar days), S-45 (working time).
    """
    exact = _local(received)
    told = exact.replace(second=0, microsecond=0)
    start = calendar.open_from(told)
    match limit.unit:
        case Unit.SAME_DAY:
            at = _same_day(exact, start, limit, calendar)
        case Unit.WORKING_DAYS:
            days, half = divmod(limit.tenths, 10)
            at = _after_days(start, days, calendar)
            at = _after_minutes(at, _HALF_DAY_MINUTES, calendar) if half else at
        case Unit.WORKING_HOURS:
            at = _after_minutes(start, limit.tenths * _TENTH_HOUR_MINUTES, calendar)
        case Unit.CALENDAR_DAYS:
            last = told.date() + timedelta(days=limit.tenths // 10)
            at = calendar.closing(calendar.working_day_from(last))
    return Due(
        at=at,
        steps=steps(told, start, at, limit, calendar),
        days=cells(told, start, at, limit, calendar),
        warnings=calendar.doubts(told.date(), at.date()),
        calendar=calendar.version,
    )


def transfer_by(received: datetime, calendar: WorkingCalendar) -> datetime:
    """By when the dossier goes to the agency that settles it: closing time of the working day.

    What is received after 15:00 goes at the opening of the next working day.

    Source: docs/sources.md S-46.
    """
    exact = _local(received)
    if calendar.is_working(exact.date()) and exact.time() > TRANSFER_CUTOFF:
        return calendar.opening(calendar.working_day_after(exact.date()))
    return calendar.closing(calendar.open_from(exact).date())


def supplement_ends(notified: date, calendar: WorkingCalendar, days: int = SUPPLEMENT_DAYS) -> date:
    """The last day for a supplement: plain days, the day of the notice not counted.

    The dossier is cancelled after the end of this day, never on it.

    Source: docs/sources.md S-44, S-47.
    """
    return calendar.working_day_from(notified + timedelta(days=days))


def last_working_day_of_week(day: date, calendar: WorkingCalendar) -> date:
    """The last working day from Monday to Sunday of the day's week (reports, S-48).

    Raises:
        NoWorkingDay: the whole week is off.
    """
    monday = day - timedelta(days=day.weekday())
    return _last(monday, monday + timedelta(days=6), calendar)


def last_working_day_of_month(year: int, month: int, calendar: WorkingCalendar) -> date:
    """The last working day of the month (reports, S-48)."""
    first = date(year, month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return _last(first, following - timedelta(days=1), calendar)


def _local(at: datetime) -> datetime:
    return at if at.tzinfo is None else at.astimezone(OFFICE_ZONE).replace(tzinfo=None)


def _same_day(
    received: datetime, start: datetime, limit: TimeLimit, calendar: WorkingCalendar
) -> datetime:
    late = limit.cutoff is not None and received.time() > limit.cutoff
    # A day off has no cut-off: its dossier counts as received at the next opening.
    if not (late and calendar.is_working(received.date())):
        return calendar.closing(start.date())
    following = calendar.working_day_after(received.date())
    if limit.after_cutoff_at is None:
        return calendar.closing(following)
    return _same_clock(following, limit.after_cutoff_at, calendar)


def _after_days(start: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    day = start.date()
    for _ in range(days):
        day = calendar.working_day_after(day)
    return _same_clock(day, start.time(), calendar)


def _after_minutes(start: datetime, minutes: int, calendar: WorkingCalendar) -> datetime:
    at = start
    while True:
        for begin, end in calendar.sessions_on(at.date()):
            begins = max(at, datetime.combine(at.date(), begin))
            room = int((datetime.combine(at.date(), end) - begins).total_seconds()) // 60
            if 0 < minutes <= room:
                return begins + timedelta(minutes=minutes)
            minutes -= max(room, 0)
        at = calendar.opening(calendar.working_day_after(at.date()))


def _same_clock(day: date, clock: time, calendar: WorkingCalendar) -> datetime:
    """The clock time on that day, moved into its sessions where they differ."""
    for begin, end in calendar.sessions_on(day):
        if clock <= end:
            return datetime.combine(day, max(clock, begin))
    return calendar.closing(day)


def _last(first: date, last: date, calendar: WorkingCalendar) -> date:
    day = last
    while day >= first:
        if calendar.is_working(day):
            return day
        day -= timedelta(days=1)
    raise NoWorkingDay
