"""Taking a run into a store: what is known is passed over, what continues is added, what
contradicts becomes a branch of its own. Nothing is ever overwritten (I2, I6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sync.protocol.chains import Branch, ChainStore, Hole, Place
from sync.protocol.errors import NotContinued
from sync.protocol.frame import NO_PREVIOUS, Run, Sealed
from sync.protocol.heads import Head
from sync.protocol.healing import (
    around,
    close_shared,
    heal,
    heal_from_below,
    healed_by,
    reach,
    topped,
    within_hole,
)


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
        if hole := healed_by(store, run, stretch[-1]):
            heal(store, hole, stretch)
            took.healed += len(stretch)
        elif hole := around(store, run, stretch):
            if run.hole != hole.id or not heal_from_below(store, hole, stretch):
                continue  # nothing names it until what lies above or below is here
        elif not run.gap and within_hole(store, run, stretch[0].frame):
            continue  # what it grows from is lost here; it is told again once that is healed
        else:
            took.forked |= _extend(store, run, stretch, gaps=gaps or run.gap)
        took.fresh.extend(stretch)
        here.update((each.frame.seq, each.id) for each in stretch)
    if took.fresh:
        close_shared(store, run, took.fresh)
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
    if hole := topped(store, run, seq - 1, prev):
        return replace(fresh, parent=hole.branch)
    return None


def _above_gap(
    store: ChainStore, run: Run, branches: Sequence[Branch], seq: int, prev: bytes
) -> Branch:
    """Go on above what is missing; the hole is remembered, and healed from its top.

    Of which branch this is the continuation shows only then: until it does, it is its own.
    """
    parent, reached = reach(branches, seq - 1)
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
