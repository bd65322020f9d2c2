"""Cuts of one device's chains, and what lies between two of them.

A cut is the tips of all its epochs and branches, sorted: a tip names all that lies before it. What
lies between two cuts falls into intervals, one for each tip of the later cut, in its order: what
this tip names and neither the earlier cut nor a tip before it does. Branch numbers, a store's own
business, are nowhere told, so both ends find the same intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sync.protocol.chains import (
    NOWHERE,
    Branch,
    ChainStore,
    Hole,
    Place,
    Tree,
    grouped,
    id_at,
    tips,
)
from sync.protocol.errors import PeerBrokeProtocol, SyncError
from sync.protocol.frame import Sealed
from sync.protocol.heads import Head

Cut: TypeAlias = tuple[Head, ...]
Piece: TypeAlias = tuple[int, int, int]
"""Owning branch, first and last seq, as a store has them."""

Counts: TypeAlias = Callable[[Sealed], bool]
"""Whether a fact belongs to the day that is closed."""

_PAGE: Final = 1_000
_FEW: Final = 64


class NotHeld(SyncError):
    """Facts that a cut names are not here, or not yet: exchange and repair come first."""

    def __init__(self, places: Iterable[Head]) -> None:
        super().__init__("chưa đủ các việc mà chứng nhận nêu tên")
        self.places = tuple(places)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A gapless stretch of one chain; the ids are those of the facts at both ends."""

    epoch: int
    first: int
    first_id: bytes
    last: int
    last_id: bytes


@dataclass(frozen=True, slots=True)
class Drift:
    """The bytes at a place hash to `found`, while what follows names `named` there."""

    epoch: int
    seq: int
    named: bytes
    found: bytes


@dataclass(frozen=True, slots=True)
class Stretch:
    """An interval as a store has it, not yet read."""

    epoch: int
    pieces: tuple[Piece, ...]
    last_id: bytes


@dataclass(slots=True)
class Reading:
    """What came of reading the stretches of a device."""

    facts: int = 0
    intervals: list[Interval] = field(default_factory=list)
    missing: list[Hole] = field(default_factory=list)
    drifted: list[Drift] = field(default_factory=list)


