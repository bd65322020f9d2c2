"""The board's figures, each by one query whose cost follows what it counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from domain.dossier import RECEIVED
from domain.identifiers import PROVINCE, Day, DeviceId, Scope, SubjectId
from domain.kinds import fact_of
from domain.moment import Moment
from domain.office import CalendarPublished, OfficerGranted, ProcedurePublished
from domain.working_time import WorkingCalendar, calendar_from
from sync.central.store.board_tables import board_day, board_dossier, board_fee, counter_state
from sync.central.store.engine import Transaction
from sync.central.store.journal import about
from sync.central.store.many import put, rows_with
from sync.central.store.tables import certificate, day_dispute, device, fact, published
from sync.protocol.cbor import decode_own

Scopes = Sequence[Scope]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOnes:
    """Dossiers under way of one procedure, by how their promise stands."""

    procedure: str
    in_time: int
    soon: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """An active counter and its last word; `told` empty where it never said one."""

    scope: Scope
    device: DeviceId
    name: str
    seen: Moment
    proven: Moment
    told: bytes
    told_at: Moment


def by_hour(transaction: Transaction, scopes: Scopes, days: Iterable[Day]) -> Sequence[Any]:
    """Rows of day, hour and count: receptions."""
    d = board_dossier.c
    counted = select(d.day, d.hour, func.count().label("count"))
    wanted = counted.where(d.scope.in_(scopes), d.day.in_(sorted(days)))
    return transaction.execute(wanted.group_by(d.day, d.hour)).all()


def until(transaction: Transaction, scopes: Scopes, day: Day, at: Moment) -> int:
    """Receptions of a day before a moment."""
    d = board_dossier.c
    counted = select(func.count()).where(d.scope.in_(scopes), d.day == day, d.at < at)
    return transaction.execute(counted).scalar_one()


def open_ones(
    transaction: Transaction, scopes: Scopes, now: Moment, soon: Moment
) -> Sequence[OpenOnes]:
    """What is under way: late before `now`, soon to be late before `soon`."""
    d = board_dossier.c
    late = func.sum(case((d.due < now, 1), else_=0))
    due_soon = func.sum(case(((d.due >= now) & (d.due < soon), 1), else_=0))
    counted = select(d.procedure, func.count().label("n"), late.label("late"), due_soon.label("so"))
    wanted = counted.where(d.scope.in_(scopes), d.status == RECEIVED).group_by(d.procedure)
    return [
        OpenOnes(
            procedure=row.procedure,
            in_time=int(row.n - row.late - row.so),
            soon=int(row.so),
            late=int(row.late),
        )
        for row in transaction.execute(wanted)
    ]


def fees(transaction: Transaction, scopes: Scopes, day: Day) -> Sequence[tuple[str, int, int]]:
    """Method, how many fees, đồng; what was given back is taken off."""
    f = board_fee.c
    taken = func.sum(case((f.amount >= 0, 1), else_=0))
    counted = select(f.method, taken, func.sum(f.amount))
    wanted = counted.where(f.scope.in_(scopes), f.day == day).group_by(f.method)
    rows = transaction.execute(wanted.order_by(f.method))
    return [(row[0], int(row[1]), int(row[2])) for row in rows]


def kept_promises(
    transaction: Transaction, scopes: Scopes, days: tuple[Day, Day], now: Moment
) -> tuple[int, int]:
    """Of the dossiers received on these days (both with it): all, and those past their due."""
    d = board_dossier.c
    late = func.sum(case(((d.status == RECEIVED) & (d.due < now), 1), else_=0))
    counted = select(func.count(), late).where(d.scope.in_(scopes), d.day.between(*days))
    received, past = transaction.execute(counted).one()
    return received, int(past or 0)


def sitting(transaction: Transaction, scopes: Scopes) -> Sequence[Sitting]:
    """The active counters, by office and name."""
    told = select(device, counter_state.c.told, counter_state.c.at.label("told_at"))
    joined = told.outerjoin(counter_state, counter_state.c.device == device.c.id)
    wanted = joined.where(device.c.scope.in_(scopes), device.c.state == "active")
    return [
        Sitting(
            scope=Scope(row.scope),
            device=DeviceId(bytes(row.id)),
            name=row.name,
            seen=Moment(row.seen),
            proven=Moment(row.proven),
            told=bytes(row.told or b""),
            told_at=Moment(row.told_at or 0),
        )
        for row in transaction.execute(wanted.order_by(device.c.scope, device.c.name))
    ]


def put_state(transaction: Transaction, by: DeviceId, told: bytes, now: Moment) -> None:
    """A counter's last word on itself."""
    put(transaction, counter_state, [{"device": by, "told": told, "at": now}], ["told", "at"])


