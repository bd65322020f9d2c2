"""The summary of a week or a month as a spreadsheet with a chart (docs/sources.md S-48)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook

from counter_app.devices.office_paper import period_words
from counter_app.devices.summary_form import (
    NO_NAME,
    SUBJECT,
    TITLES,
    dossier_figures,
    fee_rows,
    unsealed_words,
)
from counter_app.usecases.reports import Summary
from domain.identifiers import Day
from domain.moment import local

DATA: Final = "Theo ngay"
"""The sheet that the chart is drawn from."""

_A4: Final = 9


class _Book:
    """The workbook being written: its formats, and the next free row of the report's sheet."""

    def __init__(self, written: BytesIO, summary: Summary) -> None:
        # Text that begins with "=" is a name, never a formula.
        self.book = Workbook(written, {"in_memory": True, "strings_to_formulas": False})
        made = local(summary.made).replace(tzinfo=None)
        title = TITLES[summary.sort]
        author = summary.office.unit
        self.book.set_properties({"title": title, "author": author, "created": made})
        self.sheet, self.data = self.book.add_worksheet("Bao cao"), self.book.add_worksheet(DATA)
        self.head = self.book.add_format({"bold": True, "border": 1, "align": "center"})
        self.text = self.book.add_format({"border": 1})
        self.number = self.book.add_format({"border": 1, "num_format": "#,##0"})
        self.day = self.book.add_format({"border": 1, "num_format": "dd/mm/yyyy"})
        self.row = 0
        self.sheet.set_column(0, 0, 34)
        self.sheet.set_column(1, 5, 15)
        self.data.set_column(0, 1, 16)
        for each in (self.sheet, self.data):
            each.set_paper(_A4)
            each.fit_to_pages(1, 0)

    def heading(self, summary: Summary) -> None:
        """What it is, of whom, and what was not counted."""
        bold = self.book.add_format({"bold": True, "font_size": 14})
        self.sheet.write_string(0, 0, TITLES[summary.sort], bold)
        told = (
            SUBJECT,
            period_words(summary.period.first, summary.period.last),
            f"{summary.office.name} – {summary.office.unit}",
            unsealed_words(summary.figures),
        )
        for row, said in enumerate(told, start=1):
            self.sheet.write_string(row, 0, said)
        self.row = len(told) + 2

    def table(self, titles: Sequence[str], rows: Iterable[tuple[str, Sequence[int]]]) -> None:
        """A name and its numbers in each row."""
        for column, title in enumerate(titles):
            self.sheet.write_string(self.row, column, title, self.head)
        for name, numbers in rows:
            self.row += 1
            self.sheet.write_string(self.row, 0, name, self.text)
            for column, count in enumerate(numbers, start=1):
                self.sheet.write_number(self.row, column, count, self.number)
        self.row += 2

    def chart(self, days: Mapping[Day, int]) -> None:
        """Dossiers by day, drawn from a sheet of its own."""
        self.data.write_string(0, 0, "Ngày", self.head)
        self.data.write_string(0, 1, "Hồ sơ tiếp nhận", self.head)
        for row, (each, count) in enumerate(days.items(), start=1):
            self.data.write_datetime(row, 0, date.fromisoformat(each), self.day)
            self.data.write_number(row, 1, count, self.number)
        chart = self.book.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": [DATA, 0, 1],
                "categories": [DATA, 1, 0, len(days), 0],
                "values": [DATA, 1, 1, len(days), 1],
                "data_labels": {"value": True},
            }
        )
        chart.set_title({"name": "Hồ sơ tiếp nhận theo ngày"})
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_format": "dd/mm", "text_axis": True})
        chart.set_size({"width": 760, "height": 300})
        self.sheet.insert_chart(self.row, 0, chart)


def summary_book(summary: Summary) -> bytes:
    """An XLSX file; figures are numbers, names are text."""
    written = BytesIO()
    figures = summary.figures
    made = _Book(written, summary)
    made.heading(summary)
    made.table(
        ("Hồ sơ", "Số hồ sơ"), ((name, (count,)) for name, count in dossier_figures(figures))
    )
    made.table(
        ("Quầy", "Số hồ sơ"),
        ((name or NO_NAME, (count,)) for name, count in sorted(figures.counters.items())),
    )
    made.table(
        ("Cách trả", "Lượt thu", "Đã thu (đồng)", "Lượt hoàn", "Đã hoàn (đồng)", "Còn lại (đồng)"),
        ((name, each.figures) for name, each in fee_rows(figures)),
    )
    made.chart(figures.days)
    made.book.close()
    return written.getvalue()
