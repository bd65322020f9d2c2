"""Several days of a counter, closed in the order of their numbers: each follows the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.client.close_day import DayStore, Post, close_day
from sync.protocol.close_day import Phase
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

    def store(self, day: str) -> DayStore:
        """One day."""


def close_earlier(days: Days, day: str, post: Post) -> None:
    """Before a day is closed: those before it that wait, as far as it goes."""
    for waiting in days.waiting():
        if waiting.day == day or _again(days, waiting.day, post) is not Phase.SEALED:
            break


def resume(days: Days, post: Post) -> bool:
    """Ask again for what waits, up to a day in dispute; whether anything was sealed."""
    sealed = False
    for waiting in days.waiting():
        if waiting.disputed:
            break
        if not any(each.number == waiting.number for each in days.waiting()):
            continue  # the centre's word on it came with an exchange just now
        if _again(days, waiting.day, post) is not Phase.SEALED:
            break
        sealed = True
    return sealed


def _again(days: Days, day: str, post: Post) -> Phase:
    """What goes wrong is kept as the reason why the day waits: nothing else waits for it."""
    store = days.store(day)
    try:
        return close_day(store, post)
    except SyncError as error:
        store.keep_cause(str(error))
        return Phase.PENDING
