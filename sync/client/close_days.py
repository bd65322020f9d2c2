"""Several days of a counter, closed in the order of their numbers: each follows the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.client.close_day import PATH, DayStore, Post, close_day
from sync.protocol.close_day import Phase
from sync.protocol.close_messages import (
    CloseDayRequest,
    Countersigned,
    answer_from_bytes,
    request_to_bytes,
)
from sync.protocol.errors import SyncError


@dataclass(frozen=True, slots=True)
class Waiting:
    """A closing that is not sealed yet."""

    number: int
    day: str
    disputed: bool  # a person has to look


class Days(Protocol):
    """The counter's closings."""

    def waiting(self) -> Sequence[Waiting]:
        """Those that are not sealed, in their order, after the centre's facts were heard."""

    def untold(self) -> Sequence[CloseDayRequest]:
        """What was sealed and no fact of the centre's here tells of, each shown as a file of its
        own, in their order: a centre restored since has forgotten it."""

    def store(self, day: str) -> DayStore:
        """One day."""


def close_earlier(days: Days, day: str, post: Post) -> None:
    """Before a day is closed: those before it that wait, as far as it goes."""
    for waiting in days.waiting():
        if waiting.day == day or _again(days, waiting.day, post) is not Phase.SEALED:
            break


def resume(days: Days, post: Post) -> bool:
    """After an exchange: ask again for what waits, up to a day in dispute, and show what the
    centre has forgotten; whether anything was sealed."""
    sealed = _shown(days, post)
    for waiting in days.waiting():
        if waiting.disputed:
            break
        if not any(each.number == waiting.number for each in days.waiting()):
            continue  # the centre's word on it came with an exchange just now
        if _again(days, waiting.day, post) is not Phase.SEALED:
            break
        sealed = True
    return sealed


def _shown(days: Days, post: Post) -> bool:
    """Whether the centre knows its own signature again; else it is shown in the next round."""
    known = False
    for request in days.untold():
        try:
            answer = answer_from_bytes(post(PATH, request_to_bytes(request)))
        except SyncError:
            break
        known |= isinstance(answer, Countersigned)
    return known


def _again(days: Days, day: str, post: Post) -> Phase:
    """What goes wrong is kept as the reason why the day waits: nothing else waits for it."""
    store = days.store(day)
    try:
        return close_day(store, post)
    except SyncError as error:
        store.keep_cause(str(error))
        return Phase.PENDING
