"""A counter session (phiên quầy) folded from its facts, and what a count comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from domain.books import cash_movement
from domain.cash import CASH, NOTHING, TOLERANCE, Flows, by_method, notes_sum
from domain.deciding import ConflictDecided, chosen_at_last
from domain.facts import Fact
from domain.history import Entry, conflicts, in_order, newest
from domain.identifiers import Day, DeviceId, FactId, OfficerId, Scope, SessionId
from domain.moment import Moment
from domain.session import (
    CashMoved,
    DifferenceExplained,
    SessionClosed,
    SessionCounted,
    SessionOpened,
    SessionResumed,
    SessionSuspended,
    SessionTakenOver,
)

OPEN: Final = "open"
SUSPENDED: Final = "suspended"
CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as known here."""

    id: SessionId
    opening: SessionOpened
    opened: Moment
    day: Day
    scope: Scope
    state: str  # OPEN, SUSPENDED, CLOSED
    device: DeviceId  # that goes on with it, or closed it
    officer: OfficerId  # who answers for it
    taken_over: tuple[Entry, ...] = ()
    moves: tuple[Entry, ...] = ()
    counts: tuple[Entry, ...] = ()
    moved_since: int = 0  # cash into the drawer less cash out of it since the last count, đồng
    explained: DifferenceExplained | None = None  # the last
    closed: SessionClosed | None = None
    closed_at: Moment | None = None
    newest: frozenset[FactId] = frozenset()
    disputed: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """ "Q3-7", as it is spoken of."""
        return f"{self.opening.series}-{self.opening.number}"

    @property
    def counted(self) -> SessionCounted | None:
        """The last count."""
        fact = self.counts[-1].fact if self.counts else None
        return fact if isinstance(fact, SessionCounted) else None

    @property
    def there(self) -> Mapping[str, int]:
        """What is there by the last count, with the cash that was moved since; empty before it."""
        if (count := self.counted) is None:
            return {}
        cash = notes_sum(count.notes) + self.moved_since
        return {CASH: cash, **_others(count)}


def fold(entries: Iterable[Entry]) -> Session | None:
    """The session that these facts tell of; None where none opens one.

    Of a take-over and a closing that were written apart the later stands until a person decides.
    """
    told = in_order(entries)
    words = {entry.id: entry.fact for entry in told}
    of = {entry.id: entry for entry in told}
    session: Session | None = None
    for entry in told:
        meant = _meant(entry, words, of)
        if session is None:
            session = None if meant is None else _opened(meant)
        elif meant is not None and (
            meant is not entry or not isinstance(meant.fact, SessionOpened)
        ):
            session = _next(session, meant)  # a second opening is passed over until it is chosen
    if session is None:
        return None
    return replace(session, newest=newest(told), disputed=frozenset(conflicts(told)))


def _meant(entry: Entry, words: Mapping[FactId, Fact], of: Mapping[FactId, Entry]) -> Entry | None:
    """What an entry comes to: of a decision, the fact that was chosen, as it was written."""
    if not isinstance(entry.fact, ConflictDecided):
        return entry
    chosen = chosen_at_last(words, entry.fact)
    return None if chosen is None else of[chosen]


def _opened(entry: Entry) -> Session | None:
    fact = entry.fact
    if not isinstance(fact, SessionOpened):
        return None
    return Session(
        id=SessionId(entry.subject),
        opening=fact,
        opened=entry.wall,
        day=entry.day,
        scope=entry.scope,
        state=OPEN,
        device=entry.device,
        officer=fact.officer,
    )


def _next(session: Session, entry: Entry) -> Session:
    match entry.fact:
        case SessionOpened() as opening:
            return replace(session, opening=opening)
        case SessionTakenOver(device=device, officer=officer):
            goes_on = replace(session, device=device, officer=officer, state=OPEN, closed=None)
            takings = [each for each in session.taken_over if each.id != entry.id]
            return replace(goes_on, taken_over=(*takings, entry))
        case SessionClosed() as closed:
            over = replace(session, state=CLOSED, closed=closed, closed_at=entry.wall)
            return replace(over, device=entry.device)
        case SessionSuspended() if session.state == OPEN:
            return replace(session, state=SUSPENDED)
        case SessionResumed() if session.state == SUSPENDED:
            return replace(session, state=OPEN)
        case _:
            return _money(session, entry)


def _money(session: Session, entry: Entry) -> Session:
    match entry.fact:
        case CashMoved() as moved:
            since = session.moved_since + cash_movement(entry, moved).into_drawer
            return replace(session, moves=(*session.moves, entry), moved_since=since)
        case SessionCounted():
            return replace(session, counts=(*session.counts, entry), moved_since=0)
        case DifferenceExplained() as explained:
            return replace(session, explained=explained)
        case _:
            return session


def _others(count: SessionCounted) -> Mapping[str, int]:
    """Cash is counted in notes, whatever else says so."""
    return {method: sum_ for method, sum_ in by_method(count.others).items() if method != CASH}


def differences(there: Mapping[str, int], flows: Flows) -> dict[str, int]:
    """By method what is there less what is expected, đồng; below zero it lacks. Methods without a
    difference are left out, a method that nobody counted counts as nothing."""
    methods = sorted({*there, *flows})
    found = {each: there.get(each, 0) - flows.get(each, NOTHING).expected for each in methods}
    return {method: difference for method, difference in found.items() if difference}


def needs_second(found: Mapping[str, int], tolerance: int = TOLERANCE) -> bool:
    """Whether some method differs by more than one person may explain alone.

    Source: docs/sources.md S-57.
    """
    return any(abs(difference) > tolerance for difference in found.values())
