"""A counter's real store with an invented office in it, as the centre would have published it."""

from __future__ import annotations

import atexit
import secrets
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, MetaData, select, text

from counter_app.bench.invented_office import (
    CENTRE,
    HOUSEHOLD_BUSINESS,
    OFFICE,
    device,
    seed,
)
from counter_app.storage.decisions import Decisions
from counter_app.storage.engine import open_engine, reading, transaction
from counter_app.storage.journal import Author, Journal
from counter_app.storage.projection import project
from counter_app.storage.queries import Queries
from counter_app.storage.tables import READ
from counter_app.storage.work import Desk
from counter_app.usecases.case import (
    CustomerForm,
    Entered,
    FieldName,
    PaperTaken,
    Payment,
    PaymentMethod,
    Reception,
    Source,
)
from counter_app.usecases.receive_dossier import ReceiveDossier
from domain.facts import Fact
from domain.identifiers import SubjectId
from domain.moment import Moment, moment
from domain.office import SUPERVISOR, OfficerGranted

MONDAY = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)  # 09:42 at the office
KEY = bytes(range(32))
HA = SubjectId(b"officer no 00001")
"""Who acts in tests that do not say otherwise: a supervisor."""


@dataclass
class Clock:
    """A clock that a test moves."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


@dataclass
class Counter:
    """One counter's store, and the use-cases on it."""

    engine: Engine
    author: Author
    clock: Clock
    touched: list[SubjectId] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        return Desk(
            engine=self.engine,
            author=lambda: self.author,
            now=self.clock,
            announce=lambda subjects: self.touched.extend(subjects),
        )

    @property
    def receive(self) -> ReceiveDossier:
        return ReceiveDossier(begin=self.desk.begin)

    @property
    def queries(self) -> Queries:
        return Queries(self.engine, self.author.device)


def open_counter(path: Path, number: int = 3, clock: Clock | None = None) -> Counter:
    """A counter that has everything it needs to receive."""
    shutil.copyfile(_seeded(number), path)
    return reopen_counter(path, number, clock)


def reopen_counter(path: Path, number: int = 3, clock: Clock | None = None) -> Counter:
    """The counter of a store that was left behind."""
    author = Author(scope=OFFICE, device=device(number), epoch=1, actor=HA)
    return Counter(open_engine(path, KEY), author, clock or Clock())


@cache
def _seeded(number: int) -> Path:
    """A store as the centre would have filled it; made once, then copied."""
    path = Path(tempfile.mkdtemp(prefix="seeded-office-")) / f"{number}.db"
    atexit.register(shutil.rmtree, path.parent)
    engine = open_engine(path, KEY)
    clock = Clock()
    seed(engine, number, clock)
    grant(engine, clock, HA, "Trịnh Thu Hà", SUPERVISOR)
    engine.dispose()  # the last connection folds the WAL into the file
    return path


def grant(
    engine: Engine, clock: Callable[[], datetime], officer: SubjectId, name: str, *roles: str
) -> None:
    """The centre's word on an officer, as this store has heard it."""
    told = OfficerGranted(username=name.lower(), name=name, roles=roles)
    centre_says(engine, clock, officer, told)


def centre_says(
    engine: Engine, clock: Callable[[], datetime], about: SubjectId, told: Fact
) -> None:
    """A fact of the centre's, as this store has heard it."""
    author = Author(scope=OFFICE, device=CENTRE, epoch=1, actor=SubjectId(CENTRE))
    with transaction(engine) as connection:
        journal = Journal(connection, secrets.token_bytes)
        entries = journal.write(author, about, [told], moment(clock()))
        project(connection, about, entries)
        connection.commit()


def person(name: str, number: str = "056188004217", **others: str) -> CustomerForm:
    """A person as typed at the counter."""
    fields = {"identity_number": number, "name": name, "sex": "Nữ", "born": "1988-03-14"}
    texts = {**fields, "address": "Tổ 5, phường Bắc Nha Trang", "phone": "0905000118", **others}
    return CustomerForm(
        fields={FieldName(n): Entered(text=v, source=Source.TYPED) for n, v in texts.items()}
    )


def reception(customer: CustomerForm, **changed: Any) -> Reception:
    """A complete case of the procedure that the demonstration uses."""
    told: dict[str, Any] = {
        "case": str(uuid4()),
        "customer": customer,
        "procedure": HOUSEHOLD_BUSINESS,
        "papers": tuple(PaperTaken(no=n, originals=1, copies=1) for n in range(1, 5)),
        "payment": Payment(method=PaymentMethod.CASH, amount=50_000, tendered=100_000),
    }
    return Reception(**{**told, **changed})


def tables(engine: Engine, metadata: MetaData = READ) -> Mapping[str, list[tuple[Any, ...]]]:
    """Everything in the read tables, in an order of its own."""
    with reading(engine) as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
        rows = connection.execute(text("SELECT rowid FROM customer_name ORDER BY rowid"))
        return {**found, "customer_name": [tuple(row) for row in rows]}


def decisions(counter: Counter) -> Decisions:
    """What waits for a person's word, as whoever sits there sees it."""
    now = moments(counter.clock)
    return Decisions(counter.engine, counter.author.device, now, lambda: counter.author.actor)


def moments(clock: Callable[[], datetime]) -> Callable[[], Moment]:
    """The clock as moments."""
    return lambda: moment(clock())
