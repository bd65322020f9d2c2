"""What the centre's store does in an exchange, whatever database keeps it."""

from __future__ import annotations

from collections.abc import Callable

from sync.protocol.chains import ChainStore, tips
from sync.protocol.frame import Run
from sync.protocol.giving import Room, Vouch, fills, lacking
from sync.protocol.heads import Head, digest, in_order
from sync.protocol.messages import (
    MAX_FACTS,
    MAX_HOLES,
    Cursor,
    ReconcileAnswer,
    ReconcileRequest,
)
from sync.protocol.taking import Took, take


def take_vouched(store: ChainStore, run: Run, vouched: Callable[[Run], None]) -> Took:
    """Take a run of a counter. `vouched` raises unless the run's signature covers its very end.

    Only what heals a hole needs none: what lies above names it. So nobody can put words into
    another device's chain, and what is told in parts is told from its top downwards.
    """
    took = take(store, run)
    if len(took.fresh) > took.healed:
        vouched(run)
    return took


def digest_of(store: ChainStore) -> bytes:
    """Of everything held."""
    return digest(tips(store.branches()))


def missing(store: ChainStore) -> int:
    """Facts whose bytes were lost here."""
    return sum(hole.size for hole in store.holes())


def answer_reconcile(
    store: ChainStore, request: ReconcileRequest, cursor: Cursor, vouch: Vouch
) -> ReconcileAnswer:
    """Our heads and holes, which of the asker's heads we hold, and the first runs it lacks.

    `cursor`: the end of the feed in the same snapshot.
    """
    room = Room(MAX_FACTS)
    runs = fills(store, request.scope, request.holes, room, vouch)
    theirs = in_order(request.heads, request.rungs)
    above, more = lacking(store, request.scope, theirs, room, vouch)
    ours = frozenset(tips(store.branches()))
    return ReconcileAnswer(
        heads=tuple(ours.difference(theirs)),
        known=_known(store, request, ours),
        holes=tuple(store.holes()[:MAX_HOLES]),
        runs=(*runs, *above),
        more=more,
        cursor=cursor,
    )


def _known(store: ChainStore, request: ReconcileRequest, ours: frozenset[Head]) -> tuple[int, ...]:
    """The asker's heads that are here, and of its rungs those that say more than they do."""
    heads, told = set(request.heads), in_order(request.heads, request.rungs)
    known: list[int] = []
    reached: dict[tuple[bytes, int], int] = {}
    lacking_some: set[tuple[bytes, int]] = set()
    for no, head in enumerate(told):
        chain = (head.device, head.epoch)
        if head not in heads and chain not in lacking_some and head.seq < reached.get(chain, 0):
            continue
        if head in ours or _holds(store, head):
            known.append(no)
            reached[chain] = max(head.seq, reached.get(chain, 0))
        elif head in heads:
            lacking_some.add(chain)
    return tuple(known)


def _holds(store: ChainStore, head: Head) -> bool:
    places = store.places(head.device, head.epoch, head.seq, head.seq)
    return any(id_.startswith(head.id) for _, _, id_ in places)
