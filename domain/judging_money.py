"""The field of a session's or a refund's fact whose money cannot be.

Source: docs/sources.md S-78.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.cash import LARGEST, Amounts, Notes, believable, notes_sum, unknown_notes
from domain.dossier import FeeJoined, FeeRefunded, FeeTaken
from domain.facts import Fact
from domain.session import (
    WAYS,
    CashMoved,
    DifferenceExplained,
    SessionClosed,
    SessionCounted,
    SessionOpened,
)

_ID_BYTES: Final = 16


def unbelievable(fact: Fact) -> str:
    """The first such field, as the kind declares them; empty where there is none."""
    return next(_wrong(fact), "")


def _wrong(fact: Fact) -> Iterator[str]:
    match fact:
        case SessionOpened():
            yield from ["number"] if fact.number < 1 else []
            yield from _notes(fact.notes)
        case CashMoved():
            yield from [] if fact.way in WAYS else ["way"]
            yield from [] if believable(fact.amount) else ["amount"]
        case SessionCounted():
            yield from _notes(fact.notes)
            yield from _amounts("others", fact.others)
        case FeeRefunded():
            yield from [] if believable(fact.amount) else ["amount"]
            yield from _session(fact.session)
        case FeeTaken() | FeeJoined():
            yield from _session(fact.session, optional=isinstance(fact, FeeTaken))
        case DifferenceExplained() | SessionClosed():
            yield from _end(fact)


def _end(fact: DifferenceExplained | SessionClosed) -> Iterator[str]:
    if isinstance(fact, DifferenceExplained):
        yield from _amounts("differences", fact.differences, lowest=-LARGEST)
        yield from [] if believable(fact.tolerance) else ["tolerance"]
        return
    yield from ["z"] if fact.z < 1 else []
    yield from _amounts("expected", fact.expected, lowest=-LARGEST)
    yield from _amounts("counted", fact.counted, lowest=-LARGEST)


def _session(session: bytes, *, optional: bool = True) -> Iterator[str]:
    if len(session) != _ID_BYTES and (session or not optional):
        yield "session"


def _notes(notes: Notes) -> Iterator[str]:
    if unknown_notes(notes) or not believable(notes_sum(notes)):
        yield "notes"


def _amounts(field: str, amounts: Amounts, lowest: int = 0) -> Iterator[str]:
    if any(not lowest <= amount <= LARGEST for _, amount in amounts):
        yield field
