"""Money of a counter by payment method, in whole đồng: notes, and what the book expects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

CASH: Final = "cash"
OTHER: Final = "other"
METHODS: Final = (CASH, "transfer", "card")
"""Payment methods; any other word counts as `OTHER`."""

LARGEST: Final = 10**12
"""đồng; beyond it, or below zero, an amount is not believed: it is counted, not added."""

DENOMINATIONS: Final = (
    500_000,
    200_000,
    100_000,
    50_000,
    20_000,
    10_000,
    5_000,
    2_000,
    1_000,
    500,
    200,
    100,
)
"""What can be in a drawer, notes and coins alike. Source: docs/sources.md S-54."""

MOST_NOTES: Final = 1_000_000
"""Of one denomination."""

TOLERANCE: Final = 10_000
"""đồng by method, where the office says nothing; more needs a second person. Source: S-57."""

Notes: TypeAlias = tuple[tuple[int, int], ...]
"""Denomination in đồng, and how many of it."""

Amounts: TypeAlias = tuple[tuple[str, int], ...]
"""Payment method and đồng."""


def method_of(told: str) -> str:
    """The payment method that a word counts as."""
    return told if told in METHODS else OTHER


def believable(amount: int) -> bool:
    """Whether an amount is added to anything."""
    return 0 <= amount <= LARGEST


def notes_sum(notes: Notes) -> int:
    """What these notes come to."""
    return sum(worth * count for worth, count in notes)


def unknown_notes(notes: Notes) -> bool:
    """Whether a denomination is not in circulation or stands twice, or a number of notes cannot
    be."""
    worths = [worth for worth, _ in notes]
    if len(set(worths)) != len(worths) or not set(worths) <= set(DENOMINATIONS):
        return True
    return any(not 0 <= count <= MOST_NOTES for _, count in notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One payment method of a session. The one definition of expected money: `expected`.

    Source: docs/sources.md S-55.
    """

    opening: int = 0  # the float
    fees: int = 0  # how many
    received: int = 0
    refunds: int = 0  # how many
    refunded: int = 0
    moved_in: int = 0
    moved_out: int = 0

    @property
    def expected(self) -> int:
        """What should be there: negative where more went out than was there."""
        return self.opening + self.received - self.refunded + self.moved_in - self.moved_out

    def __add__(self, other: Flow) -> Flow:
        return Flow(
            opening=self.opening + other.opening,
            fees=self.fees + other.fees,
            received=self.received + other.received,
            refunds=self.refunds + other.refunds,
            refunded=self.refunded + other.refunded,
            moved_in=self.moved_in + other.moved_in,
            moved_out=self.moved_out + other.moved_out,
        )


NOTHING: Final = Flow()
Flows: TypeAlias = Mapping[str, Flow]
"""By payment method."""


def together(flows: Iterable[Flows]) -> Flows:
    """The sum of several, method by method."""
    found: dict[str, Flow] = {}
    for each in flows:
        for method, flow in each.items():
            found[method] = found.get(method, NOTHING) + flow
    return found


def by_method(amounts: Amounts) -> dict[str, int]:
    """Amounts by the method that they count as; what is told twice is added."""
    found: dict[str, int] = {}
    for told, amount in amounts:
        method = method_of(told)
        found[method] = found.get(method, 0) + amount
    return found


def in_methods(amounts: Mapping[str, int]) -> Amounts:
    """The same as a fact keeps it: sorted, zeros left out."""
    return tuple((method, amounts[method]) for method in sorted(amounts) if amounts[method])
