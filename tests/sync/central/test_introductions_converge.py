"""Any order of arrival gives the same state, and both offices believe the same of one citizen."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.journal import Journal
from counter_app.storage.projection import project, rebuild
from domain.customer import Customer, CustomerChanged, CustomerRegistered, fold
from domain.identifiers import Scope, SubjectId
from sync.central import admin, introducing, introductions, relaying
from sync.central.answering import answer_reconcile, answer_sync
from sync.central.backups import backup
from sync.central.centre import Centre
from sync.central.enrolment import enrol
from sync.central.errors import NotFound
from sync.central.store import devices
from sync.central.store.devices import Device
from sync.central.store.outbox import Errand, put_in
from sync.central.store.tables import introduced, relayed
from sync.protocol.frame import Sealed, opened
from sync.protocol.messages import ReconcileAnswer, ReconcileRequest, SyncAnswer, SyncRequest
from tests.office import tables
from tests.sync.central.service import KEY, Counter, make_office

HOME, AWAY = Scope("H32.01"), Scope("H32.02")
NUMBER = "056188004217"
WHO = st.sampled_from(["one", "late", "away"])
ACTS = st.lists(st.tuples(WHO, st.sampled_from(["phone", "email", "meet"])), max_size=8)


class Straight:
    """A link without a wire."""

    def __init__(self, centre: Centre, device: bytes) -> None:
        self._centre, self._device = centre, device

    def device(self) -> Device:
        with self._centre.store.reading() as snapshot:
            found = devices.find(snapshot, self._device)
        assert found is not None
        return found

    def ask(self, message: SyncRequest | ReconcileRequest) -> SyncAnswer | ReconcileAnswer:
        if isinstance(message, SyncRequest):
            return answer_sync(self._centre, self.device(), message)
        return answer_reconcile(self._centre, self.device(), message)


class Office:
    """Two counters of one office and one of another, in this process."""

    def __init__(self, centre: Centre, folder: Path, stack: ExitStack) -> None:
        self.centre = centre
        for scope in (HOME, AWAY):
            make_office(centre, scope)
        self.counters = {
            name: self._counter(scope, folder / f"{name}.db", stack)
            for name, scope in (("one", HOME), ("late", HOME), ("away", AWAY))
        }
        registered = CustomerRegistered(
            sort="individual", name="Nguyễn Thị Mẫu", identity_number=NUMBER, phone="0905000000"
        )
        self.subject = self.counters["one"].write(registered)
        for name in ("one", "late"):
            self.counters[name].exchange()

    def _counter(self, scope: Scope, path: Path, stack: ExitStack) -> Counter:
        key = Ed25519PrivateKey.generate()
        code, _ = admin.new_enrol_code(self.centre, scope, path.stem)
        asked = {"code": code, "key": key.public_key().public_bytes_raw()}
        told = enrol(self.centre, asked, "192.0.2.1")
        named = {each: told[each] for each in ("device", "epoch", "scope", "counter", "centre_key")}
        identity = Identity(
            **named,
            certificate=told["certificate"],
            secret=key.private_bytes_raw(),
            centre_url="",
        )
        engine = open_engine(path, KEY)
        stack.callback(engine.dispose)
        link: Any = Straight(self.centre, identity.device)
        return Counter(engine, identity, link)

    def ask(self) -> None:
        link: Any = self.counters["away"].link
        asked = {"what": "identity", "number": NUMBER, "purpose": "receive"}
        told = {**asked, "reason": "Khách đến nộp hồ sơ", "officer": bytes(16)}
        assert introducing.introduce(self.centre, link.device(), told)["found"]
        self.counters["away"].exchange()

    def do(self, name: str, act: str, turn: int) -> None:
        counter = self.counters[name]
        if act == "meet":
            counter.exchange()
            relaying.deliver_all(self.centre)
        elif customer(counter, self.subject) is not None:
            value = f"090500{turn:04}" if act == "phone" else f"mau{turn}@example.vn"
            told = CustomerChanged(field=act, value=value, before="", source="typed")
            counter.write(told, subject=self.subject)

    def settle(self) -> None:
        for _ in range(2):
            for counter in self.counters.values():
                counter.exchange()
            relaying.deliver_all(self.centre)
        for counter in self.counters.values():
            counter.exchange()


@contextmanager
def office() -> Iterator[tuple[Office, Path]]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        centre = admin.open_centre(str(folder / "c.db"), folder / "blobs", folder / "keys")
        stack.callback(centre.store.close)
        yield Office(centre, folder, stack), folder


def customer(counter: Counter, subject: SubjectId) -> Customer | None:
    with reading(counter.engine) as connection:
        return fold(Journal(connection, bytes).about(subject))


def believed(counter: Counter, subject: SubjectId) -> tuple[Any, ...]:
    found = customer(counter, subject)
    assert found is not None
    return found.fields, found.username, found.disputed, found.registered, found.sort


def held(counter: Counter) -> Sequence[Sealed]:
    rows = select(t.fact.c.envelope, t.fact.c.salt, t.fact.c.body).order_by(t.fact.c.pos)
    with reading(counter.engine) as connection:
        return [opened(*row) for row in connection.execute(rows)]


def arrived(path: Path, told: Sequence[Sealed]) -> dict[str, list[tuple[Any, ...]]]:
    """The read tables of a store in which these facts came one by one; rebuilt they are equal."""
    engine = open_engine(path, KEY)
    with transaction(engine) as connection:
        for each in told:
            journal = Journal(connection, secrets.token_bytes)
            journal.keep([each])
            for subject in journal.touched:
                project(connection, subject, journal.about(subject))
        connection.commit()
    live = dict(tables(engine))
    with transaction(engine) as connection:
        rebuild(connection, Journal(connection, secrets.token_bytes))
        connection.commit()
    assert dict(tables(engine)) == live
    engine.dispose()
    return live


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(ACTS, st.integers(0, 8), st.data())
def test_introduced_relayed_and_native_facts_in_any_order_tell_one_story(
    acts: list[tuple[str, str]], asked_at: int, data: st.DataObject
) -> None:
    with office() as (offices, folder):
        for turn, (name, act) in enumerate(acts):
            if turn == asked_at:
                offices.ask()
            offices.do(name, act, turn)
        offices.ask()
        offices.settle()

        one, late, away = offices.counters.values()
        assert believed(one, offices.subject) == believed(away, offices.subject)
        assert believed(one, offices.subject) == believed(late, offices.subject)
        for counter in (one, away):
            facts = held(counter)
            shuffled = data.draw(st.permutations(facts))
            place = folder / f"again-{counter.identity.scope}.db"
            again = arrived(place, shuffled)
            assert again["customer"] == dict(tables(counter.engine))["customer"]
            assert again["introduced"] == dict(tables(counter.engine))["introduced"]
            assert counter.exchange().repairs == 0


def rows_of(centre: Centre, table: Table) -> list[tuple[Any, ...]]:
    with centre.store.reading() as snapshot:
        return sorted((tuple(row) for row in snapshot.execute(select(table))), key=repr)


def relayed_here(counter: Counter, subject: SubjectId) -> int:
    told = [each.frame for each in held(counter)]
    return sum(each.kind == "subject.relayed" and each.subject == subject for each in told)


def set_back(offices: Office, folder: Path, copy: Path) -> None:
    """The database of the copy in the place of today's; whoever opens it notices."""
    offices.centre.store.close()
    for left in folder.glob("c.db*"):
        left.unlink()
    shutil.copyfile(copy, folder / "c.db")
    offices.centre = admin.open_centre(str(folder / "c.db"), folder / "blobs", folder / "keys")
    for counter in offices.counters.values():
        link: Any = counter.link
        link._centre = offices.centre


