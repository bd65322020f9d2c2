"""What the sealed days of a period come to, for the head of the office.

A counter's day is sealed when its last certificate, signed by both sides, names all that the
counter wrote of that day. A day that was opened again, or whose facts are not all here, counts as
not sealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, select

from counter_app.storage import tables as t
from counter_app.storage.day_recount import last_sealed
from counter_app.storage.engine import reading
from counter_app.storage.journal import Journal
from counter_app.storage.replica import chains
from counter_app.storage.session_rows import FEE, REFUND
from counter_app.usecases.reports import Figures, Period, Reading, Takings
from domain.books import Sort
from domain.day_sheets import AFTER_THE_SEAL
from domain.dossier import RECEIVED, fold
from domain.identifiers import Day, DeviceId, Scope, SubjectId, is_centre
from domain.moment import Moment, beginning
from sync.protocol.frame import Sealed
from sync.protocol.intervals import Lineages, NotHeld
from sync.store.sql_chains import DamagedHere

Place: TypeAlias = tuple[bytes, str]
"""A counter and a day of it."""


def summary_figures(
    engine: Engine, scope: Scope, period: Period, now: Moment, told: Reading
) -> Figures:
    """Dossiers and money of the office's counters in the period, the sealed days alone.

    Late is what was due before the end of the period, or before now where it goes on still.
    """
    with reading(engine) as connection:
        dossiers = _dossiers(connection, scope, period)
        money = _money(connection, scope, period)
        places = {(bytes(row.device), row.day) for row in (*dossiers, *money)}
        unsealed = _unsealed(connection, scope, period, places)
        names = _counters(connection)
        counted = [row for row in dossiers if (bytes(row.device), row.day) not in unsealed]
        kept = [row for row in money if (bytes(row.device), row.day) not in unsealed]
        channels = _channels(connection, counted, told)
    as_of = min(now, _end(period))
    open_ = [row for row in counted if row.status == RECEIVED]
    late = sum(row.due < as_of for row in open_)
    days = Counter(Day(row.day) for row in counted)
    return Figures(
        channels=channels,
        counters=Counter(names.get(bytes(row.device), "") for row in counted),
        days={each: days[each] for each in period.days},
        on_time=len(open_) - late,
        late=late,
        returned=len(counted) - len(open_),
        methods=_takings(kept),
        unsealed=sorted((names.get(device, ""), Day(day)) for device, day in unsealed),
        as_of=as_of,
    )


def _dossiers(connection: Connection, scope: Scope, period: Period) -> Sequence[Any]:
    columns = t.dossier.c
    wanted = select(columns.id, columns.device, columns.day, columns.status, columns.due).where(
        columns.scope == scope, columns.day.between(period.first, period.last)
    )
    return connection.execute(wanted).all()


def _money(connection: Connection, scope: Scope, period: Period) -> Sequence[Any]:
    """Fees and refunds of the office's own dossiers, by the day on which they were written."""
    wanted = (
        select(t.money)
        .join(t.dossier, t.dossier.c.id == t.money.c.id)
        .where(
            t.dossier.c.scope == scope,
            t.money.c.taking.in_((FEE, REFUND)),
            t.money.c.sort != Sort.DOUBTFUL.value,
            t.money.c.day.between(period.first, period.last),
        )
    )
    return connection.execute(wanted).all()


def _channels(connection: Connection, rows: Sequence[Any], told: Reading) -> Mapping[str, int]:
    """How the dossiers came in; only their own facts say it."""
    journal = Journal(connection, bytes)
    found: Counter[str] = Counter()
    for number, row in enumerate(rows):
        told(number, len(rows))
        dossier = fold(journal.about(SubjectId(row.id)))
        found[dossier.received.channel if dossier else ""] += 1
    return found


def _takings(rows: Iterable[Any]) -> Mapping[str, Takings]:
    found: dict[str, Takings] = {}
    for row in rows:
        before = found.get(row.method, Takings())
        fee, back = int(row.taking == FEE), int(row.taking == REFUND)
        found[row.method] = Takings(
            fees=before.fees + fee,
            received=before.received + fee * row.amount,
            refunds=before.refunds + back,
            refunded=before.refunded + back * row.amount,
        )
    return found


def _unsealed(
    connection: Connection, scope: Scope, period: Period, places: set[Place]
) -> set[Place]:
    """Of every counter the days of the period that its last certificate does not name whole."""
    store = chains(connection, scope)
    devices = {bytes(branch.device) for branch in store.branches()}
    found: set[Place] = set()
    for device in devices | {device for device, _ in places}:
        if is_centre(device):
            continue
        certificate = last_sealed(connection, DeviceId(device))
        open_: set[str] = set()
        try:
            cut = certificate.told.cut if certificate else ()
            Lineages(store, device).beyond(cut, partial(_open, open_))
        except (NotHeld, DamagedHere):
            open_ = {day for one, day in places if one == device}
        found |= {(device, day) for day in open_ if period.first <= day <= period.last}
    return found


def _open(days: set[str], fact: Sealed) -> bool:
    """Note the fact's day; False, so that the reading goes on to the last."""
    if fact.frame.kind not in AFTER_THE_SEAL:
        days.add(fact.frame.day)
    return False


def _counters(connection: Connection) -> Mapping[bytes, str]:
    rows = connection.execute(select(t.counter.c.device, t.counter.c.name))
    return {bytes(row.device): row.name for row in rows}


def _end(period: Period) -> Moment:
    """The first moment after it, on the office's clock."""
    return beginning(date.fromisoformat(period.last) + timedelta(days=1))
