"""Counter sessions in the store: each question costs one session, never the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, text

from counter_app.storage import tables as t
from counter_app.storage.journal import Journal
from counter_app.storage.session_rows import REFUND
from counter_app.usecases.errors import CatalogueMissing
from counter_app.usecases.session_errors import NoSuchSession
from counter_app.usecases.session_lines import SessionLine, Taking
from domain import session_state
from domain.books import Movement, Sort, flows_of
from domain.cash import TOLERANCE, Flows, in_methods
from domain.identifiers import (
    NO_SESSION,
    Day,
    DeviceId,
    DossierId,
    FactId,
    OfficerId,
    ReceiptNumber,
    SessionId,
    SubjectId,
)
from domain.moment import Moment, Stamp
from domain.session_state import Session

STRAYS_LISTED: Final = 200

NOT_CLOSED: Final = text("session.state <> 'closed'")
"""Word for word as the index has it, or it is not used."""

_HELD = (
    select(t.session.c.id)
    .where(t.session.c.device == bindparam("device"), NOT_CLOSED)
    .order_by(t.session.c.opened.desc())
    .limit(1)
)
_OF_SESSION = t.money.c.session == bindparam("session")
_MOVED = select(
    t.money.c.fact, t.money.c.session, t.money.c.sort, t.money.c.method, t.money.c.amount
).where(_OF_SESSION)
_LAST_MONEY = select(func.max(t.money.c.at)).where(_OF_SESSION, t.money.c.taking != "")
_LAST_NUMBER = select(func.max(t.session.c.number)).where(t.session.c.series == bindparam("series"))
_LAST_Z = select(func.max(t.session.c.z)).where(t.session.c.z_series == bindparam("series"))
_SERIES = select(t.counter.c.receipts).where(t.counter.c.device == bindparam("device"))
_TOLERANCE = select(t.office.c.cash_tolerance).limit(1)
_ROLES = select(t.officer.c.roles).where(t.officer.c.id == bindparam("id"))
_OFFICER = select(t.officer.c.name).where(t.officer.c.id == bindparam("id"))
_COUNTER = select(t.counter.c.name).where(t.counter.c.device == bindparam("id"))
_LAST_SEALED = select(func.max(t.day_sealed.c.day)).where(t.day_sealed.c.id == bindparam("device"))
_TAKINGS = (
    select(
        t.money,
        func.coalesce(t.dossier.c.code, "").label("code"),
        func.coalesce(t.dossier.c.procedure, "").label("procedure"),
        func.coalesce(t.procedure.c.name, "").label("procedure_name"),
    )
    .outerjoin(t.dossier, t.dossier.c.id == t.money.c.id)
    .outerjoin(t.procedure, t.procedure.c.code == t.dossier.c.procedure)
    .where(t.money.c.taking != "")
)
_OF_ONE = _TAKINGS.where(_OF_SESSION).order_by(t.money.c.at, t.money.c.fact)
_STRAYS = (
    _TAKINGS.where(
        t.money.c.session == NO_SESSION,
        t.money.c.device == bindparam("device"),
        t.money.c.day >= bindparam("since"),
    )
    .order_by(t.money.c.day, t.money.c.at, t.money.c.fact)
    .limit(STRAYS_LISTED)
)


@dataclass(frozen=True, slots=True)
class SqlSessions:
    """Answers `usecases.session_ports.SessionBooks` inside one transaction."""

    connection: Connection
    journal: Journal
    device: DeviceId  # this counter
    officer: OfficerId  # who acts; the counter itself where nobody is signed in

    def roles(self, officer: OfficerId) -> frozenset[str]:
        """What the officer may do in this office."""
        told = self.connection.execute(_ROLES, {"id": officer}).scalar() or ""
        return frozenset(told.split())

    def name_of(self, id_: bytes) -> str:
        """Of an officer or a counter; empty for one unknown."""
        for query in (_OFFICER, _COUNTER):
            if name := self.connection.execute(query, {"id": id_}).scalar():
                return str(name)
        return ""

    def session(self, session: SessionId) -> Session:
        """Folded from its facts. Raises NoSuchSession."""
        if known := session_state.fold(self.journal.about(session)):
            return known
        raise NoSuchSession

    def line(self, session: Session) -> SessionLine:
        """The same as lists tell it."""
        closed = session.closed
        book = {method: flow.expected for method, flow in self.flows(session.id).items()}
        return SessionLine(
            id=session.id,
            label=session.label,
            state=session.state,
            device=session.device,
            where=self.name_of(session.device),
            officer=session.officer,
            who=self.name_of(session.officer),
            opened=session.opened,
            day=session.day,
            here=session.device == self.device,
            disputed=bool(session.disputed),
            z=closed.z if closed else 0,
            closed=session.closed_at if closed else None,
            agrees=closed is None or in_methods(book) == closed.expected,
        )

    def held(self) -> SessionId | None:
        """The session that this counter goes on with, open or suspended."""
        return held(self.connection, self.device)

    def flows(self, session: SessionId) -> Flows:
        """What all facts known here say of its money."""
        return flows_of(_movement(row) for row in self._rows(session))

    def _rows(self, session: SessionId) -> Sequence[Any]:
        return self.connection.execute(_MOVED, {"session": session}).all()

    def last_money(self, session: SessionId) -> Stamp:
        """When a fee or a refund of it was last written; 0 for never."""
        last = self.connection.execute(_LAST_MONEY, {"session": session}).scalar()
        return Stamp(last or 0)

    def takings(self, session: SessionId) -> Sequence[Taking]:
        """Its fees and refunds in the order of history."""
        rows = self.connection.execute(_OF_ONE, {"session": session})
        return [_taking(row) for row in rows]

    def strays(self) -> Sequence[Taking]:
        """Fees and refunds of this counter that belong to no session, of days that are not
        sealed; at most `STRAYS_LISTED`."""
        told = {"device": self.device, "since": self.unsealed_since()}
        return [_taking(row) for row in self.connection.execute(_STRAYS, told)]

    def unsealed_since(self) -> Day:
        """The last sealed day of this counter, which may have been written on since; empty where
        none is."""
        return Day(self.connection.execute(_LAST_SEALED, {"device": self.device}).scalar() or "")

    def next_number(self) -> tuple[str, int]:
        """Series and number of this counter's next session. Raises CatalogueMissing."""
        series = self._series()
        last = self.connection.execute(_LAST_NUMBER, {"series": series}).scalar() or 0
        return series, last + 1

    def next_z(self) -> tuple[str, int]:
        """Series and number of this counter's next Z report. Raises CatalogueMissing."""
        series = self._series()
        last = self.connection.execute(_LAST_Z, {"series": series}).scalar() or 0
        return series, last + 1

    def tolerance(self) -> int:
        """The difference by method that one person may explain, in đồng."""
        told = self.connection.execute(_TOLERANCE).scalar()
        return TOLERANCE if told is None else int(told)

    def _series(self) -> str:
        series = self.connection.execute(_SERIES, {"device": self.device}).scalar()
        if series is None:
            raise CatalogueMissing("tên quầy")
        return str(series)


def held(connection: Connection, device: DeviceId) -> SessionId | None:
    """The session that a counter goes on with; of several, which no act allows, the newest."""
    found = connection.execute(_HELD, {"device": device}).scalar()
    return None if found is None else SessionId(SubjectId(found))


def _movement(row: Any) -> Movement:
    return Movement(
        fact=FactId(row.fact),
        session=SessionId(SubjectId(row.session)),
        sort=Sort(row.sort),
        method=row.method,
        amount=row.amount,
    )


def _taking(row: Any) -> Taking:
    return Taking(
        dossier=DossierId(SubjectId(row.id)),
        code=row.code,
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        receipt=ReceiptNumber(row.receipt),
        refund=row.taking == REFUND,
        doubtful=row.sort == Sort.DOUBTFUL,
        method=row.method,
        amount=row.amount,
        reason=row.reason,
        at=Moment(row.wall),
    )
