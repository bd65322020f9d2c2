"""What a person says at the end of a day: a matter left for later, a number accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from domain.facts import Apart, Fact
from domain.identifiers import Day, DeviceId

LEAST_REASON: Final = 5
"""Characters: a word that explains nothing is no reason."""


class Account(StrEnum):
    """What became of a number that the ledger asks about."""

    UNUSED = "unused"  # never on any paper
    SPOILT = "spoilt"  # on a paper that was destroyed or withdrawn
    TWICE = "twice"  # on two papers, both known


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterDeferred(Fact):
    """An open matter that cannot be mended today; subject: the deferral itself.

    It counts for that day of that counter alone: the next day it is open again.
    """

    kind: ClassVar[str] = "matter.deferred"
    apart = Apart.BOTH_COUNT

    device: DeviceId
    day: Day
    matter: str  # its key, as the list of open matters tells it
    title: str  # in words, as it stood on the screen
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberExplained(Fact):
    """Why numbers of a gapless series are on no paper, or on two; subject: the explanation itself.

    Source: docs/sources.md S-14 (no gap without a reason).
    """

    kind: ClassVar[str] = "number.explained"
    apart = Apart.BOTH_COUNT

    sort: str  # numbers, receipts: as the ledger of the day names the series
    series: str
    first: int
    last: int  # itself one of them
    account: str  # of Account
    reason: str
