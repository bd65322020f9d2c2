"""What a day comes to, counted from facts alone: the same function at the counter and the centre.

The result is named integers and two hashes, so that whoever compares them needs no rule of ours.
Facts that the centre set aside are counted apart: they move no money and use no number, but they
explain why a number is missing.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Final, NamedTuple, TypeAlias

from domain.codes import NotADossierCode, parse_code
from domain.dossier import DossierReceived, FeeTaken, ScanAttached
from domain.facts import Fact, Unread
from domain.history import Entry
from domain.identifiers import Day

RULES: Final = 1
"""Raised with every change of what is counted: two sides of different rules cannot agree."""

METHODS: Final = ("cash", "transfer", "card")
LARGEST_FEE: Final = 10**12
"""đồng; beyond it, or below zero, an amount is not believed: it is counted, not added."""

LISTED_KINDS: Final = 60
LISTED_SERIES: Final = 12
"""What a certificate has room for: the rest is one number."""

_LONGEST_KIND: Final = 50
_RECEIPT: Final = re.compile("([0-9A-Z]{1,20})-([0-9]{1,9})")


Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Numbers as first and last of each run, ascending."""


class Series(NamedTuple):
    """Numbers that follow each other: an agency's serials of one day and width, or receipts.

    A counter's standing range has one width of serials and its reserve another, so a jump from the
    one to the other is no gap (docs/sources.md S-12).
    """

    sort: str  # numbers, receipts
    name: str


