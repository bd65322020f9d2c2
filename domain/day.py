"""The end of a day, as the centre tells it: counters sealed one by one, then the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.facts import Apart, Fact
from domain.identifiers import Day, DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySealed(Fact):
    """Counter and centre counted the same and both signed; subject: the counter.

    The whole certificate is told, so that every store of the office can show it, and a centre
    restored from an older copy learns it again.
    """

    kind: ClassVar[str] = "day.sealed"
    apart = Apart.BOTH_COUNT

    day: Day
    device: DeviceId
    number: int  # of this counter: 1, 2, 3 …
    hash: bytes  # of the certificate's document; the counter's next one names it
    certificate: bytes  # document, signature and countersignature, as in a file


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDaySealed(Fact):
    """Every counter of the office that wrote anything that day is sealed; subject: the centre in
    this office.

    A counter that is closed once more the same day makes another one, which names that too.
    """

    kind: ClassVar[str] = "office.day_sealed"
    apart = Apart.LAST_STANDS

    day: Day
    certificates: tuple[bytes, ...]  # hashes, sorted
