"""What the acts on a counter session ask of the world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from counter_app.usecases.ports import Work
from counter_app.usecases.session_lines import SessionLine, Taking
from domain.cash import Flows
from domain.identifiers import DeviceId, OfficerId, SessionId
from domain.moment import Stamp
from domain.session_state import Session


class SessionBooks(Protocol):
    """The sessions of this office as known here, inside one transaction.

    What is asked of one session costs that session's facts, never the archive's.
    """

    @property
    def device(self) -> DeviceId:
        """This counter."""

    @property
    def officer(self) -> OfficerId:
        """Who acts; the counter itself where nobody is signed in."""

    def roles(self, officer: OfficerId) -> frozenset[str]:
        """What the officer may do in this office."""

    def name_of(self, id_: bytes) -> str:
        """Of an officer or a counter; empty for one unknown."""

    def session(self, session: SessionId) -> Session:
        """Folded from its facts. Raises NoSuchSession."""

    def line(self, session: Session) -> SessionLine:
        """The same as lists tell it."""

    def held(self) -> SessionId | None:
        """The session that this counter goes on with, open or suspended."""

    def flows(self, session: SessionId) -> Flows:
        """What all facts known here say of its money."""

    def last_money(self, session: SessionId) -> Stamp:
        """When a fee or a refund of it was last written; 0 for never."""

    def takings(self, session: SessionId) -> Sequence[Taking]:
        """Its fees and refunds in the order of history."""

    def strays(self) -> Sequence[Taking]:
        """Fees and refunds of this counter that belong to no session, of days that are not
        sealed; at most `STRAYS_LISTED`."""

    def next_number(self) -> tuple[str, int]:
        """Series and number of this counter's next session. Raises CatalogueMissing."""

    def next_z(self) -> tuple[str, int]:
        """Series and number of this counter's next Z report. Raises CatalogueMissing."""

    def tolerance(self) -> int:
        """The difference by method that one person may explain, in đồng."""


class SessionWork(Work, Protocol):
    """One transaction that knows sessions."""

    @property
    def sessions(self) -> SessionBooks:
        """The sessions of this office."""


BeginSession: TypeAlias = Callable[[], AbstractContextManager[SessionWork]]

ReadSessions: TypeAlias = Callable[[], AbstractContextManager[SessionBooks]]
"""One snapshot: who only looks keeps nobody from writing."""
