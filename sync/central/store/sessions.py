"""Counter sessions as the centre holds them: their facts, and those of their money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, or_, select

from domain.aside import BodiesErased, FactQuarantined, FactReleased
from domain.books import expected
from domain.cash import Flows
from domain.deciding import ConflictDecided
from domain.dossier import FeeJoined, FeeRefunded, FeeTaken
from domain.facts import Fact
from domain.history import Entry
from domain.identifiers import Scope, SessionId, SubjectId
from domain.session import KINDS
from domain.session_state import CLOSED, Session, fold
from sync.central.store.engine import Transaction
from sync.central.store.many import put
from sync.central.store.session_tables import session_money, session_state
from sync.central.store.stories import Story

LISTED: Final = 500
_ID_BYTES: Final = 16
_OF_SESSIONS: Final = (*KINDS, ConflictDecided, FactQuarantined, FactReleased, BodiesErased)
"""What may change how a session stands; of other subjects these are rare."""


def remember(
    transaction: Transaction, scope: Scope, told: Sequence[tuple[SubjectId, Fact]]
) -> None:
    """What these facts say of sessions; also of those set aside, which may be released."""
    rows = [
        {"scope": scope, "session": session, "subject": subject}
        for subject, fact in told
        if (session := _named(fact))
    ]
    put(transaction, session_money, rows)
    refresh(transaction, scope, {s for s, fact in told if isinstance(fact, _OF_SESSIONS)})


def _named(fact: Fact) -> bytes:
    if isinstance(fact, FeeTaken | FeeRefunded | FeeJoined) and len(fact.session) == _ID_BYTES:
        return fact.session
    return b""


def refresh(transaction: Transaction, scope: Scope, subjects: Iterable[SubjectId]) -> None:
    """Put the rows of these subjects right, whatever they are."""
    for subject in sorted(subjects):
        session = fold(Story(transaction, scope, subject).entries)
        if session is None:
            key = (session_state.c.scope == scope, session_state.c.subject == subject)
            transaction.execute(delete(session_state).where(*key))
            continue
        row = {"scope": scope, "subject": subject, "state": session.state}
        day = session.day.replace("\0", " ")  # no table of PostgreSQL can hold it
        told = {**row, "day": day, "opened": session.opened}
        put(transaction, session_state, [told], change=("state", "day", "opened"))


@dataclass(frozen=True, slots=True)
class Booked:
    """A session, and what the centre's own facts say of its money."""

    session: Session
    flows: Flows


def booked(transaction: Transaction, scope: Scope, session: SessionId) -> Booked | None:
    """Computed from the stored facts; None where the office has no such session."""
    own = Story(transaction, scope, session).entries
    known = fold(own)
    if known is None:
        return None
    of = (session_money.c.scope == scope, session_money.c.session == session)
    entries: list[Entry] = list(own)
    for row in transaction.execute(select(session_money.c.subject).where(*of)):
        entries += Story(transaction, scope, SubjectId(bytes(row.subject))).entries
    return Booked(known, expected(session, entries))


def sessions_of(transaction: Transaction, scope: Scope, day: str = "") -> Sequence[Booked]:
    """The office's sessions that are not closed, and those opened on a day; newest first."""
    wanted = or_(session_state.c.state != CLOSED, session_state.c.day == day)
    found = select(session_state.c.subject).where(session_state.c.scope == scope, wanted)
    rows = transaction.execute(found.order_by(session_state.c.opened.desc()).limit(LISTED))
    ids = [SessionId(SubjectId(bytes(row.subject))) for row in rows]
    told = (booked(transaction, scope, each) for each in ids)
    return [each for each in told if each is not None]
