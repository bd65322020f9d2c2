"""Drives the closing of a day: small enough to be right by reading."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from sync.protocol.close_day import (
    Ask,
    Begin,
    CloseDay,
    Draft,
    Drafted,
    Effect,
    Event,
    Exchange,
    Exchanged,
    KeepCause,
    KeepDispute,
    KeepSeal,
    Kept,
    NotWhole,
    Phase,
    SealedAlready,
    Unreached,
)
from sync.protocol.close_messages import (
    CloseDayRequest,
    Countersigned,
    Differs,
    answer_from_bytes,
    request_to_bytes,
)
from sync.protocol.errors import LinkLost, SyncError

PATH: Final = "/v1/close-day"

Post = Callable[[str, bytes], bytes]
"""A body for another, at a path of the other end. Raises SyncError."""


class DayStore(Protocol):
    """One day of the counter's store. Each call is durable when it returns."""

    def begin(self) -> Begin:
        """What was signed for this day already, if anything."""

    def exchange(self) -> None:
        """Until both sides are proven to hold the same, but for bytes that neither can give.

        Raises SyncError.
        """

    def draft(self) -> Drafted | SealedAlready | NotWhole:
        """Count, sign and keep; or name what is damaged, so that the exchange heals it."""

    def keep_seal(self, draft: Drafted, seal: Countersigned) -> None:
        """Both sides signed. Raises PeerBrokeProtocol for a signature that is not the centre's."""

    def keep_dispute(self, differs: Differs) -> None:
        """Both counted, and differently."""

    def keep_cause(self, cause: str) -> None:
        """Why the day waits."""


def close_day(store: DayStore, post: Post) -> Phase:
    """SEALED, PENDING or DISPUTED; the store alone remembers. Raises SyncError."""
    engine = CloseDay()
    effects: deque[Effect] = deque(engine.receive(store.begin()))
    while effects:
        effects.extend(engine.receive(_done(store, post, effects.popleft())))
    return engine.phase


def _done(store: DayStore, post: Post, effect: Effect) -> Event:
    match effect:
        case Exchange():
            return _reached(store)
        case Draft():
            return store.draft()
        case Ask(request):
            return _answered(post, request)
        case KeepSeal(draft, seal):
            store.keep_seal(draft, seal)
        case KeepDispute(differs):
            store.keep_dispute(differs)
        case KeepCause(cause):
            store.keep_cause(cause)
    return Kept()


def _reached(store: DayStore) -> Event:
    try:
        store.exchange()
    except SyncError as error:
        return Unreached(_words(error))
    return Exchanged()


def _answered(post: Post, request: CloseDayRequest) -> Event:
    """Whatever is wrong with the answer, it is asked for again: the draft is kept."""
    try:
        return answer_from_bytes(post(PATH, request_to_bytes(request)))
    except SyncError as error:
        return Unreached(_words(error))


def _words(error: SyncError) -> str:
    return "chưa tới được trung tâm" if isinstance(error, LinkLost) else str(error)
