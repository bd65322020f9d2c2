"""A counter with some months of sealed work in it, and an archiving that takes what it names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from counter_app.bench.invented_office import OFFICE
from counter_app.storage.archive_plan import Plan, Rule, plan
from counter_app.storage.archive_tables import live
from counter_app.storage.archiving import Archiving, Moved
from counter_app.storage.attached import Beside
from counter_app.storage.engine import beside_of, reading
from counter_app.storage.replica import chains
from counter_app.storage.tables import fact
from domain.identifiers import DeviceId, DossierId, Scope
from domain.moment import Moment, moment
from domain.office import SUPERVISOR
from domain.retention import months_before
from sync.protocol.chains import tips
from sync.protocol.intervals import Cut
from tests.office import HA, KEY, Clock, Counter, grant, open_counter, person, reception

MAY = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
"""09:00 at the office, a Monday."""

A_YEAR_ON = moment(datetime(2027, 12, 1, 2, 0, tzinfo=UTC))
MONTHS = 12


def counter_of_months(path: Path, months: int = 2, dossiers: int = 12) -> Counter:
    """So many dossiers in each month from May on, each of a customer of its own."""
    clock = Clock(MAY)
    counter = open_counter(path, clock=clock)
    for month in range(months):
        clock.at = MAY + timedelta(days=31 * month)
        for number in range(dossiers):
            receive(counter, month * dossiers + number)
    grant(counter.engine, clock, HA, "Trịnh Thu Hà", SUPERVISOR)  # the centre's word comes last
    return counter


def receive(counter: Counter, number: int) -> DossierId:
    """One dossier of one customer."""
    who = person(f"Trần Văn {number}", f"0010990{number:05}", phone="")
    return counter.receive(reception(who)).dossier


def all_that_is_held(connection: Connection, device: DeviceId) -> Cut:
    """As if both sides had signed everything that a device wrote."""
    own = [each for each in chains(connection, OFFICE).branches() if each.device == device]
    return tuple(sorted(tips(own)))


def planned(
    engine: Engine,
    month: str = "2026-06",
    *,
    cut_of: Callable[[Connection, DeviceId], Cut] = all_that_is_held,
    at: Moment = A_YEAR_ON,
    scope: Scope = OFFICE,
) -> Plan:
    """What may go at that moment."""
    long_past = months_before(at, MONTHS)
    return plan(engine, Rule(scope=scope, month=month, long_past=long_past, cut_of=cut_of))


def archive(
    engine: Engine,
    store: Path,
    month: str = "2026-06",
    go_on: Callable[[int], bool] = lambda _: True,
) -> Moved:
    """Move it."""
    return archiving(engine, store)(planned(engine, month).leaving, go_on)


def archiving(engine: Engine, store: Path) -> Archiving:
    """Into the folder beside the store."""
    return Archiving(
        engine=engine, beside=beside(store), now=lambda: A_YEAR_ON, rest=lambda _seconds: None
    )


def beside(store: Path) -> Beside:
    """Where the archives of a store lie."""
    return beside_of(store, KEY)


def rows(engine: Engine) -> tuple[int, int]:
    """Facts that are read, and those of them that lie in the store itself."""
    with reading(engine) as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (fact, live)
        ]
    return counts[0], counts[1]


def everything(engine: Engine) -> list[tuple[Any, ...]]:
    """Each fact as it is read, without its place in the order of arrival."""
    columns = [column for column in fact.columns if column.name != "pos"]
    with reading(engine) as connection:
        return sorted(tuple(row) for row in connection.execute(select(*columns)))
