"""The end of a session: count without seeing the book, compare, explain, close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from counter_app.usecases.reasons import reason_of
from counter_app.usecases.session_errors import (
    DifferenceOpen,
    NoDifference,
    NotCounted,
    SecondPersonNeeded,
    WrongAmount,
)
from counter_app.usecases.session_lines import Compared, Comparison
from counter_app.usecases.session_ports import BeginSession, SessionBooks, SessionWork
from counter_app.usecases.session_rules import (
    check_notes,
    held_here,
    without_none,
)
from counter_app.usecases.sign_in import SignIn
from domain.cash import CASH, METHODS, NOTHING, Notes, believable, by_method, in_methods
from domain.identifiers import OfficerId, SessionId
from domain.office import SUPERVISOR
from domain.session import DifferenceExplained, SessionClosed, SessionCounted
from domain.session_state import CLOSED, Session, differences, needs_second


@dataclass(frozen=True, slots=True, kw_only=True)
class CountCash:
    """Write down what was counted, and only then say what the book expects.

    Every count stays in the journal. Raises WrongAmount, and what `held_here` does.
    """

    begin: BeginSession

    def __call__(
        self,
        notes: Notes,
        others: Mapping[str, int] | None = None,
        session: SessionId | None = None,
    ) -> Comparison:
        """`notes`: the drawer by denomination; `others`: đồng by method other than cash."""
        check_notes(notes)
        sums = dict(others or {})
        if any(method not in METHODS or method == CASH for method in sums):
            raise WrongAmount("Cách trả")
        if not all(map(believable, sums.values())):
            raise WrongAmount("Tiền không phải tiền mặt")
        with self.begin() as work:
            known = held_here(work, session)
            count = SessionCounted(notes=without_none(notes), others=in_methods(sums))
            work.record(known.id, count)
            compared = comparison(work.sessions, work.sessions.session(known.id))
            work.commit()
        return compared


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareCount:
    """The last count against the book, once more.

    Raises NotCounted where nothing was counted since money last came or went, and what `held_here`
    does.
    """

    begin: BeginSession

    def __call__(self, session: SessionId | None = None) -> Comparison:
        """As `CountCash` answered, with what was moved since."""
        with self.begin() as work:
            return comparison(work.sessions, held_here(work, session))


def comparison(books: SessionBooks, session: Session) -> Comparison:
    """Raises NotCounted: before a count of this attempt the book's figure is not given."""
    if not session.counts or books.last_money(session.id) > session.counts[-1].at:
        raise NotCounted(session.label)
    there, flows, tolerance = session.there, books.flows(session.id), books.tolerance()
    found = differences(there, flows)
    explained = session.explained
    return Comparison(
        session=session.id,
        methods=tuple(
            Compared(
                method=method,
                counted=there.get(method, 0),
                expected=flows.get(method, NOTHING).expected,
            )
            for method in sorted({*there, *flows}, key=_order)
        ),
        tolerance=tolerance,
        needs_second=needs_second(found, tolerance),
        explained=not found
        or (explained is not None and by_method(explained.differences) == found),
    )


def _order(method: str) -> int:
    return METHODS.index(method) if method in METHODS else len(METHODS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainDifference:
    """Why it differs. Above the office's tolerance a second officer, a supervisor who neither
    holds the session nor writes this, agrees with name and password.

    Raises ReasonMissing, NotCounted, NoDifference, SecondPersonNeeded, SignInRefused,
    AccountLocked, and what `held_here` does.

    Source: docs/sources.md S-57.
    """

    begin: BeginSession
    sign_in: SignIn

    def __call__(
        self,
        reason: str,
        approver: str = "",
        password: str = "",
        session: SessionId | None = None,
    ) -> Comparison:
        """`approver`: the second officer's user name; asked for only where it is needed."""
        why = reason_of(reason)
        # Before the transaction: the tries of a password are kept by one of their own.
        second = self.sign_in(approver, password).id if approver else None
        with self.begin() as work:
            known = held_here(work, session)
            found = comparison(work.sessions, known)
            if not found.differences:
                raise NoDifference(known.label)
            word = DifferenceExplained(
                differences=in_methods(found.differences),
                reason=why,
                tolerance=found.tolerance,
                approver=_approved(work, known, found, second),
            )
            if known.explained != word:
                work.record(known.id, word)
                found = comparison(work.sessions, work.sessions.session(known.id))
                work.commit()
        return found


def _approved(
    work: SessionWork, session: Session, found: Comparison, second: OfficerId | None
) -> bytes:
    """Whose word stands beside the writer's; empty where none is needed or given."""
    if second is None and not found.needs_second:
        return b""
    books = work.sessions
    another = second is not None and second not in (books.officer, session.officer)
    if second is None or not another or SUPERVISOR not in books.roles(second):
        raise SecondPersonNeeded(found.tolerance)
    return second


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSession:
    """The end of the session, with the next Z number of this counter.

    Raises NotCounted, DifferenceOpen, and what `held_here` does.
    """

    begin: BeginSession

    def __call__(self, session: SessionId | None = None) -> Session:
        """The session, closed; one that this counter closed already is given again."""
        with self.begin() as work:
            books = work.sessions
            if session is not None and (done := _closed_here(work, session)) is not None:
                return done
            known = held_here(work, session)
            found = comparison(books, known)
            if not found.explained:
                raise DifferenceOpen(known.label)
            series, z = books.next_z()
            closed = SessionClosed(
                series=series,
                z=z,
                expected=in_methods({each.method: each.expected for each in found.methods}),
                counted=in_methods({each.method: each.counted for each in found.methods}),
            )
            work.record(known.id, closed)
            known = books.session(known.id)
            work.commit()
        return known


def _closed_here(work: SessionWork, session: SessionId) -> Session | None:
    known = work.sessions.session(session)
    over = known.state == CLOSED and known.device == work.sessions.device and not known.disputed
    return known if over else None
