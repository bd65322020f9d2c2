"""What happens to a counter session (phiên quầy): a drawer, and who answers for it.

The subject of all of these is the session, a key of its own. Fees and refunds are facts about
their dossier and name the session (`domain.dossier`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from domain.cash import Amounts, Notes
from domain.facts import Apart, Fact
from domain.identifiers import DeviceId, OfficerId

COURSE: Final = "session.course"
"""Who goes on with a session, or that it is over: two devices apart may say both."""

OPENING: Final = "session.opened"
"""A session is opened once."""

MATTERS: Final = (COURSE, OPENING)

TO_SAFE: Final = "to_safe"
TO_BANK: Final = "to_bank"
FROM_SAFE: Final = "from_safe"
WAYS: Final = (TO_SAFE, TO_BANK, FROM_SAFE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened(Fact):
    """A drawer with its float, under the next number of the counter's gapless series."""

    kind: ClassVar[str] = "session.opened"
    apart = Apart.PERSON_DECIDES

    series: str  # the counter's, as on its receipts: "Q3"
    number: int  # 1, 2, 3 …
    notes: Notes  # the float
    officer: OfficerId

    @property
    def matter(self) -> str:
        """Against another opening."""
        return OPENING


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSuspended(Fact):
    """Nobody is at the counter for a while; the drawer stays as it is."""

    kind: ClassVar[str] = "session.suspended"
    apart = Apart.LAST_STANDS

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResumed(Fact):
    """Somebody is back."""

    kind: ClassVar[str] = "session.resumed"
    apart = Apart.LAST_STANDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTakenOver(Fact):
    """Another officer or another device goes on with the session: all of it stays."""

    kind: ClassVar[str] = "session.taken_over"
    apart = Apart.PERSON_DECIDES

    device: DeviceId  # that goes on
    officer: OfficerId  # who goes on
    from_device: DeviceId
    from_officer: OfficerId
    reason: str

    @property
    def matter(self) -> str:
        """Against another take-over, and against a closing."""
        return COURSE

    @property
    def says(self) -> object:
        """Who goes on, whatever the reason."""
        return (self.device, self.officer)


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMoved(Fact):
    """Cash between the drawer and the safe or the bank, with its paper."""

    kind: ClassVar[str] = "session.cash_moved"
    apart = Apart.BOTH_COUNT

    way: str  # one of WAYS
    amount: int  # đồng
    receiver: str  # who took it, or gave it
    document: str = ""  # number of the paper


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCounted(Fact):
    """What somebody counted without seeing the book. Every count stays; the last one counts."""

    kind: ClassVar[str] = "session.counted"
    apart = Apart.BOTH_COUNT

    notes: Notes  # in the drawer
    others: Amounts = ()  # by other method: sum of the slips or of the terminal's receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceExplained(Fact):
    """Why what was counted is not what the book expects, by method."""

    kind: ClassVar[str] = "session.difference_explained"
    apart = Apart.BOTH_COUNT

    differences: Amounts  # counted less expected, đồng: below zero, it lacks
    reason: str
    tolerance: int  # đồng by method that was in force
    approver: bytes = b""  # the second officer; empty within the tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClosed(Fact):
    """The end, under the next Z number of the counter that closes."""

    kind: ClassVar[str] = "session.closed"
    apart = Apart.PERSON_DECIDES

    series: str  # of the counter that closes
    z: int  # 1, 2, 3 …
    expected: Amounts  # as this counter's book had it
    counted: Amounts

    @property
    def matter(self) -> str:
        """Against another closing, and against a take-over."""
        return COURSE


KINDS: Final = (
    SessionOpened,
    SessionSuspended,
    SessionResumed,
    SessionTakenOver,
    CashMoved,
    SessionCounted,
    DifferenceExplained,
    SessionClosed,
)
