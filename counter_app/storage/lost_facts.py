"""Which of this counter's own facts are lost or have drifted, named by the records they are about.

What a lost fact said is not believed: the read tables, made while it was whole, know the record.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, func, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.identity import Identity
from counter_app.storage.journal import Journal, stored_entry
from counter_app.storage.replica import chains
from counter_app.storage.titles import title_of_kind
from counter_app.storage.verification import note_damage
from domain.dossier import DossierReceived, FeeTaken
from domain.identifiers import Day, DeviceId, Scope, SubjectId, is_centre
from domain.moment import Moment
from sync.protocol.cbor import decode_own
from sync.protocol.chains import Hole
from sync.protocol.errors import SyncError

NAMED: Final = 3
"""Records told by name; the others are a number."""

SOUGHT_AGAIN_MS: Final = 60_000
"""The screen looks every few seconds; to hash a whole chain takes longer."""

READ_AT_MOST: Final = 1_000
"""Dossiers of one day that are looked through for what is missing of them."""

_SUBJECT, _KIND = 11, 13  # fields of an envelope: see sync.protocol.frame


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands in a chain."""

    scope: Scope
    device: DeviceId
    epoch: int
    seq: int


def note_lost(engine: Engine, who: Identity, now: Moment) -> bool:
    """Hash anew what a day is counted from, so that what is lost has a name and is given back:
    this counter's own chains, and the centre's words on them.

    What is known to be lost already, or was sought a moment ago, is not sought again. Whether
    anything was sought.
    """
    with reading(engine) as connection:
        store = chains(connection, who.scope)
        counted = [each for each in store.branches() if _counts(each.device, who)]
        known = any(_counts(hole.device, who) for hole in store.holes())
        sought = select(func.min(t.verified.c.at)).where(
            t.verified.c.scope == who.scope, t.verified.c.device == who.device
        )
        before = connection.execute(sought).scalar() or 0
    if known or 0 <= now - before < SOUGHT_AGAIN_MS:
        return False
    for branch in counted:
        note_damage(engine, who.scope, branch, now)
    return True


def _counts(device: bytes, who: Identity) -> bool:
    return device == who.device or is_centre(device)


def lost_records(engine: Engine) -> tuple[int, str]:
    """How many facts are lost here, and which records they are about."""
    with reading(engine) as connection:
        holes = _holes(connection)
        return sum(hole.size for _, hole in holes), named(connection, holes)


def mended_since(engine: Engine, since: Moment) -> str:
    """Which records were given back between the two sides, as the last exchange told that did."""
    newest = (
        select(t.exchange_log.c.note)
        .where(t.exchange_log.c.at >= since, t.exchange_log.c.outcome == "repaired")
        .where(t.exchange_log.c.note != "")
        .order_by(t.exchange_log.c.no.desc())
        .limit(1)
    )
    with reading(engine) as connection:
        return connection.execute(newest).scalar() or ""


def named(connection: Connection, holes: Sequence[tuple[Scope, Hole]]) -> str:
    """The records of these facts in words: the first ones, and how many more."""
    words = dict.fromkeys(record_at(connection, each) for each in islice(_places(holes), NAMED))
    over = sum(hole.size for _, hole in holes) - NAMED
    return "; ".join(words) + (f" và {over} việc khác" if over > 0 else "")


def record_at(connection: Connection, place: Place) -> str:
    """ "Thu lệ phí, biên lai Q3-000007, hồ sơ H32.16-261123-0004"."""
    for table in (t.fact, t.damaged):
        if (known := _envelope(connection, table, place)) is not None:
            return _record(connection, *known, _told_receipt(connection, table, place))
    return _by_neighbours(connection, place)


def _told_receipt(connection: Connection, table: Table, place: Place) -> str:
    """The receipt that a whole fact names; a damaged one is not believed."""
    if table is t.damaged:
        return ""
    row = connection.execute(select(t.fact).where(*_at(t.fact, place))).one()
    fact = stored_entry(row.id, row.envelope, row.body).fact
    return fact.receipt if isinstance(fact, FeeTaken) else ""


def _record(connection: Connection, subject: SubjectId, kind: str, receipt: str = "") -> str:
    if kind == FeeTaken.kind:
        receipt = receipt or " hoặc ".join(_untold_receipts(connection, subject))
    paper = f"biên lai {receipt}" if receipt else ""
    return _joined(title_of_kind(kind), paper, _about(connection, subject))


