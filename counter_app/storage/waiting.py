"""What waits for the centre, and when both sides were last proven equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, and_, func, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.replica import chains
from counter_app.storage.unsent import entries_of, shared_to, waiting_rows
from counter_app.usecases.desk_lists import ExchangeMark
from domain.dossier import FeeTaken
from domain.identifiers import DeviceId, Scope
from domain.moment import Moment
from sync.protocol.chains import tips
from sync.protocol.heads import digest, fingerprint

_FEE: Final = FeeTaken.kind.encode()
"""Kinds stand in the envelope as they are: only rows that may tell of money are read for it."""


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
        fees = and_(
            waiting_rows(connection, scope),
            t.fact.c.device == device,
            func.instr(t.fact.c.envelope, _FEE) > 0,
        )
        waiting = [entry for entry, _ in entries_of(connection, fees, -1)]
    ours = digest(tips(branches, lambda branch: branch.shared))
    seal = proven.proven_digest if proven and proven.proven_digest else b""
    return Waits(
        facts=sum(branch.seq - shared_to(branch) for branch in branches),
        money=sum(e.fact.amount for e in waiting if isinstance(e.fact, FeeTaken)),
        files=files or 0,
        shared=sum(shared_to(branch) - branch.since + 1 for branch in branches),
        proven_at=Moment(proven.proven_at) if proven and proven.proven_at else None,
        seal=fingerprint(ours),
        proven_seal=fingerprint(seal) if seal else "",
    )


def history(engine: Engine, limit: int = 14) -> Sequence[ExchangeMark]:
    """The last exchanges, oldest first."""
    newest = select(t.exchange_log).order_by(t.exchange_log.c.no.desc()).limit(limit)
    with reading(engine) as connection:
        rows = connection.execute(newest).all()
    return [
        ExchangeMark(
            at=Moment(row.at), outcome=row.outcome, note=row.note, up=row.up, down=row.down
        )
        for row in reversed(rows)
    ]
