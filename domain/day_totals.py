"""What a day comes to, counted from facts alone: the same function at the counter and the centre.

The result is named integers and two hashes, so that whoever compares them needs no rule of ours.
Facts that the centre set aside are counted apart: they move no money and use no number, but they
say why a number is missing. What a person said of a number is counted in its series.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

from domain.cash import believable, method_of
from domain.codes import NotADossierCode, parse_code
from domain.day_cash import cash_totals
from domain.day_matters import NumberExplained
from domain.deciding import ConflictDecided
from domain.dossier import DossierReceived, FeeJoined, FeeRefunded, FeeTaken, ScanAttached
from domain.facts import Fact, Unread
from domain.history import Entry
from domain.identifiers import Day
from domain.number_ranges import Ranges, gaps, merged, runs, size, split, words
from domain.session import KINDS as SESSION_KINDS
from domain.session import SessionClosed, SessionOpened

RULES: Final = 3
"""Raised with every change of what is counted: two sides of different rules cannot agree."""

LISTED_KINDS: Final = 60
LISTED_SERIES: Final = 12
"""What a certificate has room for: the rest is one number."""

_OF_SESSIONS: Final = (FeeTaken, FeeJoined, FeeRefunded, ConflictDecided, *SESSION_KINDS)
_LONGEST_KIND: Final = 50
_RECEIPT: Final = re.compile("([0-9A-Z]{1,20})-([0-9]{1,9})")


class Series(NamedTuple):
    """Numbers that follow each other: an agency's serials of one day and width, or receipts.

    A counter's standing range has one width of serials and its reserve another, so a jump from the
    one to the other is no gap (docs/sources.md S-12).
    """

    sort: str  # numbers, receipts, sessions, z
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
    twice: Ranges  # used again, and nobody said why
    explained: Ranges  # missing or used again, and somebody said why


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
            f"\t{words(each.missing)}\t{words(each.aside)}\t{words(each.twice)}"
            f"\t{words(each.explained)}\n"
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
        self._explained: dict[Series, list[tuple[int, int]]] = defaultdict(list)
        self._blobs: set[bytes] = set()
        self._cash: list[Entry] = []

    def take(self, kind: str, entry: Entry, *, aside: bool) -> None:
        self._facts += 1
        self._totals["other_days"] += entry.day != self._day
        if aside:
            self._totals["aside"] += 1
        else:
            self._kinds[kind[:_LONGEST_KIND]] += 1
            self._totals["unread"] += isinstance(entry.fact, Unread)
            if isinstance(entry.fact, _OF_SESSIONS):
                self._cash.append(entry)
        self._count(entry.fact, aside=aside)

    def _count(self, fact: Fact, *, aside: bool) -> None:
        match fact:
            case FeeTaken():
                self._money(fact, aside=aside)
                self._number(_receipt(fact.receipt), aside=aside)
            case DossierReceived(code=code):
                self._number(serial_of(code), aside=aside)
            case NumberExplained(sort=sort, series=series, first=first, last=last) if not aside:
                self._explained[Series(sort, series)].append((first, last))
            case SessionOpened(series=series, number=number):
                self._number(_of_counter("sessions", series, number), aside=aside)
            case SessionClosed(series=series, z=z):
                self._number(_of_counter("z", series, z), aside=aside)
            case ScanAttached(sha256=sha256) if not aside:
                self._blobs.add(sha256)
            case _:
                return

    def _money(self, fee: FeeTaken, *, aside: bool) -> None:
        method = method_of(fee.method)
        name = f"aside.{method}" if aside else method
        self._totals[f"fees.{name}"] += 1
        if believable(fee.amount):
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
            _line(series, self._series[series], merged(self._explained[series]), earlier)
            for series in sorted(self._series)
        )
        totals = {name: value for name, value in self._totals.items() if value}
        totals |= cash_totals(self._cash)
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


def _line(series: Series, numbers: _Numbers, explained: Ranges, earlier: Mapping[str, int]) -> Line:
    """A series of the interval; a gap towards the certificate before counts as well."""
    known = sorted(numbers.used | numbers.aside)
    before = earlier.get(f"{series.sort}.{series.name}.last", 0)
    again = numbers.twice | {number for number in numbers.used if number <= before}
    missing, why_missing = split(gaps([before, *known] if before else known), explained)
    twice, why_twice = split(runs(sorted(again)), explained)
    return Line(
        sort=series.sort,
        name=series.name,
        first=known[0],
        last=max(known[-1], before),
        count=len(numbers.used),
        missing=missing,
        aside=runs(sorted(numbers.aside - numbers.used)),
        twice=twice,
        explained=merged([*why_missing, *why_twice]),
    )


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
            ("explained", line.explained),
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
    """A series without a day: its last number is carried from certificate to certificate."""
    return name.startswith(("receipts.", "sessions.", "z.")) and name.endswith(".last")


def _receipt(number: str) -> tuple[Series, int] | None:
    found = _RECEIPT.fullmatch(number)
    return (Series("receipts", found[1]), int(found[2])) if found else None


def _of_counter(sort: str, series: str, number: int) -> tuple[Series, int] | None:
    found = _RECEIPT.fullmatch(f"{series}-{number}")
    return (Series(sort, found[1]), int(found[2])) if found else None


def serial_of(code: str) -> tuple[Series, int] | None:
    """The series of a dossier's code and its place there; None for a code of another form."""
    try:
        parts = parse_code(code)
    except NotADossierCode:
        return None
    return Series("numbers", f"{parts.agency}-{parts.day:%y%m%d}.{parts.digits}"), parts.serial
