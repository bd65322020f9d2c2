"""Facts that the centre has not acknowledged: rows found from the chains' heads alone."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from counter_app.storage import tables as t
from counter_app.storage.journal import stored_entry
from counter_app.storage.replica import chains
from domain.history import Entry
from domain.identifiers import Scope
from sync.protocol.chains import Branch

_READ: Final = (t.fact.c.id, t.fact.c.envelope, t.fact.c.body)


def shared_to(branch: Branch) -> int:
    """How far a branch's own facts are shared."""
    return max(branch.shared[0], branch.since - 1)


def waiting_rows(connection: Connection, scope: Scope) -> ColumnElement[bool]:
    """A condition on `fact`: what waits in this scope. Its cost follows what waits."""
    behind = [
        and_(
            t.fact.c.scope == scope,
            t.fact.c.device == branch.device,
            t.fact.c.epoch == branch.epoch,
            t.fact.c.seq > shared_to(branch),
            t.fact.c.branch == branch.no,
        )
        for branch in chains(connection, scope).branches()
        if branch.seq > shared_to(branch)
    ]
    return or_(*behind) if behind else false()


def entries_of(
    connection: Connection, which: ColumnElement[bool], limit: int
) -> list[tuple[Entry, Any]]:
    """These facts in the order of their writing, each with its envelope and body as stored."""
    rows = select(*_READ).where(which).order_by(t.fact.c.pos).limit(limit)
    return [(stored_entry(*row), row) for row in connection.execute(rows)]
