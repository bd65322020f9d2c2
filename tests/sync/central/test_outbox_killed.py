"""Workers killed at every step of the outbox: each errand is done once, in its order (I4, I10)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from counter_app.storage.identity import Identity
from domain.customer import CustomerChanged, CustomerRegistered, fold
from domain.facts import Fact
from domain.identifiers import Scope, SubjectId
from sync.central import admin, introducing, relaying
from sync.central.answering import answer_sync
from sync.central.centre import Centre
from sync.central.enrolment import enrol
from sync.central.store import devices, tables
from sync.central.store.stories import Story
from sync.protocol.cbor import decode
from tests.rig_postgres import postgres
from tests.sync.central.service import make_office
from tests.sync.central.writer import Writer

HOME, AWAY = Scope("H32.01"), Scope("H32.02")
NUMBER = "056188004217"
CHANGES = 3


@pytest.fixture(params=["one on SQLite", pytest.param("two on PostgreSQL", marks=pytest.mark.rig)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A database, and how many workers do its errands at once."""
    with ExitStack() as stack:
        if request.param.startswith("one"):
            yield str(tmp_path / "centre.db"), 1
        else:
            yield stack.enter_context(postgres()), 2


def writer_in(centre: Centre, scope: Scope) -> Writer:
    make_office(centre, scope)
    key = Ed25519PrivateKey.generate()
    code, _ = admin.new_enrol_code(centre, scope, "Quầy 1")
    asked = {"code": code, "key": key.public_key().public_bytes_raw()}
    told = enrol(centre, asked, "192.0.2.1")
    named = {name: told[name] for name in ("device", "epoch", "scope", "counter", "certificate")}
    secret, centre_key = key.private_bytes_raw(), told["centre_key"]
    return Writer(Identity(**named, secret=secret, centre_url="", centre_key=centre_key))


def push(centre: Centre, writer: Writer, subject: SubjectId, *told: Fact) -> None:
    start = len(writer.facts)
    for fact in told:
        writer.write(fact, subject=subject)
    with centre.store.reading() as snapshot:
        device = devices.find(snapshot, writer.identity.device)
    assert device is not None
    answer_sync(centre, device, writer.push(start))


def change(at: int) -> CustomerChanged:
    return CustomerChanged(field="phone", value=f"09050000{at:02}", before="", source="typed")


def ask_without_delivering(centre: Centre, writer: Writer, subject: SubjectId) -> None:
    with centre.store.reading() as snapshot:
        device = devices.find(snapshot, writer.identity.device)
    assert device is not None
    question = introducing.Question(
        what="identity",
        number=NUMBER,
        purpose="receive",
        reason="Khách đến nộp hồ sơ",
        officer=bytes(16),
    )
    introducing._ask(centre, device, question, (HOME, subject))


def prepared(database: str, folder: Path) -> tuple[Centre, SubjectId, list[bytes]]:
    """A citizen asked for and changed meanwhile; nothing of it is delivered yet."""
    centre = admin.open_centre(database, folder / "blobs", folder / "keys")
    home, away = writer_in(centre, HOME), writer_in(centre, AWAY)
    subject = SubjectId(bytes([1]) * 16)
    registered = CustomerRegistered(
        sort="individual", name="Nguyễn Thị Mẫu", identity_number=NUMBER, phone="0905000118"
    )
    push(centre, home, subject, registered)
    ask_without_delivering(centre, away, subject)
    relaying.deliver(centre, AWAY)
    for at in range(CHANGES):
        push(centre, home, subject, change(at))
    push(centre, away, subject, CustomerChanged(field="sex", value="Nữ", before="", source="typed"))
    return centre, subject, [each.id for each in home.facts[1:]]


def relays(centre: Centre, scope: Scope) -> list[bytes]:
    """The facts of other offices told in a scope, in the order of its feed."""
    told = select(tables.fact.c.body).where(
        tables.fact.c.scope == scope, tables.fact.c.kind == "subject.relayed"
    )
    with centre.store.reading() as snapshot:
        rows = snapshot.execute(told.order_by(tables.fact.c.position)).all()
    return [decode(bytes(row[0]))["told"][0] for row in rows]


def test_every_errand_is_done_once_whatever_dies(place: tuple[str, int], tmp_path: Path) -> None:
    database, workers = place
    centre, subject, changed = prepared(database, tmp_path)
    centre.store.close()
    stride = os.environ.get("STRIDE", "5")
    command = [sys.executable, "-m", "tests.sync.central.errands_and_die", database]
    running = [
        subprocess.Popen(
            [*command, str(tmp_path / "keys"), stride], stdout=subprocess.PIPE, text=True
        )
        for _ in range(workers)
    ]

    deaths = [int(each.communicate(timeout=120)[0]) for each in running]

    centre = admin.open_centre(database, tmp_path / "blobs", tmp_path / "keys")
    with centre.store.reading() as snapshot:
        waiting = snapshot.execute(select(tables.outbox)).all()
        home, away = (fold(Story(snapshot, each, subject).entries) for each in (HOME, AWAY))
    assert sum(deaths) >= 10
    assert waiting == []
    assert relays(centre, AWAY) == changed
    assert len(relays(centre, HOME)) == 1
    assert home is not None
    assert away is not None
    assert (home.fields, home.username, home.disputed) == (
        away.fields,
        away.username,
        away.disputed,
    )
    assert admin.verify(centre).problems == []
    centre.store.close()
