"""Sets of whole numbers as runs: what lies between, what others cover, how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Numbers as first and last of each run, ascending."""


def gaps(known: Sequence[int]) -> Ranges:
    """What lies between numbers, and above the first; computed from the ends of each gap."""
    return tuple(
        (one + 1, other - 1)
        for one, other in pairwise(number for number in known if number >= known[0])
        if other - one > 1
    )


def runs(numbers: Sequence[int]) -> Ranges:
    """Ascending numbers, those that follow each other as one run."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ascending, none touching the next; what ends before it begins is left out."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(each for each in ranges if each[0] <= each[1]):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def split(ranges: Ranges, by: Ranges) -> tuple[Ranges, Ranges]:
    """What of ascending ranges lies outside others, and what within."""
    outside: list[tuple[int, int]] = []
    within: list[tuple[int, int]] = []
    others = iter(by)
    other = next(others, None)
    for first, last in ranges:
        at = first
        while other is not None and other[0] <= last:
            if other[1] >= at:
                if other[0] > at:
                    outside.append((at, other[0] - 1))
                within.append((max(at, other[0]), min(last, other[1])))
                at = within[-1][1] + 1
            if other[1] > last:
                break
            other = next(others, None)
        if at <= last:
            outside.append((at, last))
    return tuple(outside), tuple(within)


def size(ranges: Ranges) -> int:
    """How many numbers."""
    return sum(last - first + 1 for first, last in ranges)


def words(ranges: Ranges) -> str:
    """`3-3 7-9`, as the ledger has them."""
    return " ".join(f"{first}-{last}" for first, last in ranges)
