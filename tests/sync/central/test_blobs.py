"""Scans go after the facts that name them, in parts, and are whole only when the hash says so."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest

from counter_app.storage.identity import Identity
from domain.dossier import ScanAttached
from domain.identifiers import Scope
from domain.moment import Moment
from sync.central import admin
from sync.central.uploads import ASKED
from sync.client.files import FileSender, fetch_file
from sync.client.http_link import HttpLink, Refusal
from sync.protocol.cbor import Value
from sync.protocol.errors import LinkLost, PeerBrokeProtocol
from tests.rig_postgres import postgres
from tests.rig_s3 import s3_server
from tests.sync.central.blob_rig import spoil
from tests.sync.central.service import Service, enrolled, link_to, serving
from tests.sync.central.writer import Writer

PART = 256 * 1024
DATA = secrets.token_bytes(2 * PART + 300_000)
HASH = hashlib.sha256(DATA).digest()


@pytest.fixture(
    scope="module",
    params=[
        "sqlite, folder",
        "sqlite, s3",
        pytest.param("postgresql, s3", marks=pytest.mark.rig),
    ],
)
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Two workers on each kind of store."""
    database, blobs = request.param.split(", ")
    folder = tmp_path_factory.mktemp(database + blobs)
    with ExitStack() as stack:
        where = stack.enter_context(s3_server()) if blobs == "s3" else ""
        url = str(folder / "centre.db")
        if database == "postgresql":
            url = stack.enter_context(postgres())
        yield stack.enter_context(serving(url, folder, blobs=where))


