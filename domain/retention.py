"""Which subjects a counter's store may hand over to an archive.

Not how long they are kept: that is for the law on archives to say, and nothing is destroyed here.
An archive is read like the store itself, so the question is only what the desk still works on.
That a dossier whose result was due long ago is no daily work any more, even where nobody wrote
that it was handed over, is no rule of any law: after how many months is the office's choice.
Source: docs/sources.md S-66.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from domain.dossier import RETURNED
from domain.moment import Moment, beginning, local
from domain.session_state import CLOSED

FINISHED: Final = frozenset({RETURNED})
"""States in which a dossier has come to its end."""


class Stay(StrEnum):
    """Why a subject stays in the store."""

    UNFINISHED = "unfinished"
    DISPUTED = "disputed"
    UNSEALED = "unsealed"  # some of its facts are under no certificate yet
    NEWEST = "newest"  # the last fact of the store: the next one's place is counted from it
    LATER = "later"  # it was worked on after the month that was asked for


def dossier_stays(status: str, due: Moment, long_past: Moment, *, disputed: bool) -> Stay | None:
    """Why a dossier is still needed at the desk; None where it is not."""
    if disputed:
        return Stay.DISPUTED
    return None if status in FINISHED or due < long_past else Stay.UNFINISHED


def session_stays(state: str, *, disputed: bool) -> Stay | None:
    """Why a counter session is still needed; None once its money was counted and it is closed."""
    if disputed:
        return Stay.DISPUTED
    return None if state == CLOSED else Stay.UNFINISHED


def months_before(now: Moment, months: int) -> Moment:
    """The beginning of the month that lies so many months before this one; with 0, of this one."""
    today = local(now).date()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return beginning(today.replace(year=year, month=month + 1, day=1))
