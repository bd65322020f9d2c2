"""Reports of a period: put together from what is stored, kept under the profile, written down."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.register_book import register_book
from counter_app.devices.register_form import compose_register
from counter_app.devices.summary_book import summary_book
from counter_app.devices.summary_form import compose_summary
from counter_app.storage.register_lines import register_lines
from counter_app.storage.summary_figures import summary_figures
from counter_app.usecases.reports import (
    Kept,
    NoteReport,
    Period,
    PeriodWrong,
    Reading,
    Register,
    ReportForm,
    ReportSort,
    Summary,
)
from domain.moment import day


def make_report(
    station: Station, sort: ReportSort, period: Period, form: ReportForm, told: Reading
) -> tuple[Kept, Path]:
    """The file that was kept. Raises PeriodWrong, ReportStopped, OSError."""
    if period.first > (today := day(moment_now())):
        raise PeriodWrong(
            f"Kỳ từ {period.first} chưa bắt đầu; hãy chọn kỳ bắt đầu muộn nhất là {today}."
        )
    data = _written(station, sort, period, form, told)
    digest = hashlib.sha256(data).digest()
    name = f"{_NAMES[sort]}-{period.first}-{period.last}-{digest.hex()[:12]}.{form.value}"
    kept = Kept(sort=sort, period=period, form=form, name=name, sha256=digest, size=len(data))
    path = station.settings.reports / name
    keep_whole(path, data)
    NoteReport(begin=station.desk.begin)(kept)
    return kept, path


_NAMES = {
    ReportSort.WEEK: "bao-cao-tuan",
    ReportSort.MONTH: "bao-cao-thang",
    ReportSort.REGISTER: "so-theo-doi",
}


def keep_whole(path: Path, data: bytes) -> None:
    """All of it or nothing, readable by this user alone. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _written(
    station: Station, sort: ReportSort, period: Period, form: ReportForm, told: Reading
) -> bytes:
    sample = station.queries.office().demonstration
    if sort is ReportSort.REGISTER:
        register = _register(station, period, told)
        if form is ReportForm.XLSX:
            return register_book(register)
        return compose_register(register, sample=sample).finished()
    summary = _summary(station, sort, period, told)
    if form is ReportForm.XLSX:
        return summary_book(summary)
    return compose_summary(summary, sample=sample).finished()


def _register(station: Station, period: Period, told: Reading) -> Register:
    office = station.queries.office()
    scope = station.enrolled.scope
    return Register(
        office=office,
        period=period,
        lines=register_lines(station.engine, scope, period, office.name, told),
        made=moment_now(),
        maker=station.officer.name if station.officer else "",
    )


def _summary(station: Station, sort: ReportSort, period: Period, told: Reading) -> Summary:
    made = moment_now()
    return Summary(
        sort=sort,
        office=station.queries.office(),
        period=period,
        figures=summary_figures(station.engine, station.enrolled.scope, period, made, told),
        made=made,
        maker=station.officer.name if station.officer else "",
    )
