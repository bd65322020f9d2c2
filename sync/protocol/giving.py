"""Giving what the other end lacks, in bounded messages: the ends of chains, and healed holes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sync.protocol.chains import NOWHERE, Branch, ChainStore, Hole, Place, Tree, grouped, id_at
from sync.protocol.frame import Run, Sealed
from sync.protocol.heads import Head, statement

MAX_BYTES: Final = 1024 * 1024
"""Of facts in one message, before compression."""

_CHUNK: Final = 128
_ENVELOPE: Final = 320
"""Bytes of an envelope, at most, without its basis."""


@dataclass(slots=True)
class Room:
    """What still fits into one message."""

    facts: int
    bytes: int = MAX_BYTES

    def full(self) -> bool:
        """Whether nothing more fits."""
        return self.facts <= 0 or self.bytes <= 0

    def use(self, fact: Sealed) -> None:
        """One more fact."""
        self.facts -= 1
        self.bytes -= len(fact.frame.body) + 32 * len(fact.frame.basis) + _ENVELOPE


Vouch = Callable[[Branch, Sealed], tuple[bytes, Place]]
"""The signature for a run that ends here, and the place that it covers."""


def as_stored(branch: Branch, _last: Sealed) -> tuple[bytes, Place]:
    """The signature that came with the branch."""
    return branch.signature, branch.vouched


def _named(_branch: Branch, _last: Sealed) -> tuple[bytes, Place]:
    """No signature: the asker's own chain names what tops its hole."""
    return b"", NOWHERE


def countersigning(scope: str, sign: Callable[[bytes], bytes]) -> Vouch:
    """The centre's word for any chain, at the very end of each run.

    Whatever a counter holds can so be given back to a centre that was restored since.
    """

    def vouch(branch: Branch, last: Sealed) -> tuple[bytes, Place]:
        place = (last.frame.seq, last.id)
        return sign(statement(scope, Head(branch.device, branch.epoch, *place))), place

    return vouch


def signing(scope: str, device: bytes, sign: Callable[[bytes], bytes]) -> Vouch:
    """Our own chains are signed where a run ends; others' as they came."""

    def vouch(branch: Branch, last: Sealed) -> tuple[bytes, Place]:
        if branch.device != device:
            return as_stored(branch, last)
        place = (last.frame.seq, last.id)
        return sign(statement(scope, Head(device, branch.epoch, *place))), place

    return vouch


def lacking(
    store: ChainStore, scope: str, theirs: Iterable[Head], room: Room, vouch: Vouch = as_stored
) -> tuple[list[Run], bool]:
    """Runs of what lies above the other end's heads, and whether more is left."""
    told: dict[tuple[bytes, int], list[Place]] = {}
    for head in theirs:
        told.setdefault((head.device, head.epoch), []).append((head.seq, head.id))
    runs: list[Run] = []
    for key, group in grouped(store.branches()).items():
        tree = Tree(group)
        for branch in group:
            start = max(common(store, tree, branch.no, told.get(key, ())) + 1, branch.since)
            if start > branch.seq:
                continue
            if room.full():
                return runs, True
            runs += upward(store, scope, branch, start, room, vouch)
            if room.full() and (not runs or runs[-1].last.frame.seq < branch.seq):
                return runs, True
    return runs, False


def common(store: ChainStore, tree: Tree, no: int, theirs: Iterable[Place]) -> int:
    """The highest seq of a lineage that the other end is known to hold.

    Whoever holds a fact of another branch holds what that one grew from.
    """
    best = 0
    for seq, id_ in theirs:
        for other in tree.branches.values():
            if seq > other.seq or (reach := tree.together(no, other.no, seq)) <= best:
                continue
            if (id_at(store, tree, other.no, seq) or b"").startswith(id_):
                best = reach
    return best


def upward(
    store: ChainStore, scope: str, branch: Branch, start: int, room: Room, vouch: Vouch
) -> list[Run]:
    """A branch's own facts from `start` on, as many as fit; a hole begins a run with a gap."""
    picked: list[Sealed] = []
    facts = store.facts(branch.device, branch.epoch, branch.no, start, branch.seq)
    for fact in facts:
        if room.full():
            break
        picked.append(fact)
        room.use(fact)
    return list(_runs(scope, branch, picked, start, vouch))


def downward(
    store: ChainStore, scope: str, branch: Branch, start: int, room: Room, vouch: Vouch
) -> list[Run]:
    """The top of a branch, for a chain that only its stored signature vouches for.

    A part of it from below would be vouched for by nothing that the other end has.
    """
    tree = Tree(store.of(branch.device, branch.epoch))
    picked = _top(store, tree, branch.no, start, room, branch.seq)
    return list(_runs(scope, branch, picked, start, vouch))


