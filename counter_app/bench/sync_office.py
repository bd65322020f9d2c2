"""An office at a real centre: its counters, their chains, and one counter with a real store."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, delete

from counter_app.bench.invented_people import registered
from counter_app.bench.population import KEY
from counter_app.bench.sync_link import CountedLink, CountingCarrier, seconds_of
from counter_app.bench.typical import RECEPTION, TypicalChain
from counter_app.bootstrap.station import now
from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.journal import Author, Journal
from counter_app.storage.link_round import enrol
from counter_app.storage.projection import project
from counter_app.storage.replica import Replica
from domain.identifiers import Scope, SubjectId, uuid7
from domain.moment import Moment, moment
from sync.client.driver import Proven, exchange
from sync.client.http_link import HttpLink
from sync.protocol.frame import Run
from sync.protocol.messages import Cursor, SyncRequest

BATCH: Final = 1_002
"""Facts of one request: whole receptions, about the thousand that a counter sends at once."""

_BEGINS_BEFORE_MS: Final = 400 * 86_400_000


class CentreProcess(Protocol):
    """A centre in processes of its own, as whoever starts it hands it over."""

    folder: Path
    database: str

    @property
    def url(self) -> str:
        """Where it listens."""

    @property
    def pid(self) -> int:
        """Its process; 0 while it does not run."""

    def run(self, name: str, *arguments: str) -> str:
        """An administrator's command; what it printed."""

    def stop(self) -> None:
        """End it."""


StartCentre: TypeAlias = Callable[[Path, str], CentreProcess]
"""Starts one in a folder, on the database of this URL, or on a file of its own."""


