"""Taking a run into a store: what is known is passed over, what continues is added, what
contradicts becomes a branch of its own. Nothing is ever overwritten (I2, I6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sync.protocol.chains import NOWHERE, Branch, ChainStore, Hole, Place, Tree, id_at
from sync.protocol.errors import NotContinued
from sync.protocol.frame import NO_PREVIOUS, Run, Sealed
from sync.protocol.heads import Head


@dataclass(slots=True)
class Took:
    """What a run came to."""

    fresh: list[Sealed] = field(default_factory=list)  # added or healed
    head: Head | None = None  # the last fact of the run that is held now
    forked: bool = False  # it made a second branch
    healed: int = 0


def take(store: ChainStore, run: Run, *, gaps: bool = False) -> Took:
    """Take a run, whose ids and links were computed from its bytes.

    `gaps`: keep what lies above a gap and remember the hole, also where the run does not say that
    the other end lacks it too. Raises NotContinued where what lies before is neither here nor
    allowed to be missing.
    """
    first, last = run.facts[0].frame.seq, run.last.frame.seq
    here = {(s, i) for s, _, i in store.places(run.device, run.epoch, first, last)}
    tops = {(h.last, h.id) for h in store.holes() if (h.device, h.epoch) == (run.device, run.epoch)}
    took = Took()
    for stretch in _unknown(run.facts, here, tops):
        if hole := _healed_by(store, run, stretch[-1]):
            _heal(store, hole, stretch)
            took.healed += len(stretch)
        elif hole := _around(store, run, stretch):
            if run.hole != hole.id or not _heal_from_below(store, hole, stretch):
                continue  # nothing names it until what lies above or below is here
        elif _over_hole(store, run, stretch[0].frame.seq - 1):
            continue  # what it grows from is lost here; it is told again once that is healed
        else:
            took.forked |= _extend(store, run, stretch, gaps=gaps or run.gap)
        took.fresh.extend(stretch)
        here.update((each.frame.seq, each.id) for each in stretch)
    if took.fresh:
        _close_shared(store, run)
    held = [each for each in run.facts if (each.frame.seq, each.id) in here]
    if held:
        took.head = Head(run.device, run.epoch, held[-1].frame.seq, held[-1].id)
    return took


def _unknown(
    facts: Sequence[Sealed], here: set[Place], tops: set[Place]
) -> Iterator[Sequence[Sealed]]:
    """The longest stretches of which nothing is here, cut after the top of a hole.

    `here` may grow between two of them.
    """
    start: int | None = None
    for at, each in enumerate(facts):
        place = (each.frame.seq, each.id)
        if place in here:
            if start is not None:
                yield facts[start:at]
            start = None
            continue
        start = at if start is None else start
        if place in tops:
            yield facts[start : at + 1]
            start = None
    if start is not None:
        yield facts[start:]


def _healed_by(store: ChainStore, run: Run, last: Sealed) -> Hole | None:
    """The hole whose top is this fact: its id was named by what lies above."""
    for hole in store.holes():
        same = (hole.device, hole.epoch, hole.last, hole.id)
        if same == (run.device, run.epoch, last.frame.seq, last.id):
            return hole
    return None


def _heal(store: ChainStore, hole: Hole, stretch: Sequence[Sealed]) -> None:
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
        _heal(store, left, lower)


def _lower(store: ChainStore, hole: Hole, seq: int) -> int:
    """Let the branch of a hole begin further down; where its hole begins now."""
    branches = store.of(hole.device, hole.epoch)
    parent, reached = _reach([each for each in branches if each.no != hole.branch], seq - 1)
    branch = Tree(branches).branches[hole.branch]
    if reached + 1 < branch.since:
        store.set_branch(replace(branch, parent=parent, since=reached + 1))
    return reached + 1


def _close_shared(store: ChainStore, run: Run) -> None:
    """Close holes whose top has come as another branch's fact: two may have lacked the same."""
    for hole in store.holes():
        if (hole.device, hole.epoch) != (run.device, run.epoch):
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


def _reach(branches: Sequence[Branch], below: int) -> tuple[int, int]:
    """The branch that comes nearest below a place, and its last seq; (0, 0) for none."""
    reach = [(branch.no, branch.seq) for branch in branches if branch.seq < below]
    return max(reach, key=lambda each: each[1], default=(0, 0))


def _around(store: ChainStore, run: Run, stretch: Sequence[Sealed]) -> Hole | None:
    """The hole in which these lie without reaching its top."""
    first, last = stretch[0].frame.seq, stretch[-1].frame.seq
    for hole in store.holes():
        same = (hole.device, hole.epoch) == (run.device, run.epoch)
        if same and hole.first <= first and last < hole.last:
            return hole
    return None


