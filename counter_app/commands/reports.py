"""`counterctl report`: the summary of a week or a month, the register of dossiers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from counter_app.bootstrap.reports import keep_whole, make_report
from counter_app.bootstrap.station import Station, moment_now
from counter_app.usecases.reports import (
    Period,
    PeriodWrong,
    ReportForm,
    ReportSort,
    month_of,
    week_of,
)
from domain.errors import RuleBroken
from domain.identifiers import Day
from domain.moment import day


def add_report(report: ArgumentParser) -> None:
    """Its arguments."""
    report.add_argument("sort", choices=[each.value for each in ReportSort])
    report.add_argument(
        "--from", dest="first", default="", metavar="ISO", help="first day; today's week or month"
    )
    report.add_argument("--to", dest="last", default="", metavar="ISO", help="last day")
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|FILE.xlsx")


def report(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Make a report, keep it under the profile, and write it into the file named."""
    sort, form = ReportSort(told.sort), _form(told.out)
    kept, path = make_report(station, sort, _period(sort, told), form, lambda _done, _of: None)
    keep_whole(told.out, path.read_bytes())
    return {
        "file": str(told.out),
        "report": kept.sort.value,
        "from": kept.period.first,
        "to": kept.period.last,
        "kept": kept.name,
        "sha256": kept.sha256.hex(),
        "bytes": kept.size,
    }


def _form(out: Path) -> ReportForm:
    try:
        return ReportForm(out.suffix.removeprefix(".").lower())
    except ValueError:
        raise RuleBroken(
            f"Tệp “{out.name}” không phải .pdf hay .xlsx; hãy đặt lại tên tệp cho --out."
        ) from None


def _period(sort: ReportSort, told: Namespace) -> Period:
    """Without a last day, the week or month of the first."""
    first = _day(told.first) if told.first else day(moment_now())
    if told.last:
        return Period(first, _day(told.last))
    return week_of(first) if sort is ReportSort.WEEK else month_of(first)


def _day(text: str) -> Day:
    try:
        return Day(date.fromisoformat(text).isoformat())
    except ValueError:
        raise PeriodWrong(f"“{text}” không phải ngày; hãy gõ dạng 2026-11-23.") from None