def written(transaction: Transaction, scopes: Scopes, days: tuple[Day, Day]) -> Sequence[Any]:
    """Rows of device, day and when the day's last fact came."""
    d = board_day.c
    wanted = select(d.device, d.day, d.told).where(d.scope.in_(scopes), d.day.between(*days))
    return transaction.execute(wanted.order_by(d.day)).all()


def sealed(transaction: Transaction, scopes: Scopes, since: Day) -> Sequence[Any]:
    """Rows of device, day and when: certificates of this day and later ones."""
    c = certificate.c
    wanted = select(c.device, c.day, c.at).where(c.scope.in_(scopes), c.day >= since)
    return transaction.execute(wanted).all()


def disputed(transaction: Transaction, scopes: Scopes) -> Mapping[bytes, str]:
    """The day in dispute, by device."""
    wanted = select(day_dispute.c.device, day_dispute.c.day).where(day_dispute.c.scope.in_(scopes))
    return {bytes(row.device): row.day for row in transaction.execute(wanted)}


def received_at(
    transaction: Transaction, scope: Scope, day: Day, hour: int, most: int
) -> Sequence[Any]:
    """The dossiers received in an hour, in their order; one more than `most` where there are."""
    d = board_dossier.c
    wanted = select(board_dossier).where(d.scope == scope, d.day == day, d.hour == hour)
    return transaction.execute(wanted.order_by(d.at).limit(most + 1)).all()


def under_way(
    transaction: Transaction, scope: Scope, procedures: Iterable[str], most: int
) -> Sequence[Any]:
    """Dossiers of these procedures, the first due first; one more than `most` where there are."""
    d = board_dossier.c
    of_these = d.procedure.in_(sorted(procedures))
    wanted = select(board_dossier).where(d.scope == scope, d.status == RECEIVED, of_these)
    return transaction.execute(wanted.order_by(d.due).limit(most + 1)).all()


def sectors(transaction: Transaction, procedures: Iterable[str]) -> Mapping[str, str]:
    """The field (lĩnh vực) of each procedure as last published; those never published are out."""
    told: dict[str, str] = {}
    for read in _published(transaction, [f"procedure:{code}" for code in procedures]):
        if isinstance(read, ProcedurePublished):
            told[read.code] = str(json.loads(read.document).get("sector") or "")
    return told


def calendar(transaction: Transaction) -> WorkingCalendar | None:
    """The working calendar as last published."""
    found = None
    for read in _published(transaction, ["calendar"]):
        if isinstance(read, CalendarPublished):
            found = calendar_from(json.loads(read.document))
    return found


def _published(transaction: Transaction, names: Sequence[str]) -> Sequence[Any]:
    """The province's publications under these names, the newest of each last."""
    ours = select(published.c.subject).where(published.c.scope == PROVINCE)
    subjects = [bytes(row[0]) for row in rows_with(transaction, ours, published.c.name, names)]
    told = select(fact.c.position, fact.c.envelope, fact.c.body).where(fact.c.scope == PROVINCE)
    rows = rows_with(transaction, told, fact.c.subject, subjects)
    return [_read(row) for row in sorted(rows, key=lambda row: row.position)]


def granted(
    transaction: Transaction, scope: Scope, officers: Iterable[bytes]
) -> Mapping[bytes, OfficerGranted]:
    """The newest grant of each officer of an office."""
    told: dict[bytes, OfficerGranted] = {}
    subjects = [SubjectId(each) for each in officers]
    for row in about(transaction, scope, subjects, OfficerGranted.kind):
        read = _read(row)
        if isinstance(read, OfficerGranted):
            told[bytes(row.subject)] = read
    return told


def _read(row: Any) -> Any:
    fields = decode_own(bytes(row.envelope))
    return fact_of(fields[13], fields[14], decode_own(bytes(row.body)) if row.body else None)
