"""The drawer as the screen shows it: never the book's figure before a count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter_app.usecases.session_count import comparison
from counter_app.usecases.session_errors import NotCounted
from counter_app.usecases.session_lines import Comparison, SessionLine
from counter_app.usecases.session_ports import ReadSessions
from domain.cash import CASH, Notes
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDesk:
    """What is held here, how far it is counted, and what is held elsewhere."""

    line: SessionLine | None = None  # None: no session goes on here
    others: Sequence[str] = ()  # payment methods besides cash that the count asks for
    counted: Notes = ()  # the last count, to be mended and counted again
    counted_at: Moment | None = None
    comparison: Comparison | None = None  # None: not counted since money last came or went
    strays: int = 0  # fees taken here while no session was open
    elsewhere: Sequence[SessionLine] = ()  # open at other counters: may be taken over


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtDesk:
    """Costs the session held here, and those of the office that are open."""

    read: ReadSessions
    open_lines: Callable[[], Sequence[SessionLine]]  # of the office

    def __call__(self) -> CashDesk:
        """The drawer now."""
        going_on = self.open_lines()
        with self.read() as books:
            held = books.held()
            elsewhere = [each for each in going_on if each.id != held]
            strays = len(books.strays())
            if held is None:
                return CashDesk(strays=strays, elsewhere=elsewhere)
            session = books.session(held)
            last, count = session.counts[-1:], session.counted
            try:
                compared = comparison(books, session)
            except NotCounted:
                compared = None
            return CashDesk(
                line=books.line(session),
                others=[method for method in sorted(books.flows(held)) if method != CASH],
                counted=count.notes if count else (),
                counted_at=last[0].wall if last and compared else None,
                comparison=compared,
                strays=strays,
                elsewhere=elsewhere,
            )
