"""I4: the feed is in commit order under several workers, and no two of them wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.storage.identity import Identity
from domain.identifiers import DeviceId, Scope
from sync.central import admin, enrolment, reports
from sync.central.answering import answer_sync
from sync.central.centre import Centre
from sync.central.store import devices
from sync.central.store.apply import Taken, take
from sync.central.store.devices import Device
from sync.central.store.feed import end_of
from sync.central.store.journal import Journal
from sync.protocol.messages import Cursor, SyncAnswer, SyncRequest
from tests.rig_postgres import postgres
from tests.sync.central.service import make_office
from tests.sync.central.writer import Writer

HERE = Scope("H32.001")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rig)])
def workers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sequence[Centre]]:
    """Two workers of one centre: each with connections of its own, as processes have."""
    with ExitStack() as stack:
        where = str(tmp_path / "centre.db")
        if request.param == "postgresql":
            where = stack.enter_context(postgres())
        made = [admin.open_centre(where, tmp_path / "blobs", tmp_path / "keys") for _ in range(2)]
        make_office(made[0], HERE)
        yield made
        for each in made:
            each.store.close()


def enrolled(centre: Centre, scope: Scope, counter: str) -> Identity:
    key = Ed25519PrivateKey.generate()
    code, _ = admin.new_enrol_code(centre, scope, counter)
    asked = {"code": code, "key": key.public_key().public_bytes_raw()}
    told = enrolment.enrol(centre, asked, counter)
    return Identity(
        device=DeviceId(told["device"]),
        epoch=told["epoch"],
        scope=scope,
        counter=counter,
        secret=key.private_bytes_raw(),
        centre_url="",
        centre_key=told["centre_key"],
        certificate=told["certificate"],
    )


def device_of(centre: Centre, identity: Identity) -> Device:
    with centre.store.reading() as snapshot:
        found = devices.find(snapshot, identity.device)
    assert found is not None
    return found


def push(centre: Centre, writer: Writer, start: int = 0) -> SyncAnswer:
    return answer_sync(centre, device_of(centre, writer.identity), writer.push(start))


class Reader:
    """Follows the feed by its cursor alone, as a counter does."""

    def __init__(self, centre: Centre, identity: Identity) -> None:
        self._centre = centre
        self._device = device_of(centre, identity)
        self._scope = identity.scope
        self.cursor = Cursor()
        self.seen: list[bytes] = []

    def poll(self) -> None:
        asked = SyncRequest(scope=self._scope, cursor=self.cursor, runs=(), digest=b"")
        answer = answer_sync(self._centre, self._device, asked)
        self.seen += [fact.id for run in answer.runs for fact in run.facts]
        self.cursor = answer.cursor


def test_a_reader_misses_nothing_of_a_writer_that_commits_late(workers: Sequence[Centre]) -> None:
    here, there = workers
    slow, quick = (Writer(enrolled(here, HERE, f"Quầy {no}")) for no in (1, 2))
    reader = Reader(there, enrolled(here, HERE, "Quầy 3"))
    slow.customers(5)
    quick.customers(5)
    reader.poll()

    with ThreadPoolExecutor(1) as pool:
        with here.store.writing() as transaction:
            journal = Journal(transaction, HERE)
            take(journal, here.keys, slow.run(), here.now(), Taken())
            journal.close()  # its places are taken, and nobody sees them yet
            pushed = pool.submit(push, there, quick)
            for _ in range(20):  # were places a plain sequence, the quick one's would be seen now
                threading.Event().wait(0.02)
                reader.poll()
            transaction.commit()
        pushed.result(timeout=30)
    reader.poll()

    assert {fact.id for writer in (slow, quick) for fact in writer.facts} <= set(reader.seen)
    with here.store.reading() as snapshot:
        assert end_of(snapshot, HERE) == reader.cursor
    assert admin.verify(here).problems == []


def test_readers_follow_many_writers_without_a_gap(workers: Sequence[Centre]) -> None:
    identities = [enrolled(workers[0], HERE, f"Quầy {no}") for no in range(1, 5)]
    writers = [Writer(each) for each in identities]
    reader = Reader(workers[1], enrolled(workers[0], HERE, "Quầy 9"))

    def write(no: int) -> None:
        for turn in range(10):
            start = len(writers[no].facts)
            writers[no].customers(1 + 7 * ((no + turn) % 3))
            push(workers[(no + turn) % 2], writers[no], start)

    with ThreadPoolExecutor(4) as pool:
        writing: list[Future[None]] = [pool.submit(write, no) for no in range(4)]
        while not all(each.done() for each in writing):
            reader.poll()
        for each in writing:
            each.result()
    reader.poll()

    assert len(reader.seen) == len(set(reader.seen)) == reader.cursor.position
    assert {fact.id for writer in writers for fact in writer.facts} <= set(reader.seen)


def test_many_offices_registering_namesakes_at_once_never_wait_for_each_other_for_ever(
    workers: Sequence[Centre],
) -> None:
    scopes = [Scope(f"H32.{no:03}") for no in range(10, 18)]
    for scope in scopes:
        make_office(workers[0], scope)
    writers = [Writer(enrolled(workers[0], scope, "Quầy 1")) for scope in scopes]
    names = ["Nguyễn Thị Mẫu", "Trần Văn Mẫu", "Lê Thị Mẫu"]
    started = threading.Barrier(len(writers))

    def register(no: int) -> None:
        started.wait(timeout=30)
        for turn in range(6):
            start = len(writers[no].facts)
            for name in names[no % 3 :] + names[: no % 3]:  # each in another order
                writers[no].customers(3, name)
            push(workers[(no + turn) % 2], writers[no], start)
            beside = scopes[(no + turn) % len(scopes)]  # takes both locks as well
            enrolled(workers[turn % 2], beside, f"Quầy {no * 10 + turn + 2}")

    with ThreadPoolExecutor(len(writers)) as pool:
        registering = [pool.submit(register, no) for no in range(len(writers))]
        for each in registering:
            each.result(timeout=120)  # a deadlock would be Busy, and raise here

    told = [scope for scope in scopes if reports.status(workers[0])[scope]["work"]]
    assert told == []
    assert admin.verify(workers[0]).problems == []
