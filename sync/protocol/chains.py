"""A device's facts of one epoch: one chain, or several branches after its store was set back.

Both ends keep them as branches. A branch has a number of its own only for what it added: up to
`since - 1` its facts are those of its parent. The numbers are a store's own business; what the
ends tell each other are tips, the facts that nothing follows. A tip names all that lies before
it, so equal tips mean equal histories, whatever order the branches came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeAlias

from sync.protocol.frame import NO_PREVIOUS, Sealed
from sync.protocol.heads import Head

Place: TypeAlias = tuple[int, bytes]
"""A seq and the id that stands there."""

NOWHERE: Final[Place] = (0, NO_PREVIOUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One branch as a store keeps it. `seq` 0: an epoch that was granted and holds nothing yet."""

    device: bytes
    epoch: int
    seq: int
    id: bytes
    no: int = 0
    parent: int = 0
    since: int = 1
    shared: Place = NOWHERE  # how far the other end is known to hold it; the centre leaves this
    vouched: Place = NOWHERE  # what `signature` covers
    signature: bytes = b""

    @property
    def tip(self) -> Place:
        """Its last fact."""
        return self.seq, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Facts that a chain should have and whose bytes are missing or no longer hash.

    `id` is that of the fact at `last`: what lies above names it; of a hole that the other end told
    its beginning alone. `branch` is the store's own.
    """

    device: bytes
    epoch: int
    first: int
    last: int
    id: bytes
    branch: int = 0

    @property
    def size(self) -> int:
        """How many facts."""
        return self.last - self.first + 1

    @property
    def top(self) -> Place:
        """Its uppermost place."""
        return self.last, self.id

    def tops(self, seq: int, id_: bytes) -> bool:
        """Whether this fact is the hole's uppermost."""
        return seq == self.last and id_.startswith(self.id)


class Tree:
    """The branches of one device's epoch."""

    def __init__(self, branches: Iterable[Branch]) -> None:
        self.branches: Mapping[int, Branch] = {branch.no: branch for branch in branches}

    def segment(self, no: int, seq: int) -> int:
        """The branch whose own facts hold this place of a lineage."""
        for _ in self.branches:
            branch = self.branches[no]
            if seq >= branch.since or branch.parent == no:
                return no
            no = branch.parent
        return self._below_all(no)

    def _below_all(self, no: int) -> int:
        """A branch whose upper part turned out to grow from one of its own: below all of them the
        facts are its own again."""
        ring = [no]
        while (parent := self.branches[ring[-1]].parent) != no:
            ring.append(parent)
        return self.branches[min(ring, key=lambda each: self.branches[each].since)].parent

    def _begins(self, owner: int, seq: int) -> int:
        """The lowest place of a branch's own facts that reach up to this one."""
        since = self.branches[owner].since
        return since if seq >= since else 1

    def follows(self, no: int, segment: int, seq: int) -> bool:
        """Whether a place, told as the branch that owns it, lies on the lineage of `no`."""
        return seq <= self.branches[no].seq and self.segment(no, seq) == segment

    def together(self, one: int, other: int, seq: int) -> int:
        """The highest place up to `seq` that lies on both lineages; 0 where none does."""
        at = min(seq, self.branches[one].seq, self.branches[other].seq)
        while at > 0:
            owners = self.segment(one, at), self.segment(other, at)
            if owners[0] == owners[1]:
                return at
            at = max(self._begins(owner, at) for owner in owners) - 1
        return 0

    def pieces(self, no: int, first: int, last: int) -> list[tuple[int, int, int]]:
        """A stretch of a lineage as (owning branch, first, last), ascending."""
        found: list[tuple[int, int, int]] = []
        while last >= first:
            owner = self.segment(no, last)
            start = max(first, self._begins(owner, last))
            found.append((owner, start, last))
            last = start - 1
        return found[::-1]


def tips(
    branches: Iterable[Branch], reach: Callable[[Branch], Place] = lambda branch: branch.tip
) -> tuple[Head, ...]:
    """The facts that nothing follows, each branch taken as far as `reach` says."""
    found: list[Head] = []
    for (device, epoch), group in grouped(branches).items():
        if len(group) == 1:  # nearly all
            ends = [reach(group[0])]
        else:
            ends = _tips_of_tree(Tree(group), {branch.no: reach(branch) for branch in group})
        found += [Head(device, epoch, seq, id_) for seq, id_ in ends if seq > 0]
    return tuple(found)


def _tips_of_tree(tree: Tree, ends: Mapping[int, Place]) -> list[Place]:
    """The ends that lie on no other lineage's way."""
    places = {(tree.segment(no, seq), seq): (seq, id_) for no, (seq, id_) in ends.items() if seq}
    return [
        end
        for (owner, seq), end in places.items()
        if not any(ends[no][0] > seq and tree.segment(no, seq) == owner for no in tree.branches)
    ]


def grouped(branches: Iterable[Branch]) -> dict[tuple[bytes, int], list[Branch]]:
    """By device and epoch, each group by number."""
    groups: dict[tuple[bytes, int], list[Branch]] = {}
    for branch in branches:
        groups.setdefault((branch.device, branch.epoch), []).append(branch)
    for group in groups.values():
        group.sort(key=lambda branch: branch.no)
    return groups


class ChainStore(Protocol):
    """One scope's chains inside one transaction of whoever keeps them."""

    def branches(self) -> Sequence[Branch]:
        """All of the scope, in the order of device, epoch and number."""

    def of(self, device: bytes, epoch: int) -> Sequence[Branch]:
        """Those of one device's epoch, by number."""

    def places(
        self, device: bytes, epoch: int, first: int, last: int
    ) -> Iterable[tuple[int, int, bytes]]:
        """(seq, branch, id) of the facts whose bytes are here, in any order."""

    def facts(
        self, device: bytes, epoch: int, branch: int, first: int, last: int
    ) -> Iterator[Sealed]:
        """A branch's own facts between two places, ascending, those of holes left out."""

    def holes(self) -> Sequence[Hole]:
        """All that are known and not healed."""

    def keep(self, facts: Sequence[Sealed], branch: int) -> None:
        """Add facts after the branch's last one, or above a gap."""

    def heal(self, facts: Sequence[Sealed], branch: int) -> None:
        """Put facts back at their places within a hole."""

    def set_branch(self, branch: Branch) -> None:
        """Add or change a branch."""

    def merge(self, branch: Branch, into: Branch) -> None:
        """A branch turned out to continue another: its facts, children and holes become that
        one's, which reaches as far now and is vouched for as it was."""

    def set_hole(self, before: Hole | None, after: Hole | None) -> None:
        """Open, shrink or close a hole."""


def merged(branch: Branch, into: Branch) -> Branch:
    """`into` with the facts of a branch that continues it."""
    return replace(
        into,
        seq=branch.seq,
        id=branch.id,
        shared=max(branch.shared, into.shared),
        vouched=branch.vouched,
        signature=branch.signature,
    )


def id_at(store: ChainStore, tree: Tree, no: int, seq: int) -> bytes | None:
    """What stands at a place of a lineage; None where nothing does."""
    branch = tree.branches[no]
    if seq == branch.seq:
        return branch.id
    owner = tree.segment(no, seq)
    for _, where, id_ in store.places(branch.device, branch.epoch, seq, seq):
        if where == owner:
            return id_
    return None