@dataclass(slots=True)
class _Numbers:
    used: set[int] = field(default_factory=set)
    aside: set[int] = field(default_factory=set)
    twice: set[int] = field(default_factory=set)

    def take(self, number: int, *, aside: bool) -> None:
        if aside:
            self.aside.add(number)
        elif number in self.used:
            self.twice.add(number)
        else:
            self.used.add(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series of the ledger."""

    sort: str
    name: str
    first: int
    last: int
    count: int
    missing: Ranges  # gaps that nothing explains
    aside: Ranges  # used by facts that were set aside, and by no other
    twice: Ranges  # used again


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTotals:
    """What the interval of a day comes to."""

    facts: int
    totals: Mapping[str, int]
    ledger: tuple[Line, ...]
    blobs: tuple[bytes, ...]  # SHA-256 of every scan named, sorted

    @property
    def ledger_text(self) -> str:
        """A line for each series, its fields between tabs."""
        return "".join(
            f"{each.sort}\t{each.name}\t{each.first}\t{each.last}\t{each.count}"
            f"\t{words(each.missing)}\t{words(each.aside)}\t{words(each.twice)}\n"
            for each in self.ledger
        )

    @property
    def ledger_hash(self) -> bytes:
        """Over the ledger's text."""
        return hashlib.sha256(self.ledger_text.encode()).digest()

    @property
    def blobs_hash(self) -> bytes:
        """Over the hashes of the scans, one after the other."""
        return hashlib.sha256(b"".join(self.blobs)).digest()


def day_totals(
    told: Iterable[tuple[str, Entry, bool]], day: Day, earlier: Mapping[str, int]
) -> DayTotals:
    """Count an interval.

    Args:
        told: kind as the envelope names it, the entry, and whether it was set aside.
        day: the day that is closed; facts of another day are counted, and told apart.
        earlier: the totals of the counter's certificate before this one: series go on from there.
    """
    count = _Count(day)
    for kind, entry, aside in told:
        count.take(kind, entry, aside=aside)
    return count.result(earlier)


class _Count:
    def __init__(self, day: Day) -> None:
        self._day = day
        self._facts = 0
        self._kinds: Counter[str] = Counter()
        self._totals: Counter[str] = Counter()
        self._series: dict[Series, _Numbers] = defaultdict(_Numbers)
        self._blobs: set[bytes] = set()

    def take(self, kind: str, entry: Entry, *, aside: bool) -> None:
        self._facts += 1
        self._totals["other_days"] += entry.day != self._day
        if aside:
            self._totals["aside"] += 1
        else:
            self._kinds[kind[:_LONGEST_KIND]] += 1
            self._totals["unread"] += isinstance(entry.fact, Unread)
        self._count(entry.fact, aside=aside)

    def _count(self, fact: Fact, *, aside: bool) -> None:
        match fact:
            case FeeTaken():
                self._money(fact, aside=aside)
                self._number(_receipt(fact.receipt), aside=aside)
            case DossierReceived(code=code):
                self._number(_serial(code), aside=aside)
            case ScanAttached(sha256=sha256) if not aside:
                self._blobs.add(sha256)
            case _:
                return

    def _money(self, fee: FeeTaken, *, aside: bool) -> None:
        method = fee.method if fee.method in METHODS else "other"
        name = f"aside.{method}" if aside else method
        self._totals[f"fees.{name}"] += 1
        if 0 <= fee.amount <= LARGEST_FEE:
            self._totals[f"money.{name}"] += fee.amount
        else:
            self._totals["money.doubtful"] += 1

    def _number(self, told: tuple[Series, int] | None, *, aside: bool) -> None:
        if told is None:
            self._totals["numbers.unreadable"] += 1
        else:
            series, number = told
            self._series[series].take(number, aside=aside)

    def result(self, earlier: Mapping[str, int]) -> DayTotals:
        ledger = tuple(
            _line(series, self._series[series], earlier) for series in sorted(self._series)
        )
        totals = {name: value for name, value in self._totals.items() if value}
        totals |= dict(_of_kinds(self._kinds)) | dict(_of_series(ledger))
        if self._blobs:
            totals["blobs"] = len(self._blobs)
        carried = {name: earlier[name] for name in sorted(earlier) if _goes_on(name)}
        carried = dict(islice(carried.items(), LISTED_SERIES))
        return DayTotals(
            facts=self._facts,
            totals=dict(sorted((carried | totals).items())),
            ledger=ledger,
            blobs=tuple(sorted(self._blobs)),
        )


def _line(series: Series, numbers: _Numbers, earlier: Mapping[str, int]) -> Line:
    """A series of the interval; a gap towards the certificate before counts as well."""
    known = sorted(numbers.used | numbers.aside)
    before = earlier.get(f"{series.sort}.{series.name}.last", 0)
    again = numbers.twice | {number for number in numbers.used if number <= before}
    return Line(
        sort=series.sort,
        name=series.name,
        first=known[0],
        last=max(known[-1], before),
        count=len(numbers.used),
        missing=_gaps([before, *known] if before else known),
        aside=_ranges(sorted(numbers.aside - numbers.used)),
        twice=_ranges(sorted(again)),
    )


def _gaps(known: Sequence[int]) -> Ranges:
    """What lies between numbers, and above the first; computed from the ends of each gap."""
    return tuple(
        (one + 1, other - 1)
        for one, other in pairwise(number for number in known if number >= known[0])
        if other - one > 1
    )


def _ranges(numbers: Sequence[int]) -> Ranges:
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def size(ranges: Ranges) -> int:
    """How many numbers."""
    return sum(last - first + 1 for first, last in ranges)


def _of_series(ledger: Sequence[Line]) -> Iterator[tuple[str, int]]:
    for line in ledger[:LISTED_SERIES]:
        start = f"{line.sort}.{line.name}"
        yield f"{start}.first", line.first
        yield f"{start}.last", line.last
        yield f"{start}.count", line.count
        for name, ranges in (
            ("missing", line.missing),
            ("aside", line.aside),
            ("twice", line.twice),
        ):
            if ranges:
                yield f"{start}.{name}", size(ranges)
    if len(ledger) > LISTED_SERIES:
        yield "series.others", len(ledger) - LISTED_SERIES


def _of_kinds(kinds: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    names = sorted(kinds)
    for name in names[:LISTED_KINDS]:
        yield f"kind.{name}", kinds[name]
    if len(names) > LISTED_KINDS:
        yield "kinds.others", sum(kinds[name] for name in names[LISTED_KINDS:])


def _goes_on(name: str) -> bool:
    """A receipt series has no day: its last number is carried from certificate to certificate."""
    return name.startswith("receipts.") and name.endswith(".last")


def _receipt(number: str) -> tuple[Series, int] | None:
    found = _RECEIPT.fullmatch(number)
    return (Series("receipts", found[1]), int(found[2])) if found else None


def _serial(code: str) -> tuple[Series, int] | None:
    try:
        parts = parse_code(code)
    except NotADossierCode:
        return None
    return Series("numbers", f"{parts.agency}-{parts.day:%y%m%d}.{parts.digits}"), parts.serial


def words(ranges: Ranges) -> str:
    """`3-3 7-9`, as the ledger has them."""
    return " ".join(f"{first}-{last}" for first, last in ranges)
