"""Holes of a store's chains: healed from above, from below, shared between branches, given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sync.protocol.chains import NOWHERE, Branch, ChainStore, Hole, Tree, id_at
from sync.protocol.frame import NO_PREVIOUS, Frame, Run, Sealed


def healed_by(store: ChainStore, run: Run, last: Sealed) -> Hole | None:
    """The hole whose top is this fact: its id was named by what lies above."""
    for hole in store.holes():
        same = (hole.device, hole.epoch, hole.last, hole.id)
        if same == (run.device, run.epoch, last.frame.seq, last.id):
            return hole
    return None


def heal(store: ChainStore, hole: Hole, stretch: Sequence[Sealed]) -> None:
    """Fill the hole from its top; what is left below is named by the lowest fact's `prev`."""
    fitting = [each for each in stretch if each.frame.seq >= hole.first]
    store.heal(fitting, hole.branch)
    lowest = fitting[0].frame
    store.set_hole(hole, None)
    if lowest.seq == 1 or _joined(store, hole, lowest.seq, lowest.prev):
        return
    first = hole.first
    if lowest.seq == hole.first:  # what stands below is not what this grows from
        first = _lower(store, hole, lowest.seq)
    left = replace(hole, first=first, last=lowest.seq - 1, id=lowest.prev)
    store.set_hole(None, left)
    if lower := stretch[: len(stretch) - len(fitting)]:
        heal(store, left, lower)


def _lower(store: ChainStore, hole: Hole, seq: int) -> int:
    """Let the branch of a hole begin further down; where its hole begins now."""
    branches = store.of(hole.device, hole.epoch)
    parent, reached = reach([each for each in branches if each.no != hole.branch], seq - 1)
    branch = Tree(branches).branches[hole.branch]
    if reached + 1 < branch.since:
        store.set_branch(replace(branch, parent=parent, since=reached + 1))
    return reached + 1


def close_shared(store: ChainStore, run: Run, fresh: Sequence[Sealed]) -> None:
    """Close holes whose top has come as another branch's fact: two may have lacked the same."""
    came = {(each.frame.seq, each.id) for each in fresh}
    for hole in store.holes():
        if (hole.device, hole.epoch) != (run.device, run.epoch) or hole.top not in came:
            continue
        for _, owner, id_ in store.places(hole.device, hole.epoch, hole.last, hole.last):
            if id_ == hole.id and owner != hole.branch:
                store.set_hole(hole, None)
                _joined(store, hole, hole.last + 1, hole.id)
                break


def _joined(store: ChainStore, hole: Hole, seq: int, prev: bytes) -> bool:
    """Whether the fact before this one is here; then the branch grows from there."""
    for _, owner, id_ in store.places(hole.device, hole.epoch, seq - 1, seq - 1):
        if id_ != prev:
            continue
        if owner != hole.branch:
            tree = Tree(store.of(hole.device, hole.epoch)).branches
            grown = replace(tree[hole.branch], parent=owner, since=seq)
            store.set_branch(grown)
            if tree[owner].seq == seq - 1:  # no fork after all
                store.merge(grown, tree[owner])
        return True
    return False


def reach(branches: Sequence[Branch], below: int) -> tuple[int, int]:
    """The branch that comes nearest below a place, and its last seq; (0, 0) for none."""
    reach = [(branch.no, branch.seq) for branch in branches if branch.seq < below]
    return max(reach, key=lambda each: each[1], default=(0, 0))


def around(store: ChainStore, run: Run, stretch: Sequence[Sealed]) -> Hole | None:
    """The hole in which these lie without reaching its top."""
    first, last = stretch[0].frame.seq, stretch[-1].frame.seq
    for hole in store.holes():
        same = (hole.device, hole.epoch) == (run.device, run.epoch)
        if same and hole.first <= first and last < hole.last:
            return hole
    return None


def topped(store: ChainStore, run: Run, seq: int, id_: bytes) -> Hole | None:
    """The hole of which this is the top: what it is called is known, though its bytes are lost."""
    for hole in store.holes():
        if (hole.device, hole.epoch, *hole.top) == (run.device, run.epoch, seq, id_):
            return hole
    return None


def within_hole(store: ChainStore, run: Run, first: Frame) -> bool:
    """Whether a new branch would grow from a place of which not even the id is left here."""
    seq = first.seq - 1
    within = any(
        (hole.device, hole.epoch) == (run.device, run.epoch) and hole.first <= seq <= hole.last
        for hole in store.holes()
    )
    tips = (branch.seq for branch in store.of(run.device, run.epoch))
    return within and seq not in tips and topped(store, run, seq, first.prev) is None


def heal_from_below(store: ChainStore, hole: Hole, stretch: Sequence[Sealed]) -> bool:
    """Go on from what lies under the hole. Its top is lost, so only a signature vouches for it."""
    first = stretch[0].frame
    tree = Tree(store.of(hole.device, hole.epoch))
    below = id_at(store, tree, hole.branch, first.seq - 1) if first.seq > 1 else first.prev
    if first.seq != hole.first or first.prev != below:
        return False
    store.heal(stretch, hole.branch)
    store.set_hole(hole, replace(hole, first=stretch[-1].frame.seq + 1))
    return True


def admit_loss(store: ChainStore, hole: Hole) -> bool:
    """Give up the end of a chain that nobody has any more; whether the hole is such an end.

    The bytes are gone already; what is given up is the claim to have them.
    """
    tree = Tree(store.of(hole.device, hole.epoch))
    branch = tree.branches[hole.branch]
    grown = (b for b in tree.branches.values() if b.no and b.parent == branch.no)
    if hole.last != branch.seq or any(b.since > hole.first for b in grown):
        return False
    below = id_at(store, tree, branch.no, hole.first - 1) if hole.first > 1 else NO_PREVIOUS
    if below is None:
        return False
    cut = (hole.first - 1, below)
    shared = min(branch.shared, cut)
    vouched, signature = branch.vouched, branch.signature
    if vouched[0] >= hole.first:
        vouched, signature = NOWHERE, b""
    store.set_hole(hole, None)
    store.set_branch(
        replace(branch, seq=cut[0], id=cut[1], shared=shared, vouched=vouched, signature=signature)
    )
    return True
