"""Due moments on the real calendar, by vectors, and how they are explained."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.due import (
    LimitOutOfRange,
    NoWorkingDay,
    Unit,
    due,
    last_working_day_of_month,
    last_working_day_of_week,
    supplement_ends,
    time_limit,
    transfer_by,
)
from domain.explain import explain_due
from domain.working_time import calendar_from
from resources.load import holidays_data

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "time_vectors.json").read_text(encoding="utf-8")
)
CALENDAR = calendar_from(holidays_data())
CUTOFF = time_limit(0, Unit.SAME_DAY, cutoff=time(15))
CUTOFF_NINE = time_limit(0, Unit.SAME_DAY, cutoff=time(15), after_cutoff_at=time(9))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['rule']} {v['start']}")
def test_a_date_is_counted_as_in_its_vector(vector: dict[str, Any]) -> None:
    assert _counted(vector["rule"], vector["start"], vector["value"]) == vector["due"]


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20T14:59", "2026-11-20T17:00"),
        ("2026-11-20T15:00", "2026-11-20T17:00"),
        ("2026-11-20T15:00:30", "2026-11-23T17:00"),
        ("2026-11-23T16:00", "2026-11-25T17:00"),
        ("2026-11-20T18:00", "2026-11-23T17:00"),
        ("2026-11-21T16:00", "2026-11-23T17:00"),
    ],
)
def test_the_same_day_ends_at_closing_time_and_moves_on_past_the_cutoff(
    received: str, expected: str
) -> None:
    assert _due(received, CUTOFF) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20T14:00", "2026-11-20T17:00"),
        ("2026-11-20T16:00", "2026-11-23T09:00"),
        ("2026-11-20T18:00", "2026-11-23T09:00"),
        ("2026-11-21T16:00", "2026-11-23T17:00"),
    ],
)
def test_a_local_rule_may_fix_the_hour_of_the_next_working_day(
    received: str, expected: str
) -> None:
    assert _due(received, CUTOFF_NINE) == expected


@pytest.mark.parametrize(
    ("received", "value", "unit", "expected"),
    [
        ("2026-11-19T09:42:59", 5, "working_days", "2026-11-27T09:42"),
        ("2026-11-19T16:00", 2.5, "working_days", "2026-11-25T10:00"),
        ("2026-11-20T11:45", 1, "working_days", "2026-11-23T13:30"),
        ("2026-11-20T11:30", 1, "working_hours", "2026-11-20T14:30"),
        ("2026-11-20T10:30", 1, "working_hours", "2026-11-20T11:30"),
        ("2026-11-20T17:00", 8, "working_hours", "2026-11-23T17:00"),
        ("2026-11-03T08:00", 15, "calendar_days", "2026-11-18T17:00"),
        ("2026-11-21T08:00", 3, "calendar_days", "2026-11-25T17:00"),
    ],
)
def test_each_unit_counts_in_its_own_way(
    received: str, value: float, unit: str, expected: str
) -> None:
    assert _due(received, time_limit(value, unit)) == expected


def test_a_moment_with_a_zone_is_moved_to_the_offices_clock() -> None:
    at = due(datetime(2026, 11, 19, 2, 42, tzinfo=UTC), time_limit(1, "working_days"), CALENDAR).at

    assert at.isoformat(timespec="minutes") == "2026-11-20T09:42"


def test_every_day_and_the_reason_of_a_due_moment_are_told() -> None:
    told = explain_due(
        due(datetime.fromisoformat("2026-11-20T17:30"), time_limit(3, "working_days"), CALENDAR)
    )

    assert told["due"] == "2026-11-27T07:00"
    assert [day["name"] for day in told["days"]] == [
        *("nhận", "cuối tuần", "cuối tuần", "bắt đầu", "nghỉ lễ", "ngày 1", "ngày 2", "ngày 3")
    ]
    assert told["steps"] == [
        "Nhận hồ sơ lúc 17:30, thứ Sáu 20/11/2026.",
        "Nhận sau giờ làm việc: thời hạn tính từ 07:00, thứ Hai 23/11/2026.",
        "Cộng 3 ngày làm việc, giữ nguyên giờ; ngày nhận không tính.",
        "Thứ Ba 24/11/2026 nghỉ: Ngày Văn hóa Việt Nam. (Nghị quyết 28/2026/QH16)",
        "Nghỉ cuối tuần: 21/11, 22/11, không tính.",
        "Hẹn trả kết quả lúc 07:00, thứ Sáu 27/11/2026.",
    ]


def test_a_worked_saturday_is_told_with_its_notice() -> None:
    steps = due(
        datetime.fromisoformat("2026-01-09T09:00"), time_limit(1, "working_days"), CALENDAR
    ).steps

    assert any("làm bù" in step.text and "12729" in step.basis for step in steps)


def test_only_the_day_of_the_promise_counts_as_the_same_day() -> None:
    days = due(datetime.fromisoformat("2026-11-23T16:00"), CUTOFF, CALENDAR).days

    assert [(day.name, day.counted) for day in days] == [
        ("nhận", False),
        ("nghỉ lễ", False),
        ("ngày 1", True),
    ]


def test_a_holiday_that_is_only_expected_is_told_as_such() -> None:
    at = datetime.fromisoformat("2027-02-03T09:00")
    steps = due(at, time_limit(2.5, "working_days"), CALENDAR).steps

    assert any("(dự kiến)" in step.text for step in steps)


def test_a_year_that_is_estimated_or_not_loaded_is_warned_of() -> None:
    estimated = due(
        datetime.fromisoformat("2026-12-30T09:00"), time_limit(5, "working_days"), CALENDAR
    )
    unknown = due(
        datetime.fromisoformat("2028-03-01T09:00"), time_limit(1, "working_days"), CALENDAR
    )
    known = due(datetime.fromisoformat("2026-03-02T09:00"), time_limit(1, "working_days"), CALENDAR)

    assert "dự kiến" in estimated.warnings[0]
    assert "Chưa có lịch" in unknown.warnings[0]
    assert known.warnings == ()


@given(
    st.datetimes(
        datetime.fromisoformat("2024-01-01T00:00"), datetime.fromisoformat("2026-11-01T00:00")
    ),
    st.sampled_from([0.5, 1, 2.5, 7, 20]),
    st.sampled_from([Unit.WORKING_DAYS, Unit.WORKING_HOURS]),
)
def test_a_promise_falls_in_working_time_and_later_papers_are_not_due_earlier(
    received: datetime, value: float, unit: Unit
) -> None:
    limit = time_limit(value, unit)
    promise = due(received, limit, CALENDAR)
    later = due(received.replace(hour=23), limit, CALENDAR)

    sessions = CALENDAR.sessions_on(promise.at.date())
    assert any(begin <= promise.at.time() <= end for begin, end in sessions)
    assert promise.at <= later.at
    assert promise.days[-1].date == promise.at.date()


@given(
    st.datetimes(
        datetime.fromisoformat("2024-01-01T00:00"), datetime.fromisoformat("2026-11-01T00:00")
    ),
    st.integers(min_value=1, max_value=40),
)
def test_whole_working_days_are_counted_one_by_one(received: datetime, days: int) -> None:
    promise = due(received, time_limit(days, "working_days"), CALENDAR)

    assert sum(cell.counted for cell in promise.days) == days


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        *(
            (0, "working_days"),
            (-1, "working_hours"),
            (2.3, "working_days"),
            (1.5, "calendar_days"),
        ),
        *((4000, "working_days"), ("x", "working_days"), (1, "weeks"), ("nan", "working_hours")),
    ],
)
def test_an_impossible_limit_is_refused(value: float | str, unit: str) -> None:
    with pytest.raises(LimitOutOfRange, match="Thời hạn"):
        time_limit(value, unit)


def test_a_calendar_without_working_days_is_refused() -> None:
    closed = calendar_from({"years": {}, "sessions": {"Mon": []}})

    with pytest.raises(NoWorkingDay):
        due(datetime.fromisoformat("2026-11-20T09:00"), time_limit(1, "working_days"), closed)


@pytest.mark.parametrize(
    "sessions",
    [[["07:00", "11:00"]], [["13:00", "17:00"], ["08:00", "12:00"]], [["07:00", "17:00"]]],
)
def test_a_day_that_has_not_eight_hours_in_order_is_refused(sessions: list[list[str]]) -> None:
    with pytest.raises(ValueError, match=r"sessions|eight hours"):
        calendar_from({"years": {}, "sessions": sessions})


def test_opening_hours_may_differ_by_weekday() -> None:
    early = [["07:00", "11:00"], ["12:30", "16:30"]]
    late = [["08:00", "12:00"], ["13:30", "17:30"]]
    calendar = calendar_from({"years": {}, "sessions": {"Thu": late, "Fri": early}})

    promise = due(
        datetime.fromisoformat("2026-11-19T17:15"), time_limit(1, "working_days"), calendar
    )

    assert promise.at == datetime.fromisoformat("2026-11-20T16:30")


def _counted(rule: str, start: str, value: float) -> str:
    match rule:
        case "calendar_days_30":
            return supplement_ends(date.fromisoformat(start), CALENDAR, int(value)).isoformat()
        case "transfer_15h":
            at = transfer_by(datetime.fromisoformat(start), CALENDAR)
            return at.isoformat(timespec="minutes")
        case "last_working_day_of_week":
            return last_working_day_of_week(date.fromisoformat(start), CALENDAR).isoformat()
        case "last_working_day_of_month":
            year, month = map(int, start.split("-"))
            return last_working_day_of_month(year, month, CALENDAR).isoformat()
        case _:
            return _due(start, time_limit(value, rule))


def _due(received: str, limit: Any) -> str:
    at = due(datetime.fromisoformat(received), limit, CALENDAR).at
    return at.isoformat(timespec="minutes")