def _over_hole(store: ChainStore, run: Run, seq: int) -> bool:
    """Whether a new branch would grow from a place whose bytes are lost here."""
    within = any(
        (hole.device, hole.epoch) == (run.device, run.epoch) and hole.first <= seq <= hole.last
        for hole in store.holes()
    )
    tips = (branch.seq for branch in store.of(run.device, run.epoch))
    return within and seq not in tips


def _heal_from_below(store: ChainStore, hole: Hole, stretch: Sequence[Sealed]) -> bool:
    """Go on from what lies under the hole. Its top is lost, so only a signature vouches for it."""
    first = stretch[0].frame
    tree = Tree(store.of(hole.device, hole.epoch))
    below = id_at(store, tree, hole.branch, first.seq - 1) if first.seq > 1 else first.prev
    if first.seq != hole.first or first.prev != below:
        return False
    store.heal(stretch, hole.branch)
    store.set_hole(hole, replace(hole, first=stretch[-1].frame.seq + 1))
    return True


def _extend(store: ChainStore, run: Run, stretch: Sequence[Sealed], *, gaps: bool) -> bool:
    """Add to the branch that these continue, or to a new one; whether that is a fork."""
    first, last = stretch[0].frame, stretch[-1]
    branches = store.of(run.device, run.epoch)
    before, forked = _continued(branches, first.seq - 1, first.prev), False
    if before is None:
        before = _forked(store, run, branches, first.seq, first.prev)
        forked = before is not None and bool(branches)
    if before is None and gaps:
        before = _above_gap(store, run, branches, first.seq, first.prev)
    if before is None:
        raise NotContinued("thiếu các việc trước đó")
    grown = replace(before, seq=last.frame.seq, id=last.id)
    if run.vouched[0] >= before.vouched[0]:
        grown = replace(grown, vouched=run.vouched, signature=run.signature)
    store.keep(stretch, grown.no)
    store.set_branch(grown)
    return forked


def _continued(branches: Sequence[Branch], seq: int, prev: bytes) -> Branch | None:
    for branch in branches:
        if branch.tip == (seq, prev):
            return branch
    return None


def _forked(
    store: ChainStore, run: Run, branches: Sequence[Branch], seq: int, prev: bytes
) -> Branch | None:
    """A new branch after a fact that something else follows already; or the very first one."""
    fresh = Branch(
        device=run.device,
        epoch=run.epoch,
        seq=seq - 1,
        id=prev,
        no=max((branch.no for branch in branches), default=-1) + 1,
        since=seq,
    )
    if seq == 1:  # a later epoch begins with the id that its grant names
        return fresh if run.epoch > 1 or prev == NO_PREVIOUS else None
    for _, owner, id_ in store.places(run.device, run.epoch, seq - 1, seq - 1):
        if id_ == prev:
            return replace(fresh, parent=owner)
    return None


def _above_gap(
    store: ChainStore, run: Run, branches: Sequence[Branch], seq: int, prev: bytes
) -> Branch:
    """Go on above what is missing; the hole is remembered, and healed from its top.

    Of which branch this is the continuation shows only then: until it does, it is its own.
    """
    parent, reached = _reach(branches, seq - 1)
    fresh = Branch(
        device=run.device,
        epoch=run.epoch,
        seq=seq - 1,
        id=prev,
        no=max((branch.no for branch in branches), default=-1) + 1,
        parent=parent,
        since=reached + 1,
    )
    hole = Hole(
        device=run.device,
        epoch=run.epoch,
        first=reached + 1,
        last=seq - 1,
        id=prev,
        branch=fresh.no,
    )
    store.set_hole(None, hole)
    return fresh


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


def acknowledge(store: ChainStore, head: Head) -> bool:
    """The other end holds this fact: mark it on every lineage; False where it is not here."""
    tree = Tree(store.of(head.device, head.epoch))
    owners = {
        owner
        for _, owner, id_ in store.places(head.device, head.epoch, head.seq, head.seq)
        if id_ == head.id
    }
    owners |= {branch.no for branch in tree.branches.values() if branch.tip == (head.seq, head.id)}
    for branch in tree.branches.values():
        on_it = any(tree.follows(branch.no, owner, head.seq) for owner in owners)
        if on_it and branch.shared[0] < head.seq:
            store.set_branch(replace(branch, shared=(head.seq, head.id)))
    return bool(owners)


def compare(store: ChainStore, theirs: Sequence[Head]) -> None:
    """Set what is shared to what the other end just said that it holds, be it more or less."""
    told: dict[tuple[bytes, int], list[Head]] = {}
    for head in theirs:
        told.setdefault((head.device, head.epoch), []).append(head)
    for branch in store.branches():
        store.set_branch(replace(branch, shared=NOWHERE))
    for heads in told.values():
        for head in heads:
            acknowledge(store, head)
