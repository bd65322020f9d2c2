"""Two offices with a counter each, and what is asked and known of a citizen in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from domain.customer import Customer, CustomerChanged, CustomerRegistered, fold
from domain.dossier import DossierReceived, FeeTaken
from domain.identifiers import (
    CustomerId,
    DossierCode,
    FactId,
    ProcedureCode,
    ReceiptNumber,
    SubjectId,
)
from domain.moment import Moment
from sync.central import relaying
from sync.central.store import tables
from sync.protocol.cbor import decode_own
from tests.office import tables as read_tables
from tests.sync.central.service import OFFICER, Counter, Service, counters

REASON = "Khách đến nộp hồ sơ tại quầy"
NUMBER = "056188004217"


@dataclass(frozen=True)
class Two:
    """Two offices, a counter in each."""

    service: Service
    home: Counter
    away: Counter

    def settle(self) -> None:
        """Everything told everywhere, and proven."""
        for counter in (self.home, self.away):
            counter.exchange()
        relaying.deliver_all(self.service.centre)
        for counter in (self.home, self.away):
            counter.exchange()


@contextmanager
def offices(service: Service, folder: Path, number: int) -> Iterator[Sequence[Counter]]:
    """So many offices, a counter in each."""
    folder = folder / str(number)
    folder.mkdir()
    with counters(service, service.office(), folder, 1) as (first,):
        if number == 1:
            yield [first]
        else:
            with offices(service, folder, number - 1) as others:
                yield [first, *others]


def ask(counter: Counter, number: str, what: str = "identity", **changed: Any) -> dict[str, Any]:
    told = {"what": what, "number": number, "purpose": "receive", "reason": REASON}
    asked = {**told, "officer": OFFICER, **changed}
    answer = counter.link.post_value("/v1/introduce", asked)
    assert isinstance(answer, dict)
    return answer


def registered(counter: Counter, number: str, name: str = "Nguyễn Thị Hồng Nhung") -> SubjectId:
    told = CustomerRegistered(
        sort="individual",
        name=name,
        identity_number=number,
        phone=f"0905{number[-6:]}",
        address="Tổ 5, phường Bắc Nha Trang",
    )
    subject = counter.write(told)
    counter.exchange()
    return subject


def change(field: str, value: str) -> CustomerChanged:
    return CustomerChanged(field=field, value=value, before="", source="typed", reason="khách báo")


def customer(counter: Counter, subject: SubjectId) -> Customer | None:
    with reading(counter.engine) as connection:
        return fold(Journal(connection, bytes).about(subject))


def state(counter: Counter, subject: SubjectId) -> tuple[Any, ...]:
    """What an office believes of a customer."""
    found = customer(counter, subject)
    assert found is not None
    return found.fields, found.username, found.registered, found.disputed, found.sort


def kinds(counter: Counter, subject: SubjectId) -> list[str]:
    with reading(counter.engine) as connection:
        told = select(t.fact.c.envelope).where(t.fact.c.subject == subject).order_by(t.fact.c.pos)
        return [decode_own(row[0])[13] for row in connection.execute(told)]


def rebuilt(counter: Counter) -> bool:
    before = read_tables(counter.engine)
    with transaction(counter.engine) as connection:
        rebuild(connection, Journal(connection, bytes))
        connection.commit()
    return before == read_tables(counter.engine)


def fresh_number(service: Service) -> str:
    """A number that no other test of this centre uses."""
    with service.centre.store.reading() as snapshot:
        taken = len(snapshot.execute(select(tables.identity)).all())
    return f"05618801{taken:04}"


def received(counter: Counter, subject: SubjectId) -> tuple[SubjectId, str]:
    code = f"{counter.identity.scope}-261123-0001"
    told = DossierReceived(
        case=bytes(16),
        code=DossierCode(code),
        procedure=ProcedureCode("1.001612"),
        procedure_fact=FactId(bytes(32)),
        customer=CustomerId(subject),
        due=Moment(1_795_000_000_000),
        limit=0,
        calendar="2026",
        papers=((1, 1, 1),),
        channel="counter",
    )
    paid = FeeTaken(receipt=ReceiptNumber("Q1-000001"), amount=50_000, method="cash")
    return counter.write(told, paid), code


def no_file(_sha256: bytes) -> bytes:
    raise AssertionError("no files here")
