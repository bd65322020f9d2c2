"""Which money belongs to which session, and what is expected there: one definition for both ends.

A fee or a refund belongs to the session that it names. The counter names, in the transaction that
writes it, the session that its own store holds as that device's; no clock and no order is asked.
A fee that names none belongs to the session that `FeeJoined` says first, else to none: it is
listed. Floats and movements of cash belong to the session that is their subject. Each belongs by
the facts of its own subject alone, so it does not matter what else is known, in which order it
came, or from which device.

Source: docs/sources.md S-55.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.cash import CASH, NOTHING, Flow, Flows, believable, method_of, notes_sum
from domain.deciding import ConflictDecided, chosen_at_last
from domain.dossier import FeeJoined, FeeRefunded, FeeTaken
from domain.facts import Fact
from domain.history import Entry, in_order
from domain.identifiers import NO_SESSION, FactId, ReceiptNumber, SessionId, SubjectId
from domain.session import FROM_SAFE, WAYS, CashMoved, SessionOpened


class Sort(StrEnum):
    """What a movement does."""

    OPENING = "opening"
    RECEIVED = "received"
    REFUNDED = "refunded"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    DOUBTFUL = "doubtful"  # listed, added nowhere: nobody believes the amount, or knows the way


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One fact's money."""

    fact: FactId
    session: SessionId  # NO_SESSION: it belongs to none
    sort: Sort
    method: str
    amount: int  # đồng, as the fact tells it

    @property
    def into_drawer(self) -> int:
        """What it adds to what is there, đồng; below zero it takes away."""
        return _FLOW[self.sort](self.amount).expected


def movements(entries: Iterable[Entry]) -> list[Movement]:
    """The money of these facts, each once, in the order of history. Of a subject all facts are
    given or none; those set aside do not count."""
    told = in_order({entry.id: entry for entry in entries}.values())
    joined = _joined(told)
    opened = _openings(told)
    found = []
    for entry in told:
        match entry.fact:
            case SessionOpened(notes=notes) if entry.id in opened:
                session = SessionId(entry.subject)
                found.append(_moved(entry, session, Sort.OPENING, CASH, notes_sum(notes)))
            case CashMoved() as moved:
                found.append(cash_movement(entry, moved))
            case FeeTaken() as fee:
                where = fee.session or joined.get((entry.subject, fee.receipt), NO_SESSION)
                found.append(_moved(entry, where, Sort.RECEIVED, fee.method, fee.amount))
            case FeeRefunded() as back:
                found.append(_moved(entry, back.session, Sort.REFUNDED, back.method, back.amount))
    return found


def _moved(entry: Entry, session: SessionId, sort: Sort, method: str, amount: int) -> Movement:
    return Movement(
        fact=entry.id,
        session=session,
        sort=sort if believable(amount) else Sort.DOUBTFUL,
        method=method_of(method),
        amount=amount,
    )


def cash_movement(entry: Entry, moved: CashMoved) -> Movement:
    """What a movement of cash does to its session."""
    sort = Sort.MOVED_IN if moved.way == FROM_SAFE else Sort.MOVED_OUT
    known = sort if moved.way in WAYS else Sort.DOUBTFUL
    return _moved(entry, SessionId(entry.subject), known, CASH, moved.amount)


def _joined(told: Iterable[Entry]) -> Mapping[tuple[SubjectId, ReceiptNumber], SessionId]:
    found: dict[tuple[SubjectId, ReceiptNumber], SessionId] = {}
    for entry in told:
        if isinstance(word := entry.fact, FeeJoined):
            found.setdefault((entry.subject, word.receipt), word.session)
    return found


def _openings(told: Sequence[Entry]) -> frozenset[FactId]:
    """The one opening of each session that counts: the chosen one, else the first."""
    words: dict[FactId, Fact] = {entry.id: entry.fact for entry in told}
    first: dict[SubjectId, FactId] = {}
    for entry in told:
        match entry.fact:
            case SessionOpened():
                first.setdefault(entry.subject, entry.id)
            case ConflictDecided() as word:
                chosen = chosen_at_last(words, word)
                if chosen is not None and isinstance(words[chosen], SessionOpened):
                    first[entry.subject] = chosen
    return frozenset(first.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All money of some facts. The sessions and what is outside of them add up to the whole."""

    sessions: Mapping[SessionId, Flows]
    outside: Flows  # of no session
    strays: tuple[FactId, ...]  # the facts of `outside`
    doubtful: tuple[FactId, ...]


def books(entries: Iterable[Entry]) -> Books:
    """The money of these facts by session."""
    told = movements(entries)
    by_session: dict[SessionId, list[Movement]] = {}
    for each in told:
        by_session.setdefault(each.session, []).append(each)
    strays = by_session.pop(NO_SESSION, [])
    return Books(
        sessions={session: flows_of(money) for session, money in by_session.items()},
        outside=flows_of(strays),
        strays=tuple(each.fact for each in strays),
        doubtful=tuple(each.fact for each in told if each.sort is Sort.DOUBTFUL),
    )


def expected(session: SessionId, entries: Iterable[Entry]) -> Flows:
    """What a session comes to by method: float, received, refunded, moved, and so expected.

    `entries`: the session's facts and those of every dossier with money in it; others do no harm.
    """
    return flows_of(each for each in movements(entries) if each.session == session)


def flows_of(money: Iterable[Movement]) -> Flows:
    """The sum of movements by method; what is doubtful is not added."""
    found: dict[str, Flow] = {}
    for each in money:
        found[each.method] = found.get(each.method, NOTHING) + _FLOW[each.sort](each.amount)
    return found


_FLOW: Final[Mapping[Sort, Callable[[int], Flow]]] = {
    Sort.OPENING: lambda amount: Flow(opening=amount),
    Sort.RECEIVED: lambda amount: Flow(fees=1, received=amount),
    Sort.REFUNDED: lambda amount: Flow(refunds=1, refunded=amount),
    Sort.MOVED_IN: lambda amount: Flow(moved_in=amount),
    Sort.MOVED_OUT: lambda amount: Flow(moved_out=amount),
    Sort.DOUBTFUL: lambda _: NOTHING,
}
