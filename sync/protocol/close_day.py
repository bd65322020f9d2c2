"""Closing a counter's day as a table of states: what happened in, what to do out; no I/O.

OPEN → CLOSING → SEALED, or PENDING (the centre was not reached, or did not seal yet: it is asked
again by itself), or DISPUTED (both hold the same facts and counted differently: a person looks).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from sync.protocol.certificate import hash_of
from sync.protocol.close_messages import CloseDayRequest, Countersigned, Differs, Lacks
from sync.protocol.errors import BytesLost, PeerBrokeProtocol

MAX_TRIES: Final = 3
"""Exchanges in one closing. One suffices; another heals a hole, or brings a decision of the
centre that came between counting and asking."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Close this day; `draft`: what was signed for it already and perhaps told to the centre."""

    draft: Drafted | None = None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Both sides were proven to hold the same, but for bytes that neither can give: of another
    counter's, they are no matter of this day."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """The exchange or the question failed; why, in words."""

    cause: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """The interval was counted from our stored bytes, signed, and kept durably."""

    scope: str
    document: bytes
    signature: bytes
    before: bytes = b""  # the certificate before it, as a file


@dataclass(frozen=True, slots=True)
class SealedAlready:
    """This day was sealed before, and nothing of it was written since."""


@dataclass(frozen=True, slots=True)
class NotWhole:
    """Some of our own bytes in the interval are lost; they are named now, so that they heal."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome is durable."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Exchange until both sides are proven equal, as far as their bytes go."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Count the interval from stored bytes, sign it, keep it: it waits from now on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the centre."""

    request: CloseDayRequest


@dataclass(frozen=True, slots=True)
class KeepSeal:
    """Verify the countersignature, and keep the certificate."""

    draft: Drafted
    seal: Countersigned


@dataclass(frozen=True, slots=True)
class KeepDispute:
    """Keep what differs, for a person."""

    differs: Differs


@dataclass(frozen=True, slots=True)
class KeepCause:
    """The day waits: keep why."""

    cause: str


Event: TypeAlias = (
    Begin
    | Exchanged
    | Unreached
    | Drafted
    | SealedAlready
    | NotWhole
    | Kept
    | Countersigned
    | Differs
    | Lacks
)
Effect: TypeAlias = Exchange | Draft | Ask | KeepSeal | KeepDispute | KeepCause


class Phase(Enum):
    """Where the day stands."""

    OPEN = auto()
    CLOSING = auto()
    SEALED = auto()
    PENDING = auto()
    DISPUTED = auto()


class CloseDay:
    """The counter's end. Thrown away after any error; the store alone remembers."""

    def __init__(self) -> None:
        self._phase = Phase.OPEN
        self._draft: Drafted | None = None
        self._cause = ""  # of a closing without a link
        self._differs: Differs | None = None
        self._doubted: bytes | None = None  # the document that differed
        self._awaited: type[Effect] | None = None
        self._exchanges = 0

    @property
    def phase(self) -> Phase:
        """For the command, the list of days and the status line."""
        return self._phase

    def receive(self, event: Event) -> Sequence[Effect]:  # noqa: C901 - one match is the table
        """What to do next; nothing once the day is sealed, pending or disputed.

        Raises PeerBrokeProtocol for what is not listed, BytesLost where our own bytes cannot be
        had back.
        """
        match self._phase, self._awaited, event:
            case Phase.OPEN, None, Begin(draft):
                self._phase, self._draft = Phase.CLOSING, draft
                return self._exchange()
            case Phase.CLOSING, awaited, Exchanged() if awaited is Exchange:
                return self._do(Draft()) if self._draft is None else self._ask(self._draft)
            case Phase.CLOSING, awaited, Unreached(cause) if awaited is Exchange:
                self._cause = cause
                return self._do(Draft()) if self._draft is None else self._wait(cause)
            case Phase.CLOSING, awaited, Drafted() if awaited is Draft and self._cause:
                self._draft = event
                return self._wait(self._cause)
            case Phase.CLOSING, awaited, Drafted(document=document) if awaited is Draft:
                self._draft = event
                if self._differs is not None and (
                    document == self._doubted or self._exchanges == MAX_TRIES
                ):
                    return self._do(KeepDispute(self._differs))
                return self._ask(event)
            case Phase.CLOSING, awaited, SealedAlready() if awaited is Draft:
                return self._end(Phase.SEALED)
            case Phase.CLOSING, awaited, NotWhole() if awaited is Draft:
                if self._cause or self._exchanges == MAX_TRIES:
                    raise BytesLost("một số việc của quầy đã hỏng và chưa lấy lại được")
                return self._exchange()
            case Phase.CLOSING, awaited, Unreached(cause) if awaited is Ask:
                return self._wait(cause)
            case Phase.CLOSING, awaited, Countersigned() if awaited is Ask:
                return self._seal(event)
            case Phase.CLOSING, awaited, Lacks() if awaited is Ask:
                if self._exchanges == MAX_TRIES:
                    return self._wait("trung tâm chưa có đủ các việc của quầy")
                return self._exchange()
            case Phase.CLOSING, awaited, Differs() if awaited is Ask:
                return self._doubt(event)
            case Phase.CLOSING, awaited, Kept() if awaited in _ENDS:
                return self._end(_ENDS[awaited])
            case phase, _, other:
                raise PeerBrokeProtocol(f"{type(other).__name__} khi ngày đang {phase.name}")

    def _do(self, effect: Effect) -> Sequence[Effect]:
        self._awaited = type(effect)
        return [effect]

    def _end(self, phase: Phase) -> Sequence[Effect]:
        self._phase, self._awaited = phase, None
        return []

    def _exchange(self) -> Sequence[Effect]:
        self._exchanges += 1
        return self._do(Exchange())

    def _ask(self, draft: Drafted) -> Sequence[Effect]:
        request = CloseDayRequest(
            scope=draft.scope,
            document=draft.document,
            signature=draft.signature,
            before=draft.before,
        )
        return self._do(Ask(request))

    def _wait(self, cause: str) -> Sequence[Effect]:
        return self._do(KeepCause(cause))

    def _seal(self, seal: Countersigned) -> Sequence[Effect]:
        if self._draft is None or seal.certificate != hash_of(self._draft.document):
            raise PeerBrokeProtocol("trung tâm xác nhận một chứng nhận khác")
        return self._do(KeepSeal(self._draft, seal))

    def _doubt(self, differs: Differs) -> Sequence[Effect]:
        """Exchange and count anew: only what is counted alike twice is a dispute."""
        self._differs = differs
        self._doubted = self._draft.document if self._draft else None
        self._draft = None
        return self._do(Draft()) if self._exchanges == MAX_TRIES else self._exchange()


_ENDS: Final = {
    KeepSeal: Phase.SEALED,
    KeepDispute: Phase.DISPUTED,
    KeepCause: Phase.PENDING,
}