def test_a_restored_centre_learns_what_it_showed_and_tells_nothing_twice() -> None:
    with office() as (offices, folder):
        one, late, away = offices.counters.values()
        away.exchange()
        backup(str(folder / "c.db"), folder / "copy")
        offices.ask()
        offices.do("one", "phone", 1)
        offices.settle()
        shown = rows_of(offices.centre, introduced), rows_of(offices.centre, relayed)

        set_back(offices, folder, folder / "copy")
        waits = relaying.deliver_all(offices.centre)
        for counter in (one, late, away):
            counter.exchange()
        offices.settle()

        assert waits == 0
        assert (rows_of(offices.centre, introduced), rows_of(offices.centre, relayed)) == shown
        assert relayed_here(away, offices.subject) == 1
        offices.do("one", "email", 2)
        offices.do("away", "phone", 3)
        offices.settle()
        assert believed(one, offices.subject) == believed(away, offices.subject)
        assert relayed_here(away, offices.subject) == 2
        assert admin.verify(offices.centre).problems == []
        offices.centre.store.close()


def test_an_errand_that_cannot_be_done_is_held_and_the_others_go_on() -> None:
    with office() as (offices, _folder):
        offices.ask()
        broken = Errand(
            target=AWAY, kind="of a later release", origin=HOME, subject=offices.subject
        )
        with offices.centre.store.writing() as transaction_:
            put_in(transaction_, [broken], offices.counters["one"].now())
            transaction_.commit()
        offices.do("one", "phone", 1)
        offices.settle()

        one, _, away = offices.counters.values()
        assert believed(one, offices.subject) == believed(away, offices.subject)
        assert introductions.errands(offices.centre) == (0, 1)
        introductions.try_again(offices.centre)
        assert introductions.errands(offices.centre) == (0, 1)


def test_a_purpose_that_is_met_ends_by_an_order_and_the_book_tells_who_asked() -> None:
    with office() as (offices, _folder):
        offices.ask()
        introductions.end_now(offices.centre, AWAY, offices.subject)
        offices.do("one", "phone", 1)
        offices.settle()

        away = offices.counters["away"]
        found = customer(away, offices.subject)
        (shown,) = introductions.shown_in(offices.centre, AWAY)
        (asked,) = introductions.book(offices.centre, AWAY, 1)
        assert found is not None
        assert found.fields["phone"] == "0905000000"
        assert shown["state"] == "ended"
        assert (asked["ending"], asked["outcome"]) == (NUMBER[-4:], "introduced")
        with pytest.raises(NotFound):
            introductions.end_now(offices.centre, AWAY, offices.subject)
