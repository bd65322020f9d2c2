"""One exchange as a table of states: messages in, effects out; no clock, socket or database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, TypeAlias

from sync.protocol.chains import Hole
from sync.protocol.errors import BytesLost, NotContinued, NotEqual, PeerBrokeProtocol
from sync.protocol.frame import Run
from sync.protocol.heads import Head
from sync.protocol.messages import (
    Cursor,
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
)

MAX_REPAIRS: Final = 1_000
"""Repairs in one exchange. One suffices, except for holes longer than a message; and one that
brings the sides no nearer is the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the store says after each of its transactions."""

    scope: str
    cursor: Cursor
    digest: bytes  # of what is shared: unsent facts do not count
    unsent: tuple[Run, ...]  # the next batch
    missing: int = 0  # facts whose bytes were lost here


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """The ends of all chains held, what was lost of them, and rungs below our own; for Compare."""

    scope: str
    heads: tuple[Head, ...]
    holes: tuple[Hole, ...] = ()
    rungs: tuple[Head, ...] = ()


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
        self._held: Held | None = None
        self._answer: SyncAnswer | ReconcileAnswer | None = None
        self._repairs = 0
        self._compared: Any = None  # how far apart the sides were at the last repair
        self._told: Heads | None = None

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
            case Phase.EXCHANGING, Discontinued(error), None:
                return self._compare(self._held, error)
            case Phase.EXCHANGING, Held(), SyncAnswer(more=more) if (
                more or event.unsent
            ) and event != self._held:
                return self._ask(event)
            case Phase.EXCHANGING, Held(missing=0) as held, SyncAnswer(missing=0) as answer if (
                held.digest == answer.digest
            ):
                self._phase = Phase.PROVEN
                return [Finish(held.digest)]
            case Phase.EXCHANGING, Held() as held, SyncAnswer() as answer:
                return self._compare((held.digest, held.missing, answer.digest, answer.missing))
            case Phase.REPAIRING, Heads(), _:
                return self._tell(event)
            case Phase.REPAIRING, ReconcileAnswer(), None:
                return self._apply(event)
            case Phase.REPAIRING, Held(), ReconcileAnswer(more=True):
                return [Compare()]
            case Phase.REPAIRING, Held(), ReconcileAnswer():
                return self._ask(event)
            case _, Discontinued(error), _:  # not an answer to what was asked
                raise error
            case phase, other, _:
                raise PeerBrokeProtocol(f"{type(other).__name__} khi đang {phase.name}")

    def _ask(self, held: Held) -> Sequence[Effect]:
        self._phase, self._answer, self._held = Phase.EXCHANGING, None, held
        request = SyncRequest(
            scope=held.scope, cursor=held.cursor, runs=held.unsent, digest=held.digest
        )
        return [Send(request)]

    def _apply(self, answer: SyncAnswer | ReconcileAnswer) -> Sequence[Effect]:
        self._answer = answer
        return [Apply(answer)]

    def _compare(self, apart: Any, error: NotContinued | None = None) -> Sequence[Effect]:
        """Repair, unless the last repair left the sides as far apart as they are."""
        if apart == self._compared or self._repairs == MAX_REPAIRS:
            raise error or _unequal(apart)
        self._compared = apart
        self._repairs += 1
        self._phase, self._told = Phase.REPAIRING, None
        return [Compare()]

    def _tell(self, heads: Heads) -> Sequence[Effect]:
        if heads == self._told:
            raise NotEqual("trung tâm gửi bù mà quầy không nhận thêm được gì")
        self._answer, self._told = None, heads
        request = ReconcileRequest(
            scope=heads.scope, heads=heads.heads, holes=heads.holes, rungs=heads.rungs
        )
        return [Send(request)]


def _unequal(apart: Any) -> NotEqual:
    match apart:
        case (_, here, _, there) if here or there:
            return BytesLost("nội dung của một số việc đã mất, đang chờ quầy khác trả lại")
        case _:
            return NotEqual("đã vá mà hai bên vẫn khác nhau")
