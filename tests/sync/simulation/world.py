"""One schedule: an office of several counters and a centre, and everything that can go wrong.

The seed decides all of it, so a seed is a bug report.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from sync.client.driver import Proven
from sync.protocol.errors import BytesLost, LinkLost, SyncError
from sync.protocol.healing import admit_loss
from sync.protocol.messages import ReconcileRequest, SyncRequest
from tests.fakes.chains import MemoryChains
from tests.sync.simulation.centre import Centre
from tests.sync.simulation.centre_state import State as CentreState
from tests.sync.simulation.centre_state import fingerprint
from tests.sync.simulation.counter import Counter, Crash
from tests.sync.simulation.counter import State as CounterState
from tests.sync.simulation.day_acts import DayActs
from tests.sync.simulation.days import Closing, DayBook
from tests.sync.simulation.facts import DAY, device, invented
from tests.sync.simulation.sealed import wrong_days
from tests.sync.simulation.wire import Wire

COUNTERS = 3
STEPS = 28
LAST_ROUNDS = 14
ONE_WITH_DAYS = 10
"""A schedule with days costs as much as three without."""
SEALING_ROUNDS = 3
"""Of these, the last ones close days also where bytes are lost for good."""


class Wrong(AssertionError):
    """What must hold did not."""


class World:
    """The office of one seed."""

    def __init__(self, seed: int, *, days: bool) -> None:
        """`days`: whether days are closed as well."""
        self.chance = random.Random(seed)
        self.days = DayActs(self, random.Random(f"days {seed}")) if days else None
        self.contradicted: set[bytes] = set()  # devices that had another certificate of a number
        self.late_days: list[tuple[Counter, bytes, bytes]] = []
        self.codec = seed % 50 == 0  # the codec has its own tests; now and then the whole way
        self.late: list[tuple[Counter, SyncRequest | ReconcileRequest]] = []
        self.clock = 1
        self.subjects = 0
        self.devices = 0
        self.marks = 0
        self.centre = Centre()
        self.counters = [self._new_counter() for _ in range(COUNTERS)]
        self.counter_backups: list[CounterState] = []
        self.centre_backups: list[CentreState] = []
        self.cloned: set[bytes] = set()  # devices
        self.given_up: set[bytes] = set()  # devices
        self.unproven: set[bytes] = set()  # given up with what vouched for it

    def _new_device(self) -> bytes:
        self.devices += 1
        made = device(self.devices)
        self.centre.enrol(made)
        return made

    def _new_counter(self, state: CounterState | None = None) -> Counter:
        self.marks += 1
        state = state or CounterState(self._new_device())
        return Counter(state, mark=b"mark %d" % self.marks, step=self._between)

    def _between(self) -> None:
        if self.chance.random() < self.crashes:
            raise Crash

    crashes = 0.0
    twice = False

    def run(self) -> None:
        """Everything goes wrong for a while; then nothing does, and all must be well."""
        acts: list[tuple[Callable[[], None], int]] = [
            (self._write, 40),
            (self._exchange, 40),
            (self._back_up, 6),
            (self._restore_counter, 2),
            (self._clone, 1),
            (self._restore_centre, 2),
            (self._damage, 3),
            (self._step_clock, 2),
        ]
        self.crashes = self.chance.choice([0.0, 0.05, 0.2])
        for act in self.chance.choices(
            [act for act, _ in acts], [weight for _, weight in acts], k=STEPS
        ):
            act()
            if self.days is not None:
                self.days.between()
        self._settle()

    def sides(self) -> list[MemoryChains]:
        return [self.centre.state.chains, *(each.state.chains for each in self.counters)]

    def pick(self) -> Counter:
        return self.chance.choice(self.counters)

    def _write(self) -> None:
        counter = self.pick()
        for _ in range(self.chance.choice([1, 1, 2, 3, 7])):
            self.clock += 1
            if self.subjects and self.chance.random() < 0.5:
                subject = device(10_000 + self.chance.randrange(self.subjects))
                told = self.days.fee(counter) if self.days else invented("change", self.clock)
            else:
                subject = device(10_000 + self.subjects)
                self.subjects += 1
                told = invented("customer", self.clock)
            day = self.days.day_of_fact() if self.days else DAY
            counter.write(subject, told, self.clock, day)

    def _exchange(self) -> None:
        self._talk(self.pick(), faults=self.chance.choice([0.0, 0.1, 0.5]))

    def _talk(self, counter: Counter, faults: float = 0.0) -> Proven | None:
        """One round as the link makes it; None where it broke off."""
        try:
            proven = counter.exchange(Wire(self, counter, faults))
            self.next_epoch(counter, faults)
        except (BytesLost, LinkLost, Crash):
            return None
        return proven

    def next_epoch(self, counter: Counter, faults: float) -> None:
        state = counter.state
        if not state.halted or state.superseded:
            return
        granted = self.centre.epoch_for(state.device, counter.tip(), counter.mark)
        if self.chance.random() < faults:
            raise LinkLost("grant lost")
        if granted is None:
            state.superseded = True
        else:
            counter.begin_epoch(granted)

    def _back_up(self) -> None:
        if self.chance.random() < 0.5:
            self.counter_backups.append(self.pick().state.copied())
        else:
            self.centre_backups.append(self.centre.state.copied())

    def _restore_counter(self) -> None:
        """A disk image of earlier takes the place of the store; a mark outside it notices half
        of the time, else the first exchange does."""
        if not self.counter_backups:
            return
        backup = self.chance.choice(self.counter_backups).copied()
        places = [at for at, each in enumerate(self.counters) if each.state.device == backup.device]
        if places:
            self.counters[places[0]] = self._new_counter(backup)
            self.counters[places[0]].state.halted = self.chance.random() < 0.5

    def _clone(self) -> None:
        """The same store runs twice."""
        if len(self.counters) < COUNTERS + 2:
            self.twice = True
            copied = self.pick().state.copied()
            self.cloned.add(copied.device)
            self.counters.append(self._new_counter(copied))

    def _restore_centre(self) -> None:
        """One whose facts nobody has any more may hold names that were given anew since: then a
        person decides (work item `name_twice`)."""
        if self.centre_backups:
            backup = self.chance.choice(self.centre_backups)
            self.twice |= not backup.chains.ids() <= self._all_ids()
            self.centre.restore(backup)

    def _damage(self) -> None:
        """Some rows of one side are lost; verification has named them."""
        sides = self.sides()
        chains = self.chance.choice(sides)
        full = [branch for branch in chains.branches() if branch.seq and not chains.holes()]
        if not full:
            return
        branch = self.chance.choice(full)
        place = (branch.device, branch.epoch, branch.no)
        first = self.chance.randint(branch.since, branch.seq)
        last = min(branch.seq, first + self.chance.choice([0, 0, 1, 3, 9]))
        lost = {each.id for each in chains.facts(*place, first, last)}
        if all(any(id_ in other.ids() for other in sides if other is not chains) for id_ in lost):
            chains.lose(*place, first, last)

    def _step_clock(self) -> None:
        self.clock += self.chance.choice([-5, 0, 1000])
        self.clock = max(self.clock, 1)

    def _settle(self) -> None:
        """The link is there, nobody crashes: all that is anywhere comes everywhere."""
        self.crashes = 0.0
        alive = self._all_ids()
        for left in range(LAST_ROUNDS, 0, -1):
            for counter in list(self.counters):
                self._talk(counter)
                if self.days is not None:
                    self.days.resume(counter)
                if counter.state.superseded:  # of two live instances one must enrol anew
                    counter.enrol_anew(self._new_device())
            quiet = self._all_equal()
            if self.days is not None and (quiet or left <= SEALING_ROUNDS):
                quiet &= self.days.all_sealed()
            if quiet:
                break
            self._admit_what_nobody_has()
            if self.centre.state.unheard:
                self._release_when_only_the_dead_are_unheard()
        self._check(alive)

    def _release_when_only_the_dead_are_unheard(self) -> None:
        live = {counter.state.device for counter in self.counters}
        if not self.centre.state.unheard & live:
            self.centre.release()

    def _admit_what_nobody_has(self) -> None:
        alive = self._all_ids()
        for chains in self.sides():
            for hole in chains.holes():
                if hole.id not in alive and admit_loss(chains, hole):
                    self.given_up.add(hole.device)
                    # what lies below was vouched for by what is gone
                    kept = chains.of(hole.device, hole.epoch)[0]
                    places = chains.places(hole.device, hole.epoch, 1, kept.seq)
                    self.unproven |= {id_ for _, _, id_ in places}

    def _beyond_proof(self, alive: set[bytes]) -> set[bytes]:
        """What lies in a hole whose top nobody has: nothing names it any more."""
        sides = self.sides()
        beyond = set(self.unproven)
        holes = [hole for hole in self.centre.state.chains.holes() if hole.id not in alive]
        return beyond | {
            id_
            for hole in holes
            for chains in sides
            for _, _, id_ in chains.places(hole.device, hole.epoch, hole.first, hole.last)
        }

    def _all_ids(self) -> set[bytes]:
        sides = self.sides()
        return set().union(*(chains.ids() for chains in sides))

    def _all_equal(self) -> bool:
        ours = fingerprint(self.centre.state.chains)
        if self.centre.state.unheard or self.centre.state.waiting:
            return False
        return all(fingerprint(each.state.chains) == ours for each in self.counters)

    def note_contradicted(self, device_: bytes, number: int, hash_: bytes) -> None:
        """Remember the device where a counter holds another sealed certificate of this number."""
        for book in (each.state.books.get(device_, DayBook()) for each in self.counters):
            known = [book.own.get(number), book.heard.get(number)]
            sealed = [each.sealed if isinstance(each, Closing) else each for each in known]
            if any(each and each.countersignature and each.id != hash_ for each in sealed):
                self.contradicted.add(device_)

    def _check(self, alive: set[bytes]) -> None:
        centre = self.centre.state
        beyond = self._beyond_proof(alive)
        gone = alive - centre.chains.ids() - beyond
        if gone:
            raise Wrong(f"{len(gone)} facts that someone had are not at the centre")
        lost = any(hole.id not in alive for hole in centre.chains.holes())
        if not self._all_equal() and not beyond and not lost:
            raise Wrong("the sides differ after everything was mended")
        if {hole.id for hole in centre.chains.holes()} & self._all_ids():
            raise Wrong("a hole was not healed though someone had its facts")
        provable = [
            each
            for each in self.counters
            if not beyond & {hole.id for hole in each.state.chains.holes()}
        ]  # what nobody can vouch for is nothing that another may be given
        if not centre.chains.holes() and None in map(self._talk, provable):
            raise Wrong("equal, but not proven")
        if self.days is not None:
            for wrong in wrong_days(self, self.days.date(2)):
                raise Wrong(wrong)
        if centre.unheard:  # a counter whose bytes nobody has can never report
            self.centre.release()
        self._check_names()

    def _check_names(self) -> None:
        centre = self.centre.state
        names_count = not self.twice  # a clone or a backup may hold what nobody knew of
        if names_count and len(set(centre.names.values())) != len(centre.names):
            raise Wrong("two customers have one name")
        here = centre.chains.ids()
        told = {
            each.frame.subject
            for each in centre.chains.log
            if each.frame.kind == "customer" and each.id in here
        }
        if told - centre.names.keys():
            raise Wrong("a customer has no name")


def run(seed: int, *, days: bool | None = None) -> None:
    """Raises what went wrong, with the seed in its words.

    `days`: whether days are closed; where it is not said, in one schedule of so many.
    """
    if days is None:
        days = seed % ONE_WITH_DAYS == 0
    try:
        World(seed, days=days).run()
    except (AssertionError, SyncError, KeyError, IndexError, RecursionError, ValueError) as error:
        raise Wrong(f"seed {seed}: {type(error).__name__}: {error}") from error
