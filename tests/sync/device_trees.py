"""One device's facts as trees, as a forked store would have written them, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from sync.protocol.cbor import encode
from sync.protocol.chains import ChainStore
from sync.protocol.frame import NO_PREVIOUS, Frame, Run, Sealed, seal
from sync.protocol.heads import Head
from sync.protocol.taking import take
from tests.fakes.chains import MemoryChains

SCOPE = "H32.16"
DEVICE = bytes(range(16))
TODAY, TOMORROW = "2026-11-23", "2026-11-24"


@dataclass
class Grove:
    """Facts by id; each names the one before it. Every epoch has a root of its own."""

    facts: dict[bytes, Sealed] = field(default_factory=dict)
    order: list[bytes] = field(default_factory=list)

    def grow(self, after: bytes | None, epoch: int, length: int, day: str = TODAY) -> None:
        prev = self.facts[after] if after else None
        for _ in range(length):
            prev = self._write(prev, epoch, day)

    def _write(self, prev: Sealed | None, epoch: int, day: str) -> Sealed:
        no = len(self.order)
        sealed = seal(
            Frame(
                scope=SCOPE,
                device=DEVICE,
                epoch=epoch,
                seq=prev.frame.seq + 1 if prev else 1,
                prev=prev.id if prev else NO_PREVIOUS,
                at=(no + 1) << 16,
                wall=no,
                uncertainty=0,
                day=day,
                actor=DEVICE,
                subject=DEVICE,
                basis=(),
                kind="slip.sent",
                version=1,
                salt=bytes(16),
                body=encode({"copy": no + 1}),
            )
        )
        self.facts[sealed.id] = sealed
        self.order.append(sealed.id)
        return sealed

    def path(self, id_: bytes) -> list[Sealed]:
        """From the root of its epoch."""
        found = [self.facts[id_]]
        while found[-1].frame.seq > 1:
            found.append(self.facts[found[-1].frame.prev])
        return found[::-1]

    def named(self, ids: Iterable[bytes]) -> set[bytes]:
        """These facts and all before them."""
        return {each.id for id_ in ids for each in self.path(id_)}

    def cut(self, ids: Iterable[bytes]) -> tuple[Head, ...]:
        """The tips among these facts and all before them."""
        told = self.named(ids)
        followed = {self.facts[id_].frame.prev for id_ in told if self.facts[id_].frame.seq > 1}
        return tuple(sorted(self.head(id_) for id_ in told - followed))

    def head(self, id_: bytes) -> Head:
        frame = self.facts[id_].frame
        return Head(DEVICE, frame.epoch, frame.seq, id_)

    def leaves(self) -> list[bytes]:
        followed = {each.frame.prev for each in self.facts.values()}
        return [id_ for id_ in self.order if id_ not in followed]

    def store(self, leaves: Sequence[bytes]) -> MemoryChains:
        """A store to which the branches came in this order."""
        made = MemoryChains()
        self.tell(made, leaves)
        return made

    def tell(self, store: ChainStore, leaves: Sequence[bytes]) -> None:
        """Give a store these branches, each from its first fact."""
        for leaf in leaves:
            facts = tuple(self.path(leaf))
            run = Run(scope=SCOPE, device=DEVICE, epoch=facts[0].frame.epoch, facts=facts)
            take(store, run)


@st.composite
def groves(draw: Any) -> Grove:
    """Up to eight growths, in one or two epochs, from any fact."""
    grove = Grove()
    grove.grow(None, 1, draw(st.integers(1, 4)))
    for _ in range(draw(st.integers(0, 7))):
        length = draw(st.integers(1, 4))
        day = draw(st.sampled_from([TODAY, TOMORROW]))
        second = any(each.frame.epoch == 2 for each in grove.facts.values())
        if not second and draw(st.booleans()):
            grove.grow(None, 2, length, day)
        else:
            after = draw(st.sampled_from(grove.order))
            grove.grow(after, grove.facts[after].frame.epoch, length, day)
    return grove