def fills(
    store: ChainStore, scope: str, holes: Iterable[Hole], room: Room, vouch: Vouch = as_stored
) -> list[Run]:
    """What the other end has lost and is here, each hole from its top downwards.

    Where its top is lost here too, the part below it, for as much as `vouch` answers.
    """
    runs: list[Run] = []
    for hole in holes:
        tree = Tree(store.of(hole.device, hole.epoch))
        if room.full() or not tree.branches:
            continue
        owner = _owner(store, tree, hole)
        if owner is None:
            runs += _below(store, scope, tree, hole, room, vouch)
        elif picked := _top(store, tree, owner, hole.first, room, hole.last):
            runs += _runs(scope, tree.branches[owner], picked, picked[0].frame.seq, _named)
    return runs


def _owner(store: ChainStore, tree: Tree, hole: Hole) -> int | None:
    for _, owner, id_ in store.places(hole.device, hole.epoch, hole.last, hole.last):
        if hole.tops(hole.last, id_) and owner in tree.branches:
            return owner
    return None


def _below(
    store: ChainStore, scope: str, tree: Tree, hole: Hole, room: Room, vouch: Vouch
) -> Iterator[Run]:
    """The same hole is here, but a smaller one: what lies in it from its bottom on."""
    for ours in store.holes():
        same = (ours.device, ours.epoch) == (hole.device, hole.epoch)
        if not same or not hole.tops(ours.last, ours.id) or ours.first <= hole.first:
            continue
        branch = tree.branches[ours.branch]
        last = min(ours.first - 1, hole.first + room.facts - 1)
        picked = [
            fact
            for owner, start, end in tree.pieces(branch.no, hole.first, last)
            for fact in store.facts(branch.device, branch.epoch, owner, start, end)
        ]
        if picked and picked[0].frame.seq == hole.first:
            run = next(_runs(scope, branch, picked, hole.first, vouch))
            yield replace(run, hole=ours.id)


def _top(
    store: ChainStore, tree: Tree, no: int, first: int, room: Room, last: int | None = None
) -> list[Sealed]:
    """The highest facts of a lineage that fit and follow each other, ascending."""
    branch = tree.branches[no]
    at = branch.seq if last is None else last
    picked: list[Sealed] = []
    while at >= first and not room.full():
        low = max(first, at - _CHUNK + 1)
        chunk = [
            fact
            for owner, start, end in tree.pieces(no, low, at)
            for fact in store.facts(branch.device, branch.epoch, owner, start, end)
        ]
        for fact in reversed(chunk):
            if fact.frame.seq != at or room.full():
                return picked[::-1]
            picked.append(fact)
            room.use(fact)
            at -= 1
        if at >= low:
            break
    return picked[::-1]


def _runs(
    scope: str, branch: Branch, facts: Sequence[Sealed], start: int, vouch: Vouch
) -> Iterator[Run]:
    """Facts of one branch as runs without holes inside."""
    cut = 0
    for at in range(1, len(facts) + 1):
        if at < len(facts) and facts[at].frame.seq == facts[at - 1].frame.seq + 1:
            continue
        part = tuple(facts[cut:at])
        signature, vouched = vouch(branch, part[-1])
        yield Run(
            scope=scope,
            device=branch.device,
            epoch=branch.epoch,
            facts=part,
            signature=signature,
            vouched=vouched,
            gap=part[0].frame.seq > start or cut > 0,
        )
        cut = at


def unsent(
    store: ChainStore, scope: str, device: bytes, sign: Callable[[bytes], bytes], room: Room
) -> list[Run]:
    """The next runs that the other end is not known to hold, our own device's or others'.

    Of others' chains only as far as a signature of theirs reaches: nobody would believe more.
    """
    vouch = signing(scope, device, sign)
    runs: list[Run] = []
    for group in grouped(store.branches()).values():
        tree = Tree(group)
        for branch in group:
            end = branch.seq if branch.device == device else _vouched_to(store, tree, branch)
            start = max(branch.shared[0] + 1, branch.since)
            if start > end:
                continue
            if room.full():
                return runs
            told = replace(branch, seq=end)
            fits = branch.device == device or end - start < room.facts
            part = (upward if fits else downward)(store, scope, told, start, room, vouch)
            runs += [run for run in part if run.vouched == (run.last.frame.seq, run.last.id)]
            if not part or part[-1].last.frame.seq < end:
                break  # a branch is told only after what it grows from
    return runs


def _vouched_to(store: ChainStore, tree: Tree, branch: Branch) -> int:
    """The place of a branch that its stored signature covers; 0 where it is not here (yet)."""
    seq, id_ = branch.vouched
    reached = branch.since <= seq <= branch.seq and id_at(store, tree, branch.no, seq) == id_
    return seq if reached else 0


def rungs(store: ChainStore, device: bytes) -> tuple[Head, ...]:
    """Places of our own chains at growing distance, so that a fork is found in one question."""
    found: list[Head] = []
    for (of, epoch), group in grouped(store.branches()).items():
        if of != device:
            continue
        tree = Tree(group)
        for branch in group:
            back = 1
            while back < branch.seq:
                id_ = id_at(store, tree, branch.no, branch.seq - back)
                if id_ is not None:
                    found.append(Head(device, epoch, branch.seq - back, id_))
                back *= 2
    return tuple(dict.fromkeys(found))
