"""How often a device may ask. Pure: told the time; each worker process keeps its own count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from domain.moment import Moment

PER_SECOND: Final = 50.0
"""Scans on a local network ask some thirty times a second; facts once in half a minute."""

BURST: Final = 500.0
MOST_DEVICES: Final = 10_000
"""Devices remembered; the count begins anew for everybody when there are more."""


@dataclass(slots=True)
class Allowance:
    """Lets each device ask at a rate, after a burst."""

    per_second: float = PER_SECOND
    burst: float = BURST
    _left: dict[bytes, tuple[float, Moment]] = field(default_factory=dict)

    def may(self, device: bytes, now: Moment) -> bool:
        """Whether this request is within the allowance; it counts either way."""
        if len(self._left) > MOST_DEVICES:
            self._left.clear()
        left, since = self._left.get(device, (self.burst, now))
        grown = min(self.burst, left + max(0, now - since) / 1000 * self.per_second)
        self._left[device] = (max(grown - 1, 0.0), now)
        return grown >= 1
