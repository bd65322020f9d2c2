"""Which summaries are due and were not made yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

from sqlalchemy import Connection, Engine, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.usecases.reports import Period, ReportSort, month_of, week_of
from domain.due import NoWorkingDay, last_working_day_of_month, last_working_day_of_week
from domain.identifiers import Day, Scope
from domain.working_time import WorkingCalendar


def owed_reports(
    engine: Engine, scope: Scope, calendar: WorkingCalendar, today: Day
) -> Sequence[tuple[ReportSort, Period]]:
    """From the last working day of a week or month on, until the next one's last working day.

    A period in which the office received nothing needs no report. Source: docs/sources.md S-48.
    """
    with reading(engine) as connection:
        return [
            each
            for each in _due(calendar, today)
            if _worked(connection, scope, each[1]) and not _made(connection, *each)
        ]


def _due(calendar: WorkingCalendar, today: Day) -> Iterator[tuple[ReportSort, Period]]:
    told, month = date.fromisoformat(today), month_of(today)
    with suppress(NoWorkingDay):  # a whole week off has none
        this = told >= last_working_day_of_week(told, calendar)
        yield ReportSort.WEEK, week_of(today if this else _before(week_of(today)))
    this = told >= last_working_day_of_month(told.year, told.month, calendar)
    yield ReportSort.MONTH, month if this else month_of(_before(month))


def _before(period: Period) -> Day:
    return Day((date.fromisoformat(period.first) - timedelta(days=1)).isoformat())


def _worked(connection: Connection, scope: Scope, period: Period) -> bool:
    own = select(t.dossier.c.id).where(
        t.dossier.c.scope == scope, t.dossier.c.day.between(period.first, period.last)
    )
    return connection.execute(own.limit(1)).first() is not None


def _made(connection: Connection, sort: ReportSort, period: Period) -> bool:
    made = select(t.report.c.id).where(
        t.report.c.sort == sort.value,
        t.report.c.first == period.first,
        t.report.c.last == period.last,
    )
    return connection.execute(made.limit(1)).first() is not None
