"""X and Z sheets of this counter: put together from what is stored, printed, written down."""

from __future__ import annotations

from pathlib import Path

from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.composed import Composed
from counter_app.devices.sheet_form import compose_sheet
from counter_app.storage.day_faces import day_face
from counter_app.storage.day_recount import counting
from counter_app.storage.day_sheets import code_of, ledger_of, next_copy
from counter_app.usecases.day_figures import DayState
from counter_app.usecases.day_sheet import DaySheet, NoteSheet, SheetSort
from counter_app.usecases.errors import DayNotClosed
from domain.identifiers import Day
from sync.protocol.errors import SyncError


def day_sheet(station: Station, day: Day, sort: SheetSort) -> DaySheet:
    """The sheet of a day of this counter. Raises DayNotClosed: no Z before it was closed here, nor
    where bytes of it are lost."""
    engine, who = station.engine, station.enrolled
    count = counting(engine, who, day)
    face = day_face(engine, who, day, count)
    if sort is SheetSort.Z and face.state is DayState.OPEN:
        raise DayNotClosed(f"ngày {day} chưa đóng ở quầy này")
    lines, series = station.session_queries.lines(day), _series(station)
    here = [line for line in lines if line.here]
    try:
        ledger = ledger_of(engine, who, day, count)
    except SyncError as error:
        raise DayNotClosed(str(error)) from error
    return DaySheet(
        sort=sort,
        office=station.queries.office(),
        day=day,
        sessions=[station.sessions.report(line.id) for line in reversed(here)],
        ledger=ledger,
        face=face,
        elsewhere=[line for line in lines if not line.here and line.series == series],
        qr=code_of(engine, who, day) if sort is SheetSort.Z else "",
        copy=next_copy(engine, who, day, sort.value),
        made=moment_now(),
        maker=station.officer.name if station.officer else "",
    )


def _series(station: Station) -> str:
    with station.session_queries.books() as books:
        return books.next_number()[0]


def print_sheet(station: Station, day: Day, sort: SheetSort) -> DaySheet:
    """On the counter's printer, or into its folder. Raises DayNotClosed, PrintFailed."""
    sheet = day_sheet(station, day, sort)
    where = station.printer().put(lambda: _composed(station, sheet), sheet.name)
    NoteSheet(begin=station.desk.begin)(sheet, where)
    return sheet


def write_sheet(station: Station, day: Day, sort: SheetSort, out: Path) -> DaySheet:
    """Into a file. Raises DayNotClosed, OSError."""
    sheet = day_sheet(station, day, sort)
    out.write_bytes(_composed(station, sheet).finished())
    NoteSheet(begin=station.desk.begin)(sheet, "file")
    return sheet


def _composed(station: Station, sheet: DaySheet) -> Composed:
    return compose_sheet(sheet, sample=station.queries.office().demonstration)
