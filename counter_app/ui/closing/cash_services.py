"""What the cash card is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from counter_app.usecases.cash_desk import CashDesk
from counter_app.usecases.session_lines import Comparison, SessionLine
from domain.cash import Notes
from domain.identifiers import SessionId
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class CashServices:
    """`now` answers at once, the others run through Tasks; all may raise OfficeError."""

    now: Callable[[], Moment]
    desk: Callable[[], CashDesk]
    open: Callable[[Notes], object]
    suspend: Callable[[], object]
    resume: Callable[[], object]
    take_over: Callable[[SessionId, str], object]  # why
    join: Callable[[], int]  # fees that were taken while no session was open
    count: Callable[[Notes, Mapping[str, int]], Comparison]
    explain: Callable[[str, str, str], Comparison]  # why, second officer's name and password
    move: Callable[[str, int, str, str], object]  # way, đồng, receiver, document
    close: Callable[[], SessionLine]