class Lineages:
    """One device's branches in a store, and which parts of them a cut names."""

    def __init__(self, store: ChainStore, device: bytes) -> None:
        self._store = store
        self._device = device
        self._own = [branch for branch in store.branches() if branch.device == device]
        self._trees = {epoch: Tree(group) for (_, epoch), group in grouped(self._own).items()}

    def named_by(self, cut: Cut) -> Callable[[int, int, int], bool]:
        """Whether a cut names a place, told as epoch, owning branch and seq. Raises NotHeld."""
        covered = self._covered(cut)
        return lambda epoch, owner, seq: seq <= covered.get((epoch, owner), 0)

    def cut(self, since: Cut, counts: Counts) -> Cut:
        """Every lineage up to its last fact that counts, and never less than `since`.

        Read from the tips downwards, so that it costs what was written after that fact. Raises
        NotHeld.
        """
        covered = self._covered(since)

        def reach(branch: Branch) -> Place:
            return self._last_counted(branch, covered, counts)

        return tuple(sorted(tips(self._own, reach)))

    def between(self, since: Cut, until: Cut) -> list[Stretch]:
        """What `until` names and `since` does not.

        Raises NotHeld; PeerBrokeProtocol where `until` is no cut, or goes back behind `since`.
        """
        covered = self._covered(since)
        ends = [(head, self._owner(head)) for head in until]
        self._check(since, ends)
        found: list[Stretch] = []
        for head, owner in ends:
            tree = self._trees[head.epoch]
            pieces = self._open(tree, head.epoch, owner, head.seq, covered)
            if pieces:
                found.append(Stretch(head.epoch, tuple(pieces), head.id))
            self._cover(covered, head, owner)
        return found

    def left_out(self, cut: Cut, counts: Counts) -> list[Head]:
        """Tips held here whose branch the cut should have named: it holds facts that count.

        What was written on top of the cut's own tips is the next certificate's.
        """
        covered = self._covered(cut)
        named = {(head.epoch, self._owner(head), head.seq) for head in cut}
        found = []
        for branch in self._own:
            tree = self._trees[branch.epoch]
            pieces = self._open(tree, branch.epoch, branch.no, branch.seq, covered)
            if not pieces or self._on_top(tree, branch, pieces[0], named):
                continue
            if any(counts(fact) for fact in self._facts(branch.epoch, pieces)):
                found.append(Head(self._device, branch.epoch, *branch.tip))
        return found

    def beyond(self, cut: Cut, counts: Counts) -> bool:
        """Whether anything that counts was written and is not named by the cut."""
        covered = self._covered(cut)
        for branch in self._own:
            tree = self._trees[branch.epoch]
            pieces = self._open(tree, branch.epoch, branch.no, branch.seq, covered)
            if any(counts(fact) for fact in self._facts(branch.epoch, pieces, _FEW)):
                return True
        return False

    def read(self, stretches: Sequence[Stretch], reading: Reading) -> Iterator[Sealed]:
        """All facts of the stretches, re-hashed; `reading` is whole once they were taken.

        Each fact is named by the one above it, the last by the cut: bytes that hash to another id
        than the one named have drifted.
        """
        for stretch in stretches:
            yield from self._read(stretch, reading)

    def _read(self, stretch: Stretch, reading: Reading) -> Iterator[Sealed]:
        first = expected = stretch.pieces[0][1]
        last = stretch.pieces[-1][2]
        first_id, before = b"", b""
        for fact in self._facts(stretch.epoch, stretch.pieces):
            seq, prev = fact.frame.seq, fact.frame.prev
            if seq > expected:
                reading.missing.append(self._hole(stretch.epoch, expected, seq - 1, prev))
            elif before and prev != before:
                reading.drifted.append(Drift(stretch.epoch, seq - 1, prev, before))
            first_id = fact.id if seq == first else first_id
            expected, before = seq + 1, fact.id
            reading.facts += 1
            yield fact
        if expected <= last:
            reading.missing.append(self._hole(stretch.epoch, expected, last, stretch.last_id))
        elif before != stretch.last_id:
            reading.drifted.append(Drift(stretch.epoch, last, stretch.last_id, before))
        reading.intervals.append(Interval(stretch.epoch, first, first_id, last, stretch.last_id))

    def _hole(self, epoch: int, first: int, last: int, id_: bytes) -> Hole:
        return Hole(device=self._device, epoch=epoch, first=first, last=last, id=id_)

    def _facts(self, epoch: int, pieces: Iterable[Piece], page: int = _PAGE) -> Iterator[Sealed]:
        """In pages: the first certificate of an old store may have a million facts."""
        for owner, first, last in pieces:
            for start in range(first, last + 1, page):
                end = min(last, start + page - 1)
                yield from self._store.facts(self._device, epoch, owner, start, end)

    def _owner(self, head: Head) -> int:
        """The branch whose own facts hold this place. Raises NotHeld."""
        tree = self._trees.get(head.epoch)
        for branch in tree.branches.values() if tree else ():
            if tree and branch.tip == (head.seq, head.id):
                return tree.segment(branch.no, head.seq)
        places = self._store.places(self._device, head.epoch, head.seq, head.seq)
        for _, owner, id_ in places:
            if id_ == head.id and head.device == self._device:
                return owner
        raise NotHeld([head])

    def _covered(self, cut: Cut) -> dict[tuple[int, int], int]:
        return self._union([(head, self._owner(head)) for head in cut])

    def _union(self, ends: Iterable[tuple[Head, int]]) -> dict[tuple[int, int], int]:
        """How far each branch's own facts are named by any of these places."""
        covered: dict[tuple[int, int], int] = {}
        for head, owner in ends:
            self._cover(covered, head, owner)
        return covered

    def _cover(self, covered: dict[tuple[int, int], int], head: Head, owner: int) -> None:
        for no, _, last in self._trees[head.epoch].pieces(owner, 1, head.seq):
            key = (head.epoch, no)
            covered[key] = max(covered.get(key, 0), last)

    def _open(
        self, tree: Tree, epoch: int, no: int, seq: int, covered: dict[tuple[int, int], int]
    ) -> list[Piece]:
        """The part of a lineage that is not covered: always its end, since a cut names all that
        lies before it."""
        return [
            (owner, start, last)
            for owner, first, last in tree.pieces(no, 1, seq)
            if (start := max(first, covered.get((epoch, owner), 0) + 1)) <= last
        ]

    def _check(self, since: Cut, ends: Sequence[tuple[Head, int]]) -> None:
        """A cut names no place on another one's way, and goes on from the cut before it."""
        for at, (head, owner) in enumerate(ends):
            others = self._union([*ends[:at], *ends[at + 1 :]])
            if others.get((head.epoch, owner), 0) >= head.seq:
                raise PeerBrokeProtocol("vết cắt của chứng nhận nêu một chuỗi hai lần")
        reached = self._union(ends)
        if any(reached.get((h.epoch, self._owner(h)), 0) < h.seq for h in since):
            raise PeerBrokeProtocol("vết cắt của chứng nhận lùi lại sau chứng nhận trước")

    def _last_counted(
        self, branch: Branch, covered: dict[tuple[int, int], int], counts: Counts
    ) -> Place:
        tree = self._trees[branch.epoch]
        pieces = self._open(tree, branch.epoch, branch.no, branch.seq, covered)
        size = 1  # nearly always the tip itself belongs to the day
        for owner, first, last in reversed(pieces):
            end = last
            while end >= first:
                start = max(first, end - size + 1)
                page = list(self._store.facts(self._device, branch.epoch, owner, start, end))
                if len(page) < end - start + 1:
                    raise NotHeld([Head(self._device, branch.epoch, *branch.tip)])
                for fact in reversed(page):
                    if counts(fact):
                        return fact.frame.seq, fact.id
                end, size = start - 1, _FEW
        below = pieces[0][1] - 1 if pieces else branch.seq
        if below < 1:
            return NOWHERE
        return below, id_at(self._store, tree, branch.no, below) or b""

    def _on_top(
        self, tree: Tree, branch: Branch, piece: Piece, named: set[tuple[int, int, int]]
    ) -> bool:
        below = piece[1] - 1
        return below > 0 and (branch.epoch, tree.segment(branch.no, below), below) in named
