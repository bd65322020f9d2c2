"""The office's calendar: which days count, when the counter is open, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from domain.errors import RuleBroken

Session = tuple[time, time]
LONGEST_SEARCH_DAYS: Final = 366
DAY_MINUTES: Final = 8 * 60
"""A working day is eight working hours (docs/sources.md S-41)."""

_WEEK: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WORKED_WEEKDAYS: Final = range(5)
_BASES: Final = {
    "statutory": "Bộ luật Lao động 2019, Điều 112",
    "compensatory": "Bộ luật Lao động 2019, Điều 111 khoản 3",
    "swap_off": "Thông báo hoán đổi ngày làm việc",
}
_USUAL_SESSIONS: Final = (("07:00", "11:30"), ("13:30", "17:00"))


class NoWorkingDay(RuleBroken):
    """The calendar holds no working day within 366 days."""

    def __str__(self) -> str:
        return (
            "Lịch làm việc không có ngày làm việc nào trong 366 ngày tới;"
            " hãy báo quản trị kiểm tra lịch của cơ quan."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day off; `confirmed` is false for one that is expected and not yet announced."""

    name: str
    basis: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """One version of the calendar. A due moment is stored with the version it was counted by.

    `worked` holds Saturdays worked in place of a weekday, with that weekday; `sessions` the
    opening hours per weekday, Monday first; `years` what is loaded: `official` or `estimated`.

    Source: docs/sources.md S-40 (holidays), S-41 (hours), S-42 (swapped days).
    """

    version: str
    holidays: Mapping[date, Holiday]
    worked: Mapping[date, tuple[date, str]]
    sessions: tuple[tuple[Session, ...], ...]
    years: Mapping[int, str]

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Opening hours of the day; none on a day off. A swapped Saturday has its weekday's."""
        if day in self.worked:
            return self.sessions[self.worked[day][0].weekday()]
        return () if day in self.holidays else self.sessions[day.weekday()]

    def is_working(self, day: date) -> bool:
        """Whether the day counts in time limits."""
        return bool(self.sessions_on(day))

    def working_day_from(self, day: date) -> date:
        """The day itself where it counts, else the next that does. Raises NoWorkingDay."""
        for ahead in range(LONGEST_SEARCH_DAYS + 1):
            if self.is_working(found := day + timedelta(days=ahead)):
                return found
        raise NoWorkingDay

    def working_day_after(self, day: date) -> date:
        """The next day that counts. Raises NoWorkingDay."""
        return self.working_day_from(day + timedelta(days=1))

    def opening(self, day: date) -> datetime:
        """When a working day begins, local."""
        return datetime.combine(day, self.sessions_on(day)[0][0])

    def closing(self, day: date) -> datetime:
        """When a working day ends, local."""
        return datetime.combine(day, self.sessions_on(day)[-1][1])

    def open_from(self, at: datetime) -> datetime:
        """The first open moment not before `at`: over lunch the afternoon, else the next opening.

        Raises:
            NoWorkingDay: none within 366 days.
        """
        for begin, end in self.sessions_on(at.date()):
            if at.time() < end:
                return max(at, datetime.combine(at.date(), begin))
        return self.opening(self.working_day_after(at.date()))

    def doubts(self, first: date, last: date) -> tuple[str, ...]:
        """What the clerk should know of the years between, both ends with it."""
        told = []
        for year in range(first.year, last.year + 1):
            match self.years.get(year):
                case None:
                    told.append(f"Chưa có lịch nghỉ năm {year}; hãy cập nhật lịch rồi tính lại.")
                case "estimated":
                    told.append(
                        f"Lịch nghỉ năm {year} mới là dự kiến; ngày hẹn có thể phải tính lại"
                        " khi có thông báo chính thức."
                    )
                case _:
                    pass
        return tuple(told)


def calendar_from(mapping: Mapping[str, Any]) -> WorkingCalendar:
    """The calendar from its plain form.

    Args:
        mapping: `years` with `status`, `days` and `swaps` of each; `version` (or `made`);
            `sessions`: one list of `["07:00", "11:30"]` pairs for Monday to Friday, or such
            lists by weekday (`Mon` … `Sun`). Without it the office opens 07:00-11:30, 13:30-17:00.

    Raises:
        ValueError: a day's sessions overlap or do not make eight hours.
    """
    years: Mapping[str, Any] = mapping["years"]
    swaps = [swap for year in years.values() for swap in year.get("swaps", ())]
    return WorkingCalendar(
        version=str(mapping.get("version") or mapping.get("made") or ""),
        holidays={
            date.fromisoformat(day["date"]): _holiday(day)
            for year in years.values()
            for day in year["days"]
        },
        worked={
            date.fromisoformat(swap["work"]): (
                date.fromisoformat(swap["off"]),
                swap.get("source") or _BASES["swap_off"],
            )
            for swap in swaps
        },
        sessions=_sessions(mapping.get("sessions") or _USUAL_SESSIONS),
        years={int(year): loaded.get("status", "official") for year, loaded in years.items()},
    )


def _holiday(day: Mapping[str, Any]) -> Holiday:
    return Holiday(
        name=day["name"],
        basis=day.get("basis") or _BASES.get(day.get("kind", ""), ""),
        confirmed=bool(day.get("confirmed", True)),
    )


def _sessions(plain: Any) -> tuple[tuple[Session, ...], ...]:
    if isinstance(plain, Mapping):
        return tuple(_one_day(plain.get(name, ())) for name in _WEEK)
    week = _one_day(plain)
    return tuple(week if weekday in _WORKED_WEEKDAYS else () for weekday in range(len(_WEEK)))


def _one_day(plain: Iterable[Iterable[str]]) -> tuple[Session, ...]:
    sessions = tuple((time.fromisoformat(b), time.fromisoformat(e)) for b, e in plain)
    edges = [edge for session in sessions for edge in session]
    if edges != sorted(set(edges)):
        raise ValueError("sessions must be ascending and apart")
    minutes = sum((e.hour - b.hour) * 60 + e.minute - b.minute for b, e in sessions)
    if sessions and minutes != DAY_MINUTES:
        raise ValueError("a working day must have eight hours, else half days come out wrong")
    return sessions
