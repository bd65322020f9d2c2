"""How much of a file goes at once, when, and how fast it goes. Pure: told the time in seconds."""

from __future__ import annotations

from typing import Final

LEAST_PART: Final = 64 * 1024
LARGEST_PART: Final = 4 * 1024 * 1024
"""Larger ones gain nothing that can be measured, and cost the centre memory."""

FIRST_PART: Final = 256 * 1024
PART_S: Final = 1.0
"""What a part should take: facts wait for one part at most."""

_CAREFUL: Final = 1.125
"""How parts grow again to where one was lost: a line that drops often likes short ones."""

_WEIGHT: Final = 0.3
"""Of the newest part in the speed that is told: a line's speed jumps about."""


class Bucket:
    """Lets bytes go at a rate: what went is paid for before the next may go.

    In any stretch of time no more goes than its length times the rate, and one part.
    """

    def __init__(self, bytes_per_s: float) -> None:
        """0: no limit."""
        self._rate = bytes_per_s
        self._paid_at = 0.0  # when all that went will have been paid for

    def wait_s(self, now: float) -> float:
        """How long the next part has to wait."""
        return max(0.0, self._paid_at - now) if self._rate else 0.0

    def went(self, amount: int, now: float) -> None:
        """So many bytes began to go."""
        if self._rate:
            self._paid_at = max(self._paid_at, now) + amount / self._rate


class Pace:
    """Suits the parts to the line: about a second each, between 64 KiB and 4 MiB."""

    def __init__(self, limit_bytes_per_s: float = 0.0) -> None:
        """`limit_bytes_per_s`: for the bytes of files alone; 0 for none."""
        self._bucket = Bucket(limit_bytes_per_s)
        self._limit = limit_bytes_per_s
        self._careful_from = float(LARGEST_PART)  # half of what was lost
        self.part_bytes = self._within(FIRST_PART)
        self.bytes_per_s = 0.0  # as of late, waiting included; 0 while nothing went

    def wait_s(self, now: float) -> float:
        """How long the next part has to wait for its turn."""
        return self._bucket.wait_s(now)

    def went(self, amount: int, began: float, now: float) -> None:
        """A part arrived: it began to go then, and its answer is here now."""
        self._bucket.went(amount, began)
        took = max(now - began, 0.001)
        if amount >= self.part_bytes or took > PART_S:  # a file's short end tells of delay alone
            fitting = amount * PART_S / took
            bold = 2 * self.part_bytes <= self._careful_from
            growing = self.part_bytes * (2 if bold else _CAREFUL)
            self.part_bytes = self._within(min(fitting, growing))
        elif amount < LEAST_PART and self.bytes_per_s:
            return
        speed = amount / took
        if self._limit:
            speed = min(speed, self._limit)
        weight = _WEIGHT if self.bytes_per_s else 1.0
        self.bytes_per_s += weight * (speed - self.bytes_per_s)

    def lost(self, amount: int, began: float) -> None:
        """A part went and no answer came: the line was paid for, and the next is smaller."""
        self._bucket.went(amount, began)
        self._careful_from = self.part_bytes / 2
        self.part_bytes = self._within(self._careful_from)

    def _within(self, wanted: float) -> int:
        most = min(LARGEST_PART, self._limit * PART_S) if self._limit else LARGEST_PART
        return int(max(LEAST_PART, min(wanted, most)))