class Memory:
    """A file that grows in memory."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def size(self) -> int:
        return len(self.data)

    def add(self, part: bytes) -> None:
        self.data += part

    def joined(self) -> bytes:
        return self.data

    def clear(self) -> None:
        self.data = b""


def never(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def send(
    link: HttpLink,
    data: bytes,
    pressing: Callable[[float], bool] = never,
    progress: Callable[[int], None] = lambda _: None,
) -> bool:
    sender = FileSender(link=link, clock=time.monotonic)
    return sender.send(hashlib.sha256(data).digest(), data, pressing, progress)


def fetch(link: HttpLink, data: bytes, kept: Memory | None = None) -> bytes:
    sha256 = hashlib.sha256(data).digest()
    return fetch_file(link, sha256, kept or Memory(), time.monotonic, lambda _at, _of: None)


@contextmanager
def naming(service: Service, *data: bytes, scope: Scope | None = None) -> Iterator[Identity]:
    """A counter whose office has a fact that names each of these scans."""
    writer = Writer(enrolled(service, scope or service.office()))
    for each in data:
        sha256 = hashlib.sha256(each).digest()
        writer.write(ScanAttached(component=1, sha256=sha256, size=len(each), pages=3))
    with link_to(service.url, writer.identity.private_key(), writer.identity.device) as link:
        link.ask(writer.push())
    yield writer.identity


@contextmanager
def named(service: Service, *data: bytes) -> Iterator[HttpLink]:
    with (
        naming(service, *data) as identity,
        link_to(service.url, identity.private_key(), identity.device) as link,
    ):
        yield link


def test_a_scan_cut_in_the_middle_goes_on_where_it_stood(service: Service) -> None:
    with named(service, DATA) as link:
        link.put_blob(HASH, 0, DATA[:PART], len(DATA))
        cut_in_the_middle_of_a_part(service)
        reached: list[int] = []

        assert send(link, DATA, progress=reached.append)

        assert reached[0] == 2 * PART
        assert reached[-1] == len(DATA)
        assert link.blob_offset(HASH) is None
        assert link._send("GET", f"/v1/blobs/{HASH.hex()}", b"", {}).body == DATA


def cut_in_the_middle_of_a_part(service: Service) -> None:
    """A request that promises more than it sends, and goes away."""
    host, _, port = service.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as plug:
        head = (
            f"PUT /v1/blobs/{HASH.hex()} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 900000\r\n\r\n"
        )
        plug.sendall(head.encode() + DATA[:5_000])


def test_facts_that_press_stop_a_scan_after_each_part(service: Service) -> None:
    reached: list[int] = []
    with named(service, DATA) as link:
        rounds = 1
        while not send(link, DATA, lambda _: True, reached.append):
            rounds += 1

    assert rounds == len(reached) >= 3
    assert reached == sorted(set(reached))


def test_a_wrong_offset_is_told_the_right_one(service: Service) -> None:
    with named(service, DATA) as link:
        link.put_blob(HASH, 0, DATA[:1000], len(DATA))

        with pytest.raises(Refusal) as refused:
            link.put_blob(HASH, 0, DATA[:1000], len(DATA))

        assert refused.value.status == 409
        assert link.blob_offset(HASH) == 1000


def test_other_bytes_than_the_name_says_begin_again(service: Service) -> None:
    data = secrets.token_bytes(5000)
    with named(service, data) as link:
        sha256 = hashlib.sha256(data).digest()

        with pytest.raises(Refusal) as refused:
            link.put_blob(sha256, 0, data[1:] + b"x", 5000)

        assert refused.value.status == 422
        assert link.blob_offset(sha256) == 0
        assert send(link, data)
        assert fetch(link, data) == data


def test_a_scan_that_no_fact_of_the_office_names_is_refused(service: Service) -> None:
    with named(service, DATA) as mine, named(service, b"other") as foreign:
        send(mine, DATA)

        for refused in (
            lambda: foreign.blob_offset(HASH),
            lambda: foreign.put_blob(HASH, 0, DATA[:100], len(DATA)),
            lambda: foreign.get_blob(HASH, 0, 100),
        ):
            with pytest.raises(Refusal) as error:
                refused()
            assert error.value.status == 404
        assert foreign.wanted_blobs(b"") != mine.wanted_blobs(b"")


def test_a_size_that_the_fact_does_not_name_is_refused(service: Service) -> None:
    with named(service, DATA) as link:
        with pytest.raises(Refusal) as other_size:
            link.put_blob(HASH, 0, b"x", 1)
        with pytest.raises(Refusal) as too_large:
            link.put_blob(HASH, 0, b"x", 65 * 1024 * 1024)

    assert (other_size.value.status, too_large.value.status) == (422, 413)


def test_a_scan_is_fetched_from_where_it_stands_and_verified(service: Service) -> None:
    with named(service, DATA) as link:
        send(link, DATA)

        assert fetch(link, DATA, Memory(DATA[:300_001])) == DATA
        assert link.get_blob(HASH, 7, 13) == (DATA[7:20], len(DATA))

        wrong = Memory(b"wrong")
        with pytest.raises(PeerBrokeProtocol, match="không khớp"):
            fetch(link, DATA, wrong)
        assert fetch(link, DATA, wrong) == DATA
        with pytest.raises(Refusal):
            link.get_blob(HASH, len(DATA), 1)


def test_two_counters_of_an_office_send_the_same_scan_together(service: Service) -> None:
    data, scope = secrets.token_bytes(1_500_000), service.office()
    with (
        naming(service, data, scope=scope) as one,
        naming(service, data, scope=scope) as other,
        link_to(service.url, one.private_key(), one.device) as first,
        link_to(service.url, other.private_key(), other.device) as second,
    ):
        sent = [False, False]
        while not all(sent):
            for at, link in enumerate((first, second)):
                sent[at] = sent[at] or send(link, data, lambda _: True)

        assert fetch(second, data) == data


def test_what_is_missing_is_wanted_and_told_once(service: Service) -> None:
    data = secrets.token_bytes(3000)
    sha256 = hashlib.sha256(data).digest()
    with named(service, data) as link:
        mark, wanted = link.wanted_blobs(b"") or (b"", [])

        assert wanted == [sha256]
        assert link.wanted_blobs(mark) is None
        send(link, data)
        assert (link.wanted_blobs(mark) or (b"", [b"-"]))[1] == []


@pytest.mark.parametrize("harm", ["lost", "damaged"])
def test_a_scan_that_the_centre_lost_is_wanted_again(service: Service, harm: str) -> None:
    data = secrets.token_bytes(70_000)
    sha256 = hashlib.sha256(data).digest()
    with named(service, data) as link:
        send(link, data)
        spoil(service.centre.blobs, sha256, harm)
        problem = f"tệp quét {sha256.hex()} {'mất' if harm == 'lost' else 'hỏng'}"

        assert problem in admin.verify(service.centre).problems
        assert problem in admin.verify(service.centre, repair=True).problems

        assert link.blob_offset(sha256) == 0
        assert (link.wanted_blobs(b"") or (b"", []))[1] == [sha256]
        assert send(link, data)
        assert fetch(link, data) == data
        assert problem not in admin.verify(service.centre).problems


def test_who_asks_how_far_a_lost_scan_is_finds_it_wanted(service: Service) -> None:
    data = secrets.token_bytes(2000)
    sha256 = hashlib.sha256(data).digest()
    with named(service, data) as link:
        send(link, data)
        spoil(service.centre.blobs, sha256, "lost")

        assert link.blob_offset(sha256) == 0
        assert (link.wanted_blobs(b"") or (b"", []))[1] == [sha256]


def test_of_many_scans_those_that_are_not_whole_are_told_in_one_answer(service: Service) -> None:
    stands, lost, unsent, nobodys = (secrets.token_bytes(2000) for _ in range(4))
    asked = [hashlib.sha256(each).digest() for each in (stands, lost, unsent, nobodys)]
    with named(service, stands, lost, unsent) as link:
        send(link, stands)
        send(link, lost)
        spoil(service.centre.blobs, asked[1], "lost")

        assert sorted(link.lost_blobs(asked)) == sorted(asked[1:3])
        assert (link.wanted_blobs(b"") or (b"", []))[1] == sorted(asked[1:3])
        assert sorted(link.lost_blobs(asked)) == sorted(asked[1:3])  # an answer may be lost
        send(link, lost)
        assert link.lost_blobs(asked) == [asked[2]]
        assert fetch(link, lost) == lost


@pytest.mark.parametrize("asked", [[bytes(31)], ["scan"], [bytes(32)] * (ASKED + 1)])
def test_a_list_of_scans_in_another_form_is_refused(service: Service, asked: list[Value]) -> None:
    with named(service, DATA) as link, pytest.raises(Refusal) as refused:
        link.post_value("/v1/blobs", {"scans": asked})
    assert refused.value.status == 400


def test_damaged_bytes_are_given_to_nobody_and_wanted_again(service: Service) -> None:
    data = secrets.token_bytes(2000)
    sha256 = hashlib.sha256(data).digest()
    with named(service, data) as link:
        send(link, data)
        spoil(service.centre.blobs, sha256, "damaged")

        with pytest.raises(Refusal) as refused:
            link.get_blob(sha256, 0, 9)

        assert refused.value.status == 404
        assert (link.wanted_blobs(b"") or (b"", []))[1] == [sha256]


def test_killed_workers_lose_no_part_that_was_acknowledged(service: Service) -> None:
    data = secrets.token_bytes(3_000_000)
    sha256 = hashlib.sha256(data).digest()
    with named(service, data) as link:
        at, parts = 0, 0
        while at < len(data):
            if parts % 4 == 2:
                os.kill(service.workers()[0], signal.SIGKILL)
            try:
                at = link.put_blob(sha256, at, data[at : at + 200_000], len(data))
                parts += 1
            except LinkLost:
                parts += 1
                time.sleep(0.1)
                reached = patient(lambda: link.blob_offset(sha256))
                assert reached is None or reached >= at
                at = len(data) if reached is None else reached

        assert patient(lambda: send(link, data))
        assert fetch(link, data) == data


def test_a_worker_killed_between_commit_and_its_note_loses_nothing(service: Service) -> None:
    data = secrets.token_bytes(2 * PART)
    sha256 = hashlib.sha256(data).digest()
    scope = service.office()
    with (
        naming(service, data, scope=scope) as identity,
        link_to(service.url, identity.private_key(), identity.device) as link,
    ):
        link.put_blob(sha256, 0, data[:PART], len(data))
        service.centre.blobs.write(scope, sha256, PART, data[PART:])
        assert service.centre.blobs.commit(scope, sha256, len(data))  # and then no more

        assert link.blob_offset(sha256) == PART
        assert send(link, data)
        assert fetch(link, data) == data


def patient(ask: Callable[[], int | None]) -> int | None:
    for _ in range(60):
        try:
            return ask()
        except LinkLost:
            time.sleep(0.1)
    raise AssertionError("the centre did not come back")


def test_old_unfinished_scans_are_swept_and_begin_again(service: Service) -> None:
    with named(service, DATA) as link:
        link.put_blob(HASH, 0, DATA[:PART], len(DATA))
        month = 31 * 24 * 3_600_000
        later = replace(service.centre, now=lambda: Moment(admin.system_clock() + month))

        assert admin.sweep(service.centre) == 0
        assert admin.sweep(later) >= 1

        assert link.blob_offset(HASH) == 0
        assert send(link, DATA)
