"""Time as the journal keeps it: moments in UTC, days of the office, and the hybrid clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, NewType

from domain.identifiers import Day

Moment = NewType("Moment", int)
"""UTC milliseconds since 1970-01-01."""

Stamp = NewType("Stamp", int)
"""Hybrid logical clock: UTC milliseconds in the upper bits, a 16-bit counter below."""

OFFICE_ZONE: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam keeps UTC+7 the whole year, without summer time since 1975; so no time zone data."""


def moment(at: datetime) -> Moment:
    """The moment of an aware datetime."""
    if at.tzinfo is None:
        raise ValueError("a moment needs an aware datetime")
    return Moment(int(at.timestamp() * 1000))


def utc(at: Moment) -> datetime:
    """The same moment as an aware datetime in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC)


def local(at: Moment) -> datetime:
    """The same moment on the office's clock (aware, UTC+7)."""
    return datetime.fromtimestamp(at / 1000, OFFICE_ZONE)


def day(at: Moment) -> Day:
    """The office's day of a moment, ISO."""
    return Day(local(at).date().isoformat())


def beginning(of: date) -> Moment:
    """The first moment of a day of the office."""
    return moment(datetime.combine(of, time(), OFFICE_ZONE))


def tick(newest: Stamp, now: Moment) -> Stamp:
    """The next stamp: after every fact known here, whatever the PC's clock says."""
    return Stamp(max(newest + 1, now << 16))


def stamp_moment(stamp: Stamp) -> Moment:
    """The moment a stamp stands for, its counter dropped."""
    return Moment(stamp >> 16)
