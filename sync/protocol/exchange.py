"""One exchange as a table of states: messages in, effects out; no clock, socket or database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from sync.protocol.errors import NotContinued, NotEqual, PeerBrokeProtocol
from sync.protocol.frame import Run
from sync.protocol.heads import Head
from sync.protocol.messages import (
    Cursor,
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
)

MAX_REPAIRS: Final = 3
"""Repairs in one exchange. Each sends all that one side lacks, so a second one is already odd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the store says after each of its transactions."""

    scope: str
    cursor: Cursor
    digest: bytes  # of what is shared: unsent facts do not count
    unsent: tuple[Run, ...]  # the next batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """The ends of all shared chains, asked for by Compare."""

    scope: str
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Discontinued:
    """The other end took nothing, since it lacks what lies before the runs sent."""

    error: NotContinued


@dataclass(frozen=True, slots=True)
class Send:
    """Ask the other end."""

    message: SyncRequest | ReconcileRequest


@dataclass(frozen=True, slots=True)
class Apply:
    """Take the answer into the store, in one short transaction."""

    answer: SyncAnswer | ReconcileAnswer


@dataclass(frozen=True, slots=True)
class Compare:
    """Digests differ: tell the heads."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Proven: both sides hold what this digest names."""

    digest: bytes


Event: TypeAlias = Held | Heads | SyncAnswer | ReconcileAnswer | Discontinued
Effect: TypeAlias = Send | Apply | Compare | Finish


class Phase(Enum):
    """Where the exchange stands."""

    IDLE = auto()
    EXCHANGING = auto()
    REPAIRING = auto()
    PROVEN = auto()


class Exchange:
    """The counter's end. Thrown away after any error; the store alone remembers."""

    def __init__(self) -> None:
        self._phase = Phase.IDLE
        self._answer: SyncAnswer | ReconcileAnswer | None = None
        self._repairs = 0

    @property
    def phase(self) -> Phase:
        """For the status line."""
        return self._phase

    @property
    def repairs(self) -> int:
        """How often the sides had to compare heads."""
        return self._repairs

    def receive(self, event: Event) -> Sequence[Effect]:  # noqa: C901 - one match is the table
        """What to do next. Raises PeerBrokeProtocol, NotContinued, NotEqual."""
        match self._phase, event, self._answer:
            case Phase.IDLE, Held(), None:
                return self._ask(event)
            case Phase.EXCHANGING, SyncAnswer(), None:
                return self._apply(event)
            case Phase.EXCHANGING, Discontinued(), None if self._repairs < MAX_REPAIRS:
                return self._compare()
            case Phase.EXCHANGING, Held(), SyncAnswer(more=more) if more or event.unsent:
                return self._ask(event)
            case Phase.EXCHANGING, Held(digest=ours), SyncAnswer(digest=theirs) if ours == theirs:
                self._phase = Phase.PROVEN
                return [Finish(ours)]
            case Phase.EXCHANGING, Held(), SyncAnswer():
                return self._compare()
            case Phase.REPAIRING, Heads(), _:
                self._answer = None
                return [Send(ReconcileRequest(scope=event.scope, heads=event.heads))]
            case Phase.REPAIRING, ReconcileAnswer(), None:
                return self._apply(event)
            case Phase.REPAIRING, Held(), ReconcileAnswer(more=True):
                return [Compare()]
            case Phase.REPAIRING, Held(), ReconcileAnswer():
                return self._ask(event)
            case _, Discontinued(error), _:  # heads cannot mend it: a fork, or a peer that errs
                raise error
            case phase, other, _:
                raise PeerBrokeProtocol(f"{type(other).__name__} khi đang {phase.name}")

    def _ask(self, held: Held) -> Sequence[Effect]:
        self._phase, self._answer = Phase.EXCHANGING, None
        request = SyncRequest(
            scope=held.scope, cursor=held.cursor, runs=held.unsent, digest=held.digest
        )
        return [Send(request)]

    def _apply(self, answer: SyncAnswer | ReconcileAnswer) -> Sequence[Effect]:
        self._answer = answer
        return [Apply(answer)]

    def _compare(self) -> Sequence[Effect]:
        if self._repairs == MAX_REPAIRS:
            raise NotEqual("đã vá mà hai bên vẫn khác nhau")
        self._repairs += 1
        self._phase = Phase.REPAIRING
        return [Compare()]
