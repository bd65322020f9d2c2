"""What a counter's store does in an exchange, whatever database keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sync.protocol.chains import ChainStore, Hole, tips
from sync.protocol.errors import PeerBrokeProtocol
from sync.protocol.exchange import Heads, Held
from sync.protocol.frame import Run, Sealed
from sync.protocol.giving import Room, Vouch, fills, rungs, signing, unsent
from sync.protocol.heads import Head, digest, in_order
from sync.protocol.messages import MAX_HOLES, Cursor, ReconcileAnswer, SyncAnswer
from sync.protocol.sharing import acknowledge, compare
from sync.protocol.taking import take

BATCH_FACTS: Final = 1_000


@dataclass(slots=True)
class Applied:
    """What an answer brought. `set_back`: our own device wrote what this store did not have."""

    fresh: list[Sealed] = field(default_factory=list)
    set_back: bool = False


@dataclass(slots=True, kw_only=True)
class CounterSide:
    """One scope of a counter, for one exchange; each call belongs into one transaction.

    `device`, `epoch`: the chain that this store writes.
    """

    scope: str
    device: bytes
    epoch: int
    sign: Callable[[bytes], bytes]
    wanted: tuple[Hole, ...] = ()  # what the centre just said that it has lost
    asked: tuple[Head, ...] = ()  # what we just told, as the centre counts it

    def held(self, store: ChainStore, cursor: Cursor) -> Held:
        """Where we stand, and the next batch: what the centre lost first, then what is new."""
        room = Room(BATCH_FACTS)
        runs = [
            run
            for run in fills(store, self.scope, self.wanted, room, self._vouch())
            if run.vouched == (run.last.frame.seq, run.last.id) or _names_its_end(run, self.wanted)
        ]
        runs += unsent(store, self.scope, self.device, self.sign, room)
        return Held(
            scope=self.scope,
            cursor=cursor,
            digest=digest(tips(store.branches(), lambda branch: branch.shared)),
            unsent=tuple(runs),
            missing=sum(hole.size for hole in store.holes()),
        )

    def heads(self, store: ChainStore) -> Heads:
        """The ends of all chains as far as they are shared, holes, and rungs below our own.

        What was never sent is no head: the centre cannot lack it yet.
        """
        heads = Heads(
            scope=self.scope,
            heads=tips(store.branches(), lambda branch: branch.shared),
            holes=tuple(store.holes()[:MAX_HOLES]),
            rungs=rungs(store, self.device),
        )
        self.asked = in_order(heads.heads, heads.rungs)
        return heads

    def apply(self, store: ChainStore, answer: SyncAnswer | ReconcileAnswer) -> Applied:
        """Take what is given and mark what is acknowledged. Raises PeerBrokeProtocol."""
        applied = Applied()
        self.wanted = ()
        if isinstance(answer, ReconcileAnswer):
            compare(store, [*answer.heads, *self._known(answer)])
            self.wanted = answer.holes
        for run in answer.runs:
            self._take(store, run, applied)
        if isinstance(answer, SyncAnswer):
            for head in answer.acknowledged:
                if not acknowledge(store, head):  # green is a verified acknowledgement (I3)
                    raise PeerBrokeProtocol("trung tâm xác nhận một việc mà quầy không có ở chỗ đó")
        return applied

    def _known(self, answer: ReconcileAnswer) -> Sequence[Head]:
        if answer.known and max(answer.known) >= len(self.asked):
            raise PeerBrokeProtocol("trung tâm nói đến đầu chuỗi mà quầy không hỏi")
        return [self.asked[no] for no in answer.known]

    def _vouch(self) -> Vouch:
        return signing(self.scope, self.device, self.sign)

    def _take(self, store: ChainStore, run: Run, applied: Applied) -> None:
        if run.scope != self.scope:
            raise PeerBrokeProtocol("việc của phạm vi khác")
        took = take(store, run, gaps=True)
        applied.fresh += took.fresh
        ours = run.device == self.device and run.epoch >= self.epoch
        applied.set_back |= ours and len(took.fresh) > took.healed
        if took.head is not None:
            acknowledge(store, took.head)


def _names_its_end(run: Run, wanted: Sequence[Hole]) -> bool:
    """Whether the centre itself named this run's last fact, and so needs no signature."""
    return any(hole.tops(run.last.frame.seq, run.last.id) for hole in wanted)


def proves(held: Held, answer: SyncAnswer | ReconcileAnswer) -> bool:
    """Whether both sides are proven equal by this answer, once it was applied."""
    return (
        isinstance(answer, SyncAnswer)
        and not answer.more
        and not held.unsent
        and not held.missing
        and not answer.missing
        and held.digest == answer.digest
    )