@dataclass(slots=True, kw_only=True)
class Pusher:
    """A counter without a store: its facts are made in memory, and sent as any counter's."""

    identity: Identity
    chain: TypicalChain
    link: CountedLink

    def requests(self, facts: int) -> list[SyncRequest]:
        """The next facts as messages, made before anything is measured."""
        made = []
        for _ in range(-(-facts // BATCH)):
            run = self.chain.run(self.chain.receptions(min(BATCH, max(facts, RECEPTION))))
            made.append(self.request(run))
            facts -= BATCH
        return made

    def request(self, run: Run) -> SyncRequest:
        """It asks for nothing: its cursor is at no end that there is."""
        beyond = Cursor(b"no such", 1)
        return SyncRequest(scope=self.identity.scope, cursor=beyond, runs=(run,), digest=b"")


@dataclass(slots=True, kw_only=True)
class Office:
    """Counters of one office; the first has a store, the others only write."""

    scope: Scope
    identity: Identity
    engine: Engine
    link: CountedLink
    pushers: list[Pusher] = field(default_factory=list)
    facts: int = 0  # that the others wrote; usernames, the centre's, come on top
    _turn: int = 0

    def replica(self) -> Replica:
        """The real store for one exchange."""
        return Replica(
            engine=self.engine,
            scope=self.scope,
            device=self.identity.device,
            epoch=self.identity.epoch,
            sign=self.identity.sign,
            now=clock,
            announce=lambda _touched: None,
        )

    def exchange(self) -> Proven:
        """Until both sides are proven equal."""
        return exchange(self.replica(), self.link)

    def write(self, facts: int) -> None:
        """Let the clerk here write too: customers, each a fact of one transaction's many."""
        author = Author(
            scope=self.scope,
            device=self.identity.device,
            epoch=self.identity.epoch,
            actor=SubjectId(bytes(16)),
        )
        with transaction(self.engine) as connection:
            journal = Journal(connection, secrets.token_bytes)
            for number in range(facts):
                customer = uuid7(clock(), secrets.token_bytes(10))
                told = journal.write(author, customer, [registered(number)], clock(), unheard=True)
                project(connection, customer, told, fresh=True)
            connection.commit()

    def forget_link(self) -> None:
        """The store no longer knows how far it read."""
        with transaction(self.engine) as connection:
            connection.execute(delete(t.link).where(t.link.c.scope == self.scope))
            connection.commit()

    def push(self, facts: int) -> None:
        """Let two of the others write and send so many facts between them, at once."""
        writers = [self.pushers[(self._turn + no) % len(self.pushers)] for no in range(2)]
        self._turn += 2
        send([(each, each.requests(-(-facts // len(writers)))) for each in writers], [self])

    def grow(self, to: int, part: int = 40 * BATCH) -> None:
        """Let the others write until there are so many facts; the store here then takes them."""
        while self.facts < to:
            self.push(min(part, to - self.facts))
            self.exchange()


def send(told: Sequence[tuple[Pusher, Sequence[SyncRequest]]], offices: Sequence[Office]) -> None:
    """Send what was made, each pusher on a thread of its own; each office counts its facts."""
    with ThreadPoolExecutor(len(told)) as pool:
        list(pool.map(_send, told))
    for office in offices:
        office.facts += facts_in(told, office.scope)


def facts_in(told: Sequence[tuple[Pusher, Sequence[SyncRequest]]], scope: str = "") -> int:
    """How many facts these messages carry, to one office or to all."""
    runs = (run for _, made in told for request in made for run in request.runs)
    return sum(len(run.facts) for run in runs if scope in ("", run.scope))


def _send(told: tuple[Pusher, Sequence[SyncRequest]]) -> None:
    pusher, made = told
    for request in made:
        pusher.link.ask(request)
    pusher.link.said.clear()


def clock() -> Moment:
    """The machine's, in UTC milliseconds."""
    return moment(now())


@dataclass(slots=True, kw_only=True)
class Rig:
    """A centre in processes of its own, on one database."""

    centre: CentreProcess
    folder: Path
    _counters: int = 0

    def seconds(self) -> float:
        """Processor seconds of the centre's processes, and a local PostgreSQL's."""
        spent = seconds_of(self.centre.pid)
        if self.centre.database.startswith("postgresql"):
            spent += sum(map(seconds_of, backends(self.centre.database)))
        return spent

    def background(self) -> float:
        """Of these, PostgreSQL's own, which work off what was written before: its checkpointer,
        writers and vacuum."""
        if not self.centre.database.startswith("postgresql"):
            return 0.0
        return sum(map(seconds_of, backends(self.centre.database, clients=False)))

    def office(self, scope: str, counters: int) -> Office:
        """An office with so many counters, each enrolled by a one-time code."""
        told = ["--name", "PHƯỜNG ĐO", "--unit", "Một cửa", "--place", "Mẫu", "--address", "Số 1"]
        told += ["--hotline", "0258 000 1000", "--lookup-host", "tracuu.example.vn"]
        self.centre.run("office", "add", "--scope", scope, "--agency", scope, *told)
        identity, link = self._enrolled(scope)
        office = Office(
            scope=Scope(scope),
            identity=identity,
            engine=open_engine(self.folder / f"{scope}.db", KEY),
            link=link,
        )
        for _ in range(counters - 1):
            identity, link = self._enrolled(scope)
            chain = TypicalChain(
                scope=office.scope,
                device=identity.device,
                number=self._counters,
                sign=identity.sign,
                begins=Moment(clock() - _BEGINS_BEFORE_MS),
            )
            office.pushers.append(Pusher(identity=identity, chain=chain, link=link))
        return office

    def code(self, scope: str) -> str:
        """A one-time code for another counter of an office."""
        self._counters += 1
        name, series = f"Quầy {self._counters}", f"Q{self._counters}"
        told = ("--scope", scope, "--counter", name, "--receipts", series)
        return self.centre.run("enrol-code", *told).split()[0]

    def _enrolled(self, scope: str) -> tuple[Identity, CountedLink]:
        code = self.code(scope)
        key = Ed25519PrivateKey.generate()
        identity = enrol(HttpLink(self.centre.url, bytes(16), key), code, self.centre.url, key)
        carrier = CountingCarrier()
        link = HttpLink(self.centre.url, identity.device, key, carrier=carrier)
        return identity, CountedLink(link, carrier)


def backends(url: str, *, clients: bool = True) -> Sequence[int]:
    """The processes of a PostgreSQL server that work now; pools keep theirs. Without `clients`
    those that serve no connection."""
    import psycopg

    told = "SELECT pid FROM pg_stat_activity WHERE %s OR backend_type <> 'client backend'"
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute(told, (clients,))]
