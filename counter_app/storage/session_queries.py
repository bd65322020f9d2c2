"""What lists read of counter sessions; each its own short snapshot."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.journal import Journal
from counter_app.storage.sessions import NOT_CLOSED, SqlSessions
from counter_app.usecases.session_lines import SessionLine, Taking
from domain.identifiers import Day, DeviceId, OfficerId, SessionId, SubjectId

LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class SessionQueries:
    """As this counter knows them."""

    engine: Engine
    device: DeviceId

    def held(self) -> SessionLine | None:
        """The session that this counter goes on with, open or suspended."""
        with self.books() as books:
            session = books.held()
            return None if session is None else books.line(books.session(session))

    def lines(self, day: Day | None = None) -> Sequence[SessionLine]:
        """The office's sessions that are not closed, newest first; with a day also those opened
        on it."""
        found = select(t.session.c.id, t.session.c.opened)
        wanted = [found.where(NOT_CLOSED)]
        if day is not None:
            wanted += [found.where(t.session.c.day == day)]
        with self.books() as books:
            told = [row for each in wanted for row in books.connection.execute(each)]
            opened = {SessionId(SubjectId(row.id)): row.opened for row in told}
            newest = sorted(opened, key=lambda id_: (opened[id_], id_), reverse=True)
            return [books.line(books.session(each)) for each in newest[:LISTED]]

    def kept(self) -> bool:
        """Whether this office keeps sessions at all."""
        with reading(self.engine) as connection:
            return connection.execute(select(t.session.c.id).limit(1)).first() is not None

    def changed(self) -> Sequence[SessionLine]:
        """Sessions closed here whose book is not what it was at the closing, of days that are not
        sealed."""
        with self.books() as books:
            ours = select(t.session.c.id).where(
                t.session.c.day >= books.unsealed_since(),
                t.session.c.device == self.device,
                t.session.c.z > 0,
            )
            ids = [SessionId(SubjectId(row[0])) for row in books.connection.execute(ours)]
            lines = [books.line(books.session(each)) for each in ids]
        return [line for line in lines if not line.agrees]

    def numbered(self, series: str, number: int) -> SessionId | None:
        """The session of a label; of two, which a set-back store may make, the newest."""
        found = select(t.session.c.id).where(
            t.session.c.series == series, t.session.c.number == number
        )
        with reading(self.engine) as connection:
            id_ = connection.execute(found.order_by(t.session.c.opened.desc()).limit(1)).scalar()
        return None if id_ is None else SessionId(SubjectId(id_))

    def strays(self) -> Sequence[Taking]:
        """Fees and refunds of this counter that belong to no session, of days that are not
        sealed."""
        with self.books() as books:
            return books.strays()

    @contextmanager
    def books(self) -> Iterator[SqlSessions]:
        """One snapshot, asked in the counter's own name."""
        with reading(self.engine) as connection:
            journal = Journal(connection, secrets.token_bytes)
            yield SqlSessions(connection, journal, self.device, OfficerId(SubjectId(self.device)))
