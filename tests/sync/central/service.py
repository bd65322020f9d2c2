"""The real service in processes of its own, and counters with real stores that talk to it."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select

from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading, transaction
from counter_app.storage.epochs import ask_epoch, standing_of
from counter_app.storage.identity import Identity
from counter_app.storage.journal import Author, Journal
from counter_app.storage.link_round import enrol
from counter_app.storage.projection import project
from counter_app.storage.replica import Replica
from counter_app.storage.standing import SET_BACK
from counter_app.storage.store_mark import StoreMark
from domain.customer import CustomerRegistered
from domain.facts import Fact
from domain.identifiers import Scope, SubjectId, uuid7
from domain.moment import Moment
from domain.office import OfficeDescribed
from sync.central import admin, reports
from sync.central.centre import Centre
from sync.client.driver import Proven, exchange
from sync.client.http_link import HttpLink

ROOT = Path(__file__).parents[3]
KEY = bytes(range(32))
NO_MARK = StoreMark(Path("/nonexistent/mark"), b"")
OFFICER = SubjectId(b"officer no 00001")
_offices = count(1)


@dataclass(frozen=True, slots=True)
class Service:
    """A running centre, and the same store opened here for administration."""

    url: str
    centre: Centre
    process: subprocess.Popen[str]

    def office(self) -> Scope:
        """A new invented office, so that tests do not meet."""
        scope = Scope(f"H32.{next(_offices):03}")
        make_office(self.centre, scope)
        return scope

    def facts(self, scope: Scope) -> int:
        """How many facts the centre holds of an office."""
        told = reports.status(self.centre)[scope]["facts"]
        assert isinstance(told, int)
        return told

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        children = [int(pid) for pid in listed.read_text().split()]
        return [pid for pid in children if b"spawn_main" in _command(pid)]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def make_office(centre: Centre, scope: Scope) -> None:
    described = OfficeDescribed(
        name="ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
        unit="Bộ phận Tiếp nhận và Trả kết quả",
        place="Mẫu",
        address="Số 1",
        hotline="0258 000 1000",
        lookup_host="tracuu.example.vn",
        demonstration=True,
    )
    admin.add_office(centre, scope, described, [scope])


@contextmanager
def serving(database: str, folder: Path, workers: int = 2, blobs: str = "") -> Iterator[Service]:
    """The service on a free port of loopback; ended with the block."""
    blobs = blobs or str(folder / "blobs")
    centre = admin.open_centre(database, blobs, folder / "keys")
    admin.init(centre)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ["--database", database, "--blobs", blobs, "--keys", folder / "keys"]
    command = [sys.executable, "-m", "sync.central.serve", "serve", *where]
    process = subprocess.Popen(
        [*map(str, command), "--port", str(port), "--workers", str(workers)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "sẵn sàng" in process.stdout.readline()
        yield Service(f"http://127.0.0.1:{port}", centre, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        centre.store.close()


@dataclass
class Counter:
    """One counter's real store and its link."""

    engine: Engine
    identity: Identity
    link: HttpLink
    mark: StoreMark = NO_MARK
    ahead_ms: int = 0
    touched: list[SubjectId] = field(default_factory=list)

    def now(self) -> Moment:
        return Moment(admin.system_clock() + self.ahead_ms)

    def write(self, *told: Fact, subject: SubjectId | None = None) -> SubjectId:
        """Record facts of one subject."""
        author = Author(
            scope=self.identity.scope,
            device=self.identity.device,
            epoch=self.identity.epoch,
            actor=OFFICER,
        )
        subject = subject or uuid7(self.now(), secrets.token_bytes(10))
        with transaction(self.engine) as connection:
            journal = Journal(connection, secrets.token_bytes)
            project(connection, subject, journal.write(author, subject, told, self.now()))
            connection.commit()
        return subject

    def register(self, name: str, number: str = "", sort: str = "individual") -> SubjectId:
        return self.write(CustomerRegistered(sort=sort, name=name, identity_number=number))

    def replica(self, scope: Scope | None = None) -> Replica:
        return Replica(
            engine=self.engine,
            scope=scope or self.identity.scope,
            device=self.identity.device,
            epoch=self.identity.epoch,
            sign=self.identity.sign,
            now=self.now,
            announce=lambda ids: self.touched.extend(ids),
        )

    def exchange(self, scope: Scope | None = None) -> Proven:
        return exchange(self.replica(scope), self.link)

    def go_on(self) -> bytes | None:
        """Ask for another epoch where the store was set back; why it still must not write."""
        if standing_of(self.engine) == SET_BACK:
            self.identity = ask_epoch(self.engine, self.link, self.identity, self.mark)
        return standing_of(self.engine)

    def username(self, subject: SubjectId) -> str | None:
        row = select(t.customer.c.username).where(t.customer.c.id == subject)
        with reading(self.engine) as connection:
            found: str | None = connection.execute(row).scalar()
            return found

    def facts(self) -> int:
        with reading(self.engine) as connection:
            return len(connection.execute(select(t.fact.c.pos)).all())

    def close(self) -> None:
        self.link._session.close()
        self.engine.dispose()


@contextmanager
def link_to(url: str, key: Ed25519PrivateKey, device: bytes = bytes(16)) -> Iterator[HttpLink]:
    link = HttpLink(url, device, key)
    try:
        yield link
    finally:
        link._session.close()


def enrolled(service: Service, scope: Scope, name: str = "Quầy 3") -> Identity:
    """A counter's identity, by a one-time code over HTTP."""
    code, _ = admin.new_enrol_code(service.centre, scope, name)
    return enrolled_at(service.url, code)


def enrolled_at(url: str, code: str) -> Identity:
    """A counter's identity for a one-time code."""
    key = Ed25519PrivateKey.generate()
    with link_to(url, key) as link:
        return enrol(link, code, url, key)


@contextmanager
def counters(
    service: Service, scope: Scope, folder: Path, number: int
) -> Iterator[Sequence[Counter]]:
    """Counters of one office, each with a store of its own."""
    made: list[Counter] = []
    try:
        for no in range(1, number + 1):
            identity = enrolled(service, scope, f"Quầy {no}")
            engine = open_engine(folder / f"counter-{no}.db", KEY)
            link = HttpLink(service.url, identity.device, identity.private_key())
            made.append(Counter(engine, identity, link))
        yield made
    finally:
        for counter in made:
            counter.close()
