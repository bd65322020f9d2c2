"""What both ends are known to hold: told by acknowledgements, and anew by heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sync.protocol.chains import NOWHERE, ChainStore, Tree
from sync.protocol.heads import Head


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
