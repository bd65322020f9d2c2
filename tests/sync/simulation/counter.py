"""A counter without disk and network: the shipped driver, engine and protocol over memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from domain.day import DaySealed
from sync.client.driver import Link, Proven, exchange
from sync.protocol.chains import Branch
from sync.protocol.counter_side import CounterSide
from sync.protocol.exchange import Heads, Held
from sync.protocol.frame import NO_PREVIOUS
from sync.protocol.heads import Head, statement
from sync.protocol.messages import Cursor, ReconcileAnswer, SyncAnswer
from tests.fakes.chains import MemoryChains
from tests.sync.simulation.centre_state import Known
from tests.sync.simulation.days import DayBook, certificate_in, told_in
from tests.sync.simulation.facts import CENTRE, DAY, SCOPE, fact_after, signature

NO_CURSOR = Cursor()
NEW = Known()


@dataclass
class State:
    """What a commit makes durable."""

    device: bytes
    chains: MemoryChains = field(default_factory=MemoryChains)
    cursor: Cursor = NO_CURSOR
    epoch: int = 1
    certificate: Known = NEW
    halted: bool = False  # its own chain went on elsewhere
    superseded: bool = False  # and another instance has the next epoch
    books: dict[bytes, DayBook] = field(default_factory=dict)  # by device

    def copied(self) -> State:
        books = {device: book.copied() for device, book in self.books.items()}
        return replace(self, chains=self.chains.copied(), books=books)


class Crash(Exception):
    """The process died between two effects."""


@dataclass
class Counter:
    """One instance of a counter's store. `step` is called between any two effects."""

    state: State
    mark: bytes
    step: Callable[[], None] = lambda: None
    side: CounterSide | None = None

    def write(
        self, subject: bytes, told: tuple[str, dict[str, Any]], at: int, day: str = DAY
    ) -> bytes | None:
        """The next fact, by kind and body; None while this store may not go on."""
        if self.state.halted:
            return None
        draft = self.state.copied()
        before = self._own(draft)
        fact = fact_after(before, subject, told, at, day)
        draft.chains.keep([fact], before.no)
        draft.chains.set_branch(replace(before, seq=fact.frame.seq, id=fact.id))
        self.state = draft
        return fact.id

    def _own(self, state: State) -> Branch:
        branches = state.chains.of(state.device, state.epoch)
        fresh = Branch(device=state.device, epoch=state.epoch, seq=0, id=NO_PREVIOUS)
        return branches[0] if branches else fresh

    def tip(self) -> Head:
        own = self._own(self.state)
        return Head(own.device, own.epoch, own.seq, own.id)

    def sign(self, told: bytes) -> bytes:
        return signature(self.state.device, told)

    # sync.client.driver.Store

    def held(self) -> Held:
        self.step()
        return self._side().held(self.state.chains, self.state.cursor)

    def heads(self) -> Heads:
        self.step()
        return self._side().heads(self.state.chains)

    def apply(self, answer: SyncAnswer | ReconcileAnswer) -> Held:
        self.step()
        draft = self.state.copied()
        applied = self._side().apply(draft.chains, answer)
        draft.cursor = answer.cursor
        draft.halted |= applied.set_back
        for each in applied.fresh:
            if each.frame.device == CENTRE and each.frame.kind == DaySealed.kind:
                sealed = certificate_in(each)
                book = draft.books.setdefault(each.frame.subject, DayBook())
                number = told_in(sealed.document).number
                known = book.heard.get(number, sealed)
                book.heard[number] = min(known, sealed, key=lambda each: each.id)
        held = self._side().held(draft.chains, draft.cursor)
        self.step()
        self.state = draft
        return held

    @property
    def days(self) -> DayBook:
        """Of the device that this store is now."""
        return self.state.books.get(self.state.device) or DayBook()

    def change_days(self, change: Callable[[DayBook], None]) -> None:
        self.step()
        draft = self.state.copied()
        change(draft.books.setdefault(draft.device, DayBook()))
        self.step()
        self.state = draft

    def note(self) -> None:
        """Verification names the rows that are gone."""
        draft = self.state.copied()
        draft.chains.note()
        self.state = draft

    def _side(self) -> CounterSide:
        if self.side is None:
            state = self.state
            self.side = CounterSide(
                scope=SCOPE, device=state.device, epoch=state.epoch, sign=self.sign
            )
        return self.side

    def exchange(self, link: Link) -> Proven:
        self.side = None
        return exchange(self, link)

    @property
    def certificate(self) -> Known:
        """What the centre signed of this device."""
        return self.state.certificate

    def begin_epoch(self, granted: Known) -> None:
        draft = self.state.copied()
        draft.certificate, draft.epoch, draft.halted = granted, granted.epoch, False
        if not draft.chains.of(draft.device, granted.epoch):
            draft.chains.set_branch(
                Branch(device=draft.device, epoch=granted.epoch, seq=0, id=granted.continues)
            )
        self.state = draft

    def enrol_anew(self, device: bytes) -> None:
        """Another device on the same store; what the old one never sent is signed first."""
        draft = self.state.copied()
        for branch in draft.chains.branches():
            if branch.device == draft.device and branch.seq:
                told = statement(SCOPE, Head(branch.device, branch.epoch, *branch.tip))
                signed = replace(branch, vouched=branch.tip, signature=self.sign(told))
                draft.chains.set_branch(signed)
        draft.device, draft.epoch, draft.certificate = device, 1, NEW
        draft.halted = draft.superseded = False
        self.state = draft
