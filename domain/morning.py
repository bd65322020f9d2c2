"""The morning's check of a counter, before the first citizen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from domain.facts import Apart, Fact
from domain.identifiers import Day, DeviceId


class Outcome(StrEnum):
    """What one look came to, the worst last."""

    GOOD = "good"
    WARN = "warn"  # work can begin; somebody should mend it today
    BAD = "bad"  # something that citizens will notice


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterChecked(Fact):
    """Slip, scanner, clock, disk, backup, keys, numbers, calendar; subject: the check itself."""

    kind: ClassVar[str] = "counter.checked"
    apart = Apart.BOTH_COUNT

    device: DeviceId
    day: Day
    results: tuple[tuple[str, str, str], ...]  # what was looked at, outcome, words

    @property
    def worst(self) -> Outcome:
        """The worst of the results."""
        order = list(Outcome)
        known = [Outcome(each[1]) for each in self.results if each[1] in order]
        return max(known, key=order.index, default=Outcome.GOOD)
