"""When a summary is due, on a real store; and that a report can be stopped while it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.storage.engine import transaction
from counter_app.storage.journal import Journal
from counter_app.storage.owed_reports import owed_reports
from counter_app.storage.projection import rebuild
from counter_app.storage.register_lines import register_lines
from counter_app.storage.summary_figures import summary_figures
from counter_app.usecases.reports import (
    Kept,
    NoteReport,
    Period,
    ReportForm,
    ReportSort,
    ReportStopped,
    month_of,
    week_of,
)
from domain.identifiers import Day
from domain.moment import moment
from tests.office import Counter, open_counter, person, reception

MONDAY = Day("2026-11-23")
WEEK = (ReportSort.WEEK, week_of(MONDAY))
MONTH = (ReportSort.MONTH, month_of(MONDAY))


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return open_counter(tmp_path / "counter.db")


def owed(counter: Counter, today: str) -> list[tuple[ReportSort, Period]]:
    calendar = counter.queries.calendar()
    return list(owed_reports(counter.engine, counter.author.scope, calendar, Day(today)))


def make(counter: Counter, sort: ReportSort, period: Period) -> None:
    kept = Kept(
        sort=sort, period=period, form=ReportForm.PDF, name="t.pdf", sha256=bytes(32), size=1
    )
    NoteReport(begin=counter.desk.begin)(kept)


def test_a_week_and_a_month_are_due_on_their_last_working_day_until_they_are_made(
    counter: Counter,
) -> None:
    assert owed(counter, "2026-11-27") == []  # nothing was received
    counter.receive(reception(person("Lê Thị Sen")))

    assert owed(counter, "2026-11-26") == []
    assert owed(counter, "2026-11-27") == [WEEK]  # Friday
    assert owed(counter, "2026-11-30") == [WEEK, MONTH]  # the next Monday, last of its month
    make(counter, *WEEK)
    assert owed(counter, "2026-12-03") == [MONTH]
    make(counter, *MONTH)
    assert owed(counter, "2026-12-03") == []
    with transaction(counter.engine) as connection:
        rebuild(connection, Journal(connection, bytes))
        connection.commit()
    assert owed(counter, "2026-12-03") == []


def test_what_no_certificate_names_is_named_and_counted_nowhere(counter: Counter) -> None:
    counter.receive(reception(person("Lê Thị Sen")))
    now = moment(counter.clock())
    period = week_of(MONDAY)

    told = summary_figures(
        counter.engine, counter.author.scope, period, now, lambda _done, _of: None
    )
    lines = register_lines(
        counter.engine, counter.author.scope, period, "UBND", lambda _done, _of: None
    )

    assert ("Quầy 3", MONDAY) in told.unsealed
    assert (told.received, told.methods) == (0, {})
    assert [line.customer for line in lines] == ["Lê Thị Sen"]


def test_a_report_is_stopped_between_two_dossiers(counter: Counter) -> None:
    counter.receive(reception(person("Lê Thị Sen")))

    def stop(_done: int, _of: int) -> None:
        raise ReportStopped

    with pytest.raises(ReportStopped):
        register_lines(counter.engine, counter.author.scope, week_of(MONDAY), "UBND", stop)
