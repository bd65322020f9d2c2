"""What every act on a session checks first."""

from __future__ import annotations

from counter_app.usecases.session_errors import (
    HeldElsewhere,
    NoOpenSession,
    SessionDisputed,
    SessionOver,
    WrongAmount,
)
from counter_app.usecases.session_ports import SessionWork
from domain.cash import Notes, believable, notes_sum, unknown_notes
from domain.identifiers import SessionId
from domain.session_state import CLOSED, Session


def held_here(work: SessionWork, session: SessionId | None) -> Session:
    """The session that this counter goes on with; without an id the one it holds.

    Raises NoOpenSession, NoSuchSession, SessionOver, SessionDisputed, HeldElsewhere.
    """
    known = not_over(work, session or work.sessions.held())
    if known.device != work.sessions.device:
        raise HeldElsewhere(known.label, work.sessions.name_of(known.device) or "máy khác")
    return known


def not_over(work: SessionWork, session: SessionId | None) -> Session:
    """A session that somebody may go on with."""
    if session is None:
        raise NoOpenSession
    known = work.sessions.session(session)
    if known.disputed:
        raise SessionDisputed(known.label)
    if known.state == CLOSED:
        raise SessionOver(known.label)
    return known


def check_notes(notes: Notes) -> None:
    """Raises WrongAmount."""
    if unknown_notes(notes) or not believable(notes_sum(notes)):
        raise WrongAmount("Số tờ theo mệnh giá")


def without_none(notes: Notes) -> Notes:
    """As a fact keeps them: the greatest first, denominations without notes left out."""
    return tuple(sorted((each for each in notes if each[1]), reverse=True))
