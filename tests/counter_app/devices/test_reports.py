"""Register and summary: on paper every figure can be read, in a spreadsheet it is a number."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from counter_app.devices.register_book import HEAD_ROWS, register_book
from counter_app.devices.register_form import COLUMNS, compose_register
from counter_app.devices.summary_book import DATA, summary_book
from counter_app.devices.summary_form import ALL_SEALED, SUBJECT, TITLES, compose_summary
from counter_app.usecases.reports import Figures, Period, PeriodWrong, Summary, month_of, week_of
from domain.identifiers import Day
from printing.errors import ReadBackFailed
from tests.counter_app.devices.reports import COUNTS, LINE, MONTH, REGISTER, WEEK
from tests.counter_app.devices.test_sheet_form import words


def test_the_register_has_the_columns_of_the_form_on_every_page() -> None:
    many = replace(REGISTER, lines=(LINE,) * 40)
    composed = compose_register(many, sample=True)
    read = composed.read_back(composed.pdf())

    assert len(composed.pages) > 2
    assert {(page.width_mm, page.height_mm) for page in composed.pages} == {(297, 210)}
    for page in read.texts[:-1]:
        told = words((page,))
        assert all(word in told for column in COLUMNS for word in column.title.split())
    told = words(read.texts)
    assert told.count("0905000118") == 40
    assert "Tổng số: 40 hồ sơ." in told


def test_an_empty_register_says_so() -> None:
    composed = compose_register(replace(REGISTER, lines=()))
    told = words(composed.read_back(composed.pdf()).texts)
    assert "Trong kỳ không nhận hồ sơ nào." in told


def test_the_register_as_a_spreadsheet_keeps_names_as_text_and_moments_as_moments() -> None:
    sheet: Any = load_workbook(BytesIO(register_book(REGISTER))).active
    head, line = list(sheet.iter_rows(min_row=HEAD_ROWS, values_only=True))

    assert list(head) == [column.title for column in COLUMNS]
    assert line[:5] == (1, LINE.code, LINE.procedure, 2, "=Nguyễn Thị Ánh Hường")
    assert sheet.cell(HEAD_ROWS + 1, 5).data_type == "s"
    assert line[7].isoformat() == "2026-11-23T07:52:00"
    assert sheet.page_setup.orientation == "landscape"


def test_the_summary_says_every_figure_and_which_days_it_left_out() -> None:
    composed = compose_summary(WEEK)
    told = words(composed.read_back(composed.pdf()).texts)

    assert len(composed.pages) == 1
    for said in (
        "Tổng số hồ sơ tiếp nhận 175",
        "Trực tuyến 12",
        "Quá hạn 25",
        "Tiền mặt 80 12.345.000 1 50.000 12.295.000",
        "Cộng 89 13.985.000 1 50.000 13.935.000",
        "chưa tính vào báo cáo: Quầy 3: 25/11; Quầy 5: 25/11.",
    ):
        assert said in told
    assert all(str(count) in told for count in COUNTS)


def test_a_month_and_a_period_without_work_have_room() -> None:
    nothing = Figures(
        channels={},
        counters={},
        days=dict.fromkeys(week_of(Day("2026-11-23")).days, 0),
        on_time=0,
        late=0,
        returned=0,
        methods={},
        unsealed=(),
        as_of=WEEK.made,
    )
    for summary in (MONTH, replace(WEEK, figures=nothing)):
        composed = compose_summary(summary, sample=True)
        assert ALL_SEALED in words(composed.read_back(composed.pdf()).texts)


def test_a_summary_that_lost_a_figure_is_not_kept() -> None:
    composed = compose_summary(WEEK)
    with pytest.raises(ReadBackFailed):
        replace(composed, expected=(*composed.expected, "9.999.999")).finished()


@pytest.mark.parametrize("summary", [WEEK, MONTH])
def test_the_summary_as_a_spreadsheet_has_numbers_and_a_chart_of_its_days(
    summary: Summary,
) -> None:
    book: Any = load_workbook(BytesIO(summary_book(summary)))
    sheet, data = book.worksheets
    told = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}

    assert list(told)[:2] == [TITLES[summary.sort], SUBJECT]
    assert told["Tổng số hồ sơ tiếp nhận"][0] == 175
    assert told["Tiền mặt"] == (80, 12_345_000, 1, 50_000, 12_295_000)
    days = [(row[0].date().isoformat(), row[1]) for row in data.iter_rows(2, values_only=True)]
    assert dict(days) == summary.figures.days
    [chart] = sheet._charts
    assert chart.series[0].val.numRef.f.replace("'", "") == f"{DATA}!$B$2:$B${len(days) + 1}"


def test_weeks_and_months_and_a_period_that_is_none() -> None:
    day = Day("2026-12-31")
    assert week_of(day) == Period(Day("2026-12-28"), Day("2027-01-03"))
    assert month_of(day) == Period(Day("2026-12-01"), day)
    assert len(week_of(day).days) == 7
    with pytest.raises(PeriodWrong):
        Period(day, Day("2026-12-30"))
