"""What a commit of the simulated centre makes durable, and its own next fact."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from sync.protocol.certificate import SealedDay
from sync.protocol.chains import Branch, tips
from sync.protocol.frame import NO_PREVIOUS
from sync.protocol.giving import countersigning
from sync.protocol.heads import Head, statement
from tests.fakes.chains import MemoryChains
from tests.sync.simulation.facts import CENTRE, SCOPE, fact_after, signature


@dataclass(frozen=True)
class Known:
    """A device as the centre knows it."""

    epoch: int = 1
    continues: bytes = NO_PREVIOUS
    mark: bytes = b""


@dataclass
class State:
    """What a commit makes durable."""

    chains: MemoryChains = field(default_factory=MemoryChains)
    devices: dict[bytes, Known] = field(default_factory=dict)
    names: dict[bytes, int] = field(default_factory=dict)
    waiting: list[bytes] = field(default_factory=list)  # subjects without a name yet
    incarnation: int = 1
    epoch: int = 1
    unheard: set[bytes] = field(default_factory=set)  # while restored: who has not reported
    certificates: dict[tuple[bytes, int], SealedDay] = field(default_factory=dict)
    disputed: set[bytes] = field(default_factory=set)  # devices
    aside: dict[bytes, bytes] = field(default_factory=dict)  # facts set aside, their subjects

    def copied(self) -> State:
        return replace(
            self,
            chains=self.chains.copied(),
            devices=dict(self.devices),
            names=dict(self.names),
            waiting=list(self.waiting),
            unheard=set(self.unheard),
            certificates=dict(self.certificates),
            disputed=set(self.disputed),
            aside=dict(self.aside),
        )


def sign(told: bytes) -> bytes:
    return signature(CENTRE, told)


VOUCH = countersigning(SCOPE, sign)


def write(state: State, subject: bytes, told: tuple[str, dict[str, Any]]) -> None:
    chains = state.chains
    branches = chains.of(CENTRE, state.epoch)
    before = branches[0] if branches else Branch(device=CENTRE, epoch=1, seq=0, id=NO_PREVIOUS)
    fact = fact_after(before, subject, told)
    vouched = (fact.frame.seq, fact.id)
    signed = statement(SCOPE, Head(CENTRE, before.epoch, *vouched))
    chains.keep([fact], before.no)
    chains.set_branch(
        replace(
            before,
            seq=vouched[0],
            id=vouched[1],
            vouched=vouched,
            signature=signature(CENTRE, signed),
        )
    )


def fingerprint(chains: MemoryChains) -> bytes:
    """Of the tips and of every byte held: equal only where everything is."""
    told = hashlib.sha256()
    for head in sorted(tips(chains.branches())):
        told.update(repr(head).encode())
    for id_ in sorted(chains.ids()):
        told.update(id_)
    return told.digest()
