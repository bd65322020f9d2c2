"""The counter's store as the link sees it: one scope, moved in short transactions."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage import standing
from counter_app.storage.archive_tables import live
from counter_app.storage.bring_back import bring_back
from counter_app.storage.engine import reading, transaction
from counter_app.storage.file_queue import condemn
from counter_app.storage.journal import Journal
from counter_app.storage.projection import project
from counter_app.storage.tables import damaged, erasure, fact, foreseen, head, hole
from counter_app.storage.tables import link as links
from domain.history import erased, scans_erased
from domain.identifiers import DeviceId, Scope, SubjectId
from domain.moment import Moment
from sync.protocol.chains import Hole
from sync.protocol.counter_side import CounterSide, proves
from sync.protocol.exchange import Heads, Held
from sync.protocol.messages import Cursor, ReconcileAnswer, SyncAnswer
from sync.store.sql_chains import ChainTables, SqlChains

TABLES: Final = ChainTables(
    fact=fact, written=live, head=head, hole=hole, damaged=damaged, erasure=erasure
)


def chains(connection: Connection, scope: Scope, journal: Journal | None = None) -> SqlChains:
    """A scope's chains; only read where no journal is given."""
    keep = journal.keep if journal else None
    return SqlChains(connection, scope, TABLES, keep, keep, partial(bring_back, connection))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """Answers `sync.client.driver.Store` for one scope, for one exchange."""

    engine: Engine
    scope: Scope
    device: DeviceId
    epoch: int
    sign: Callable[[bytes], bytes]
    now: Callable[[], Moment]
    announce: Callable[[frozenset[SubjectId]], None]
    lost_there: set[Hole] = field(default_factory=set)  # what the centre said that it has lost
    _side: CounterSide = field(init=False)

    def __post_init__(self) -> None:
        side = CounterSide(scope=self.scope, device=self.device, epoch=self.epoch, sign=self.sign)
        object.__setattr__(self, "_side", side)

    def held(self) -> Held:
        """Cursor, digest of what is shared, and the next batch of unsent facts."""
        with reading(self.engine) as connection:
            return self._side.held(chains(connection, self.scope), self._cursor(connection))

    def heads(self) -> Heads:
        """The ends of all chains held, what was lost of them, and rungs below our own."""
        with reading(self.engine) as connection:
            return self._side.heads(chains(connection, self.scope))

    def apply(self, answer: SyncAnswer | ReconcileAnswer) -> Held:
        """Facts, acknowledgements, read tables and cursor move together (I1)."""
        with transaction(self.engine) as connection:
            journal = Journal(connection, secrets.token_bytes)
            store = chains(connection, self.scope, journal)
            applied = self._side.apply(store, answer)
            self.lost_there.update(self._side.wanted)
            journal.witness((each.frame.at for each in applied.fresh), self.now())
            for subject in journal.touched:
                entries = journal.about(subject)
                if ids := sorted(erased(entries)):  # also where it comes back from elsewhere (I7)
                    condemn(connection, scans_erased(entries))
                    store.erase(ids)  # what was expected of them names the person too
                    connection.execute(delete(foreseen).where(foreseen.c.subject == subject))
                    entries = journal.about(subject)
                project(connection, subject, entries)
            if applied.set_back:
                standing.set_back(connection)
            held = self._side.held(store, answer.cursor)
            self._move(connection, answer.cursor, held.digest if proves(held, answer) else None)
            connection.commit()
        self.announce(frozenset(journal.touched))
        return held

    def _cursor(self, connection: Connection) -> Cursor:
        row = connection.execute(select(links).where(links.c.scope == self.scope)).first()
        return Cursor(row.incarnation, row.position) if row else Cursor()

    def _move(self, connection: Connection, cursor: Cursor, proven: bytes | None) -> None:
        row: dict[str, Any] = {
            "scope": self.scope,
            "incarnation": cursor.incarnation,
            "position": cursor.position,
        }
        if proven is not None:
            row |= {"proven_at": self.now(), "proven_digest": proven}
        put = upsert(links).values(row)
        changed = {name: row[name] for name in row if name != "scope"}
        connection.execute(put.on_conflict_do_update(index_elements=["scope"], set_=changed))
