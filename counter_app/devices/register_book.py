"""The register of dossiers as a spreadsheet (docs/sources.md S-59)."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook

from counter_app.devices.office_paper import period_words
from counter_app.devices.register_form import COLUMNS, TITLE, reached
from counter_app.usecases.reports import Register
from domain.moment import Moment, local

HEAD_ROWS: Final = 4
_WIDTHS: Final = (6, 24, 44, 10, 26, 40, 28, 17, 17, 17, 16, 12, 24)  # in characters
_A4: Final = 9


def register_book(register: Register) -> bytes:
    """An XLSX file; moments are real ones, everything typed by a person is text."""
    written = BytesIO()
    made = local(register.made).replace(tzinfo=None)
    # Text that begins with "=" is a name, never a formula.
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": TITLE, "author": register.office.unit, "created": made})
    sheet = book.add_worksheet("So theo doi ho so")
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"})
    text = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
    minute = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "border": 1, "valign": "top"})
    sheet.write_string(0, 0, TITLE, bold)
    sheet.write_string(1, 0, f"{register.office.name} – {register.office.unit}")
    sheet.write_string(2, 0, period_words(register.period.first, register.period.last))
    for column, (each, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD_ROWS - 1, column, each.title, head)
    for row, line in enumerate(register.lines, start=HEAD_ROWS):
        sheet.write_number(row, 0, row - HEAD_ROWS + 1, text)
        sheet.write_number(row, 3, line.sets, text)
        sheet.write_datetime(row, 7, _plain(line.received), minute)
        sheet.write_datetime(row, 8, _plain(line.due), minute)
        if line.returned is None:
            sheet.write_blank(row, 9, None, text)
        else:
            sheet.write_datetime(row, 9, _plain(line.returned), minute)
        for column, said in (
            (1, line.code),
            (2, line.procedure),
            (4, line.customer),
            (5, reached(line)),
            (6, line.agency),
            (10, line.way),
            (11, ""),
            (12, line.note),
        ):
            sheet.write_string(row, column, said, text)
    sheet.freeze_panes(HEAD_ROWS, 2)
    sheet.repeat_rows(HEAD_ROWS - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&CTrang &P/&N")
    book.close()
    return written.getvalue()


def _plain(at: Moment) -> datetime:
    return local(at).replace(tzinfo=None, microsecond=0)