def _holes(connection: Connection) -> list[tuple[Scope, Hole]]:
    scopes = connection.execute(select(t.hole.c.scope).distinct()).scalars()
    return [(Scope(s), hole) for s in sorted(scopes) for hole in chains(connection, s).holes()]


def _places(holes: Iterable[tuple[Scope, Hole]]) -> Iterator[Place]:
    for scope, hole in holes:
        for seq in range(hole.first, hole.last + 1):
            yield Place(scope, DeviceId(hole.device), hole.epoch, seq)


def _at(table: Table, place: Place) -> list[Any]:
    return [
        table.c.scope == place.scope,
        table.c.device == place.device,
        table.c.epoch == place.epoch,
        table.c.seq == place.seq,
    ]


def _envelope(connection: Connection, table: Table, place: Place) -> tuple[SubjectId, str] | None:
    """Subject and kind as the envelope tells them; None where it is gone or cannot be read."""
    row = connection.execute(select(table.c.envelope).where(*_at(table, place))).first()
    try:
        fields = decode_own(bytes(row.envelope)) if row else None
    except SyncError:
        return None
    match fields:
        case list() if len(fields) > _KIND:
            subject, kind = fields[_SUBJECT], fields[_KIND]
            if isinstance(subject, bytes) and isinstance(kind, str):
                return SubjectId(subject), kind
    return None


def _about(connection: Connection, subject: SubjectId) -> str:
    code = select(t.dossier.c.code).where(t.dossier.c.id == subject)
    name = select(t.customer.c.name).where(t.customer.c.id == subject)
    session = select(t.session.c.series, t.session.c.number).where(t.session.c.id == subject)
    if found := connection.execute(code).scalar():
        return f"hồ sơ {found}"
    if found := connection.execute(name).scalar():
        return f"khách {found}"
    if row := connection.execute(session).first():
        return f"phiên {row.series}-{row.number}"
    return ""


def _untold_receipts(connection: Connection, dossier: SubjectId) -> Sequence[str]:
    """Receipts of a dossier that stand in the read table, and that no fact here tells of."""
    entries = Journal(connection, secrets.token_bytes).about(dossier)
    told = {entry.fact.receipt for entry in entries if isinstance(entry.fact, FeeTaken)}
    rows = select(t.receipt.c.number).where(t.receipt.c.id == dossier).order_by(t.receipt.c.no)
    return [number for (number,) in connection.execute(rows) if number not in told]


def _by_neighbours(connection: Connection, place: Place) -> str:
    """Of a fact that is gone altogether: what the read tables have of the day and no fact tells
    any more, best of what stands beside it in the chain, since an act writes its facts together."""
    beside = list(_beside(connection, place))
    near = dict.fromkeys(subject for subject, _ in beside)
    days = sorted({written for _, written in beside})
    for subjects in (near, _of_days(connection, place.device, days)):
        untold = [(each, kind) for each in subjects if (kind := _untold(connection, each))]
        if untold:
            return " hoặc ".join(_record(connection, *each) for each in untold[:NAMED])
    known = [each for subject in near if (each := _about(connection, subject))]
    if not known:
        return f"việc số {place.seq} của quầy"
    return "một việc " + ("của " if len(known) == 1 else "giữa ") + " và ".join(known)


def _beside(connection: Connection, place: Place) -> Iterator[tuple[SubjectId, Day]]:
    """Subjects and days of the facts before and after it."""
    for seq in (place.seq - 1, place.seq + 1):
        here = Place(place.scope, place.device, place.epoch, seq)
        row = connection.execute(select(t.fact).where(*_at(t.fact, here))).first()
        if row is not None:
            entry = stored_entry(row.id, row.envelope, row.body)
            yield entry.subject, entry.day


def _of_days(connection: Connection, device: DeviceId, days: Sequence[Day]) -> Sequence[SubjectId]:
    """Dossiers for which this counter took money on these days."""
    told = select(t.receipt.c.id).where(t.receipt.c.day.in_(days), t.receipt.c.device == device)
    return [SubjectId(row[0]) for row in connection.execute(told.distinct().limit(READ_AT_MOST))]


def _untold(connection: Connection, subject: SubjectId) -> str:
    """The kind of a dossier's fact whose row stands in a read table, and that is not here."""
    facts = [entry.fact for entry in Journal(connection, secrets.token_bytes).about(subject)]
    there = select(t.dossier.c.id).where(t.dossier.c.id == subject)
    if connection.execute(there).first() is None:
        return ""
    if not any(isinstance(fact, DossierReceived) for fact in facts):
        return DossierReceived.kind
    return FeeTaken.kind if _untold_receipts(connection, subject) else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
