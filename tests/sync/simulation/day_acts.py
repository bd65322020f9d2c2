"""What happens to the days of a simulated office, between any two acts and at the end.

Drawn from a generator of its own, so a seed without days is the schedule that it was before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sync.protocol.errors import BytesLost, LinkLost, SyncError
from sync.protocol.intervals import Cut, Lineages
from tests.fakes.chains import MemoryChains
from tests.sync.simulation.counter import Counter, Crash
from tests.sync.simulation.days import CounterDays, told_in
from tests.sync.simulation.facts import DAY, DOUBTFUL, fee
from tests.sync.simulation.sealed import unsealed
from tests.sync.simulation.wire import Wire

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

FIRST_DAY: Final = date.fromisoformat(DAY)
CLOSE: Final = 0.1
RESUME: Final = 0.03
NIGHT: Final = 0.08
RELEASE: Final = 0.04
"""How often each happens between two acts."""


@dataclass
class DayActs:
    """Of one office."""

    world: World
    chance: random.Random
    today: int = 0
    rots: bool = False  # bytes are lost that nobody has looked at yet

    def between(self) -> None:
        """A counter closes its day, the night comes, a decision is changed, or nothing."""
        what = self.chance.random()
        if what < CLOSE:
            with self._drawing():
                self._close(self.world.pick(), self.date(self.chance.choice([0, 0, 0, 0, -1])))
        elif what < CLOSE + RESUME:
            with self._drawing():
                self.resume(self.world.pick(), self.chance.choice([0.0, 0.2]))
        elif what < CLOSE + RESUME + NIGHT:
            self.today += 1
        elif what < CLOSE + RESUME + NIGHT + RELEASE and self.world.centre.state.aside:
            self.world.centre.count_again(self.chance.choice(sorted(self.world.centre.state.aside)))

    @contextmanager
    def _drawing(self) -> Iterator[None]:
        """Also what goes wrong meanwhile is drawn from here."""
        usual, self.world.chance = self.world.chance, self.chance
        try:
            yield
        finally:
            self.world.chance = usual

    def date(self, ahead: int = 0) -> str:
        return str(FIRST_DAY + timedelta(days=self.today + ahead))

    def day_of_fact(self) -> str:
        """That of the counter's clock, which may be wrong."""
        if self.chance.random() > 0.06:
            return self.date()
        return self.date(self.chance.choice([-1, 1]))

    def fee(self, counter: Counter) -> tuple[str, dict[str, Any]]:
        method = self.chance.choice(["cash", "cash", "cash", "card", DOUBTFUL])
        return fee(counter.state.device[-1], counter.tip().seq + 1, method)

    def _close(self, counter: Counter, day: str) -> None:
        """Also without a link."""
        faults = self.chance.choice([0.0, 0.0, 0.2, 1.0])
        self.rots = self.chance.random() < 0.1
        with suppress(BytesLost, LinkLost, Crash):
            wire = Wire(self.world, counter, faults)
            self._closing(counter, wire).close(day, wire.post)
        if self.rots:
            self.rots = False
            counter.note()
            self.world.centre.note()

    def resume(self, counter: Counter, faults: float = 0.0) -> None:
        """As each round of the link does."""
        with suppress(BytesLost, LinkLost, Crash):
            wire = Wire(self.world, counter, faults)
            self._closing(counter, wire).resume(wire.post)

    def all_sealed(self) -> bool:
        """Everybody closes the last day; whether that, and all before it, was sealed already."""
        open_ = [each for each in self.world.counters if unsealed(each, self.date(2))]
        for counter in open_:
            wire = Wire(self.world, counter, 0.0)
            with suppress(BytesLost, LinkLost):
                self._closing(counter, wire).close(self.date(2), wire.post)
        return not open_

    def _closing(self, counter: Counter, wire: Wire) -> CounterDays:
        def exchange() -> None:
            counter.exchange(wire)
            self.world.next_epoch(counter, wire.faults)

        def damage() -> None:
            if self.rots and self.chance.random() < 0.5:
                self.damage(counter.state.chains, counter.state.device)

        return CounterDays(counter, exchange, damage)

    def damage(self, chains: MemoryChains, device: bytes) -> None:
        """While bytes rot: some of what no certificate names yet, and someone else has."""
        if not self.rots or chains.holes():
            return
        certificates = self.world.centre.state.certificates
        last = max((number for by, number in certificates if by == device), default=0)
        since: Cut = told_in(certificates[device, last].document).cut if last else ()
        lineages = Lineages(chains, device)
        with suppress(SyncError):
            open_ = lineages.between(since, lineages.cut(since, lambda _: True))
            pieces = [(each.epoch, *piece) for each in open_ for piece in each.pieces]
            if pieces:
                epoch, no, first, last = self.chance.choice(pieces)
                place = (device, epoch, no)
                end = self.chance.randint(first, last)
                self._lose(chains, place, first, end)

    def _lose(
        self, chains: MemoryChains, place: tuple[bytes, int, int], first: int, last: int
    ) -> None:
        others = [each.ids() for each in self.world.sides() if each is not chains]
        lost = {each.id for each in chains.facts(*place, first, last)}
        if len(lost) == last - first + 1 and all(any(i in ids for ids in others) for i in lost):
            chains.lose_unnoticed(*place, first, last)
