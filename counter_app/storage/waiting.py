"""What waits for the centre, and when both sides were last proven equal."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, func, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.journal import stored_entry
from counter_app.storage.replica import chains
from counter_app.usecases.lines import QueueLine
from domain.dossier import DossierReceived, FeeTaken, ScanAttached, SlipConfirmed, SlipSent
from domain.facts import Fact
from domain.history import Entry
from domain.identifiers import DeviceId, Scope
from domain.moment import Moment
from sync.protocol.chains import Branch, tips
from sync.protocol.heads import digest, fingerprint

LISTED: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Counts for the status line."""

    facts: int
    money: int  # đồng
    files: int
    shared: int  # facts that both sides hold
    proven_at: Moment | None
    seal: str  # of what is shared here
    proven_seal: str  # of what was proven last


def waits(engine: Engine, scope: Scope, device: DeviceId) -> Waits:
    """Counts from the chains' heads: their cost follows what waits, never the archive."""
    with reading(engine) as connection:
        branches = chains(connection, scope).branches()
        proven = connection.execute(select(t.link).where(t.link.c.scope == scope)).first()
        files = connection.execute(
            select(func.count()).select_from(t.blob).where(t.blob.c.done == 0)
        ).scalar()
        waiting = _unsent(connection, scope, [b for b in branches if b.device == device])
    ours = digest(tips(branches, lambda branch: branch.shared))
    seal = proven.proven_digest if proven and proven.proven_digest else b""
    return Waits(
        facts=sum(branch.seq - _shared_to(branch) for branch in branches),
        money=sum(e.fact.amount for e in waiting if isinstance(e.fact, FeeTaken)),
        files=files or 0,
        shared=sum(_shared_to(branch) - branch.since + 1 for branch in branches),
        proven_at=Moment(proven.proven_at) if proven and proven.proven_at else None,
        seal=fingerprint(ours),
        proven_seal=fingerprint(seal) if seal else "",
    )


def queue(engine: Engine, scope: Scope, device: DeviceId, limit: int = LISTED) -> list[QueueLine]:
    """The counter's newest acts: what waits first, then what the centre has acknowledged."""
    newest = (
        select(t.fact.c.id, t.fact.c.envelope, t.fact.c.body)
        .where(t.fact.c.device == device, t.fact.c.scope == scope)
        .order_by(t.fact.c.epoch.desc(), t.fact.c.seq.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        chains = connection.execute(
            select(t.head.c.epoch, t.head.c.shared_seq).where(
                t.head.c.scope == scope, t.head.c.device == device, t.head.c.branch == 0
            )
        )
        shared = {row.epoch: row.shared_seq for row in chains}
        entries = [stored_entry(*row) for row in connection.execute(newest)]
        names = _customer_names(connection, entries)
        ids = [entry.id for entry in entries]
        aside = connection.execute(select(t.aside).where(t.aside.c.fact.in_(ids)))
        held = {row.fact: row.reason for row in aside}
    lines = [
        QueueLine(
            title=title_of(entry.fact),
            customer_name=names.get(entry.subject, ""),
            money=entry.fact.amount if isinstance(entry.fact, FeeTaken) else 0,
            since=entry.wall,
            state=_state(entry, shared, held),
            note=held.get(entry.id) or f"dấu {entry.id[:4].hex().upper()}",
        )
        for entry in entries
    ]
    return sorted(lines, key=lambda line: _ORDER[line.state])


_ORDER: Final = {"held": 0, "waiting": 1, "acknowledged": 2}


def _state(entry: Entry, shared: Mapping[int, int], held: Container[bytes]) -> str:
    if entry.id in held:
        return "held"
    return "acknowledged" if entry.seq <= shared.get(entry.epoch, 0) else "waiting"


def title_of(fact: Fact) -> str:
    """An act in a few words, for the queue."""
    match fact:
        case DossierReceived():
            return "Tiếp nhận hồ sơ"
        case FeeTaken():
            return "Thu lệ phí"
        case ScanAttached():
            return "Bản quét"
        case SlipSent():
            return "Gửi giấy hẹn tới máy in"
        case SlipConfirmed():
            return "Đã in giấy hẹn"
        case _:
            return _OTHERS.get(fact.kind, "Việc khác")


_OTHERS: Final = {
    "customer.registered": "Khách hàng mới",
    "customer.changed": "Sửa thông tin khách",
    "customers.compared": "So khách trùng",
    "slip.failed": "Chưa in được giấy hẹn",
}


def history(engine: Engine, limit: int = 14) -> Sequence[tuple[Moment, str, str]]:
    """The last exchanges, oldest first: when, outcome (proven, repaired, lost), note."""
    newest = select(t.exchange_log).order_by(t.exchange_log.c.no.desc()).limit(limit)
    with reading(engine) as connection:
        rows = connection.execute(newest).all()
    return [(Moment(row.at), row.outcome, row.note) for row in reversed(rows)]


def _shared_to(branch: Branch) -> int:
    """How far a branch's own facts are shared."""
    return max(branch.shared[0], branch.since - 1)


def _unsent(connection: Connection, scope: Scope, branches: Sequence[Branch]) -> list[Entry]:
    found: list[Entry] = []
    for branch in branches:
        if branch.seq > _shared_to(branch):
            rows = connection.execute(
                select(t.fact.c.id, t.fact.c.envelope, t.fact.c.body).where(
                    t.fact.c.device == branch.device,
                    t.fact.c.epoch == branch.epoch,
                    t.fact.c.branch == branch.no,
                    t.fact.c.seq > _shared_to(branch),
                    t.fact.c.scope == scope,
                )
            )
            found += [stored_entry(*row) for row in rows]
    return found


def _customer_names(connection: Connection, entries: Sequence[Entry]) -> dict[bytes, str]:
    subjects = {entry.subject for entry in entries}
    of_dossier = (
        select(t.dossier.c.id, t.customer.c.name)
        .join(t.customer, t.customer.c.id == t.dossier.c.customer)
        .where(t.dossier.c.id.in_(subjects))
    )
    themselves = select(t.customer.c.id, t.customer.c.name).where(t.customer.c.id.in_(subjects))
    return {
        row[0]: row[1] for row in [*connection.execute(of_dossier), *connection.execute(themselves)]
    }
