"""What the centre says of single facts: set aside, released, contents destroyed by order of law."""

from __future__ import annotations

import secrets
import time
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from counter_app.devices.bundle import BlobStore as BundleStore
from counter_app.devices.vault import Vault
from counter_app.storage import tables as t
from counter_app.storage.engine import reading, transaction
from counter_app.storage.file_queue import FileQueue, condemned
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.storage.verification import last_look, verify
from domain.aside import FactQuarantined
from domain.customer import CustomerChanged
from domain.dossier import DossierReceived, ScanAttached
from domain.identifiers import CustomerId, DossierCode, FactId, ProcedureCode, SubjectId
from domain.moment import Moment
from sync.central import admin, orders
from sync.central.errors import NotFound
from sync.client.files import FileSender
from tests.sync.central.service import Counter, Service, counters

_serials = count(1)


def no_file(_sha256: bytes) -> bytes:
    raise AssertionError("no files here")


def customer_names(counter: Counter) -> set[str]:
    with reading(counter.engine) as connection:
        return {row[0] for row in connection.execute(select(t.customer.c.name))}


def aside(counter: Counter) -> dict[bytes, str]:
    with reading(counter.engine) as connection:
        rows = connection.execute(select(t.aside.c.fact, t.aside.c.reason))
        return {row[0]: row[1] for row in rows}


def test_a_fact_set_aside_counts_nowhere_until_it_is_released(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        subject = one.register("Lê Thị Ngân")
        one.exchange()
        one.ahead_ms = 25 * 3600 * 1000
        change = CustomerChanged(field="name", value="Lê Thị Ngàn", before="", source="typed")
        one.write(change, subject=subject)
        one.ahead_ms = 0

        for each in (one, other):
            each.exchange()
        held = orders.held(service.centre, scope)
        before = [customer_names(each) for each in (one, other)]

        orders.release(service.centre, scope, bytes.fromhex(held[0][0]), "đồng hồ đã chỉnh")
        for each in (one, other):
            each.exchange()

        assert len(held) == 1
        assert before == [{"Lê Thị Ngân"}, {"Lê Thị Ngân"}]
        for each in (one, other):
            assert customer_names(each) == {"Lê Thị Ngàn"}
            assert not aside(each)
        assert orders.held(service.centre, scope) == []


def test_a_registration_that_is_released_gets_its_account(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        one.ahead_ms = 25 * 3600 * 1000
        subject = one.register("Lê Thị Sớm", f"05618801{next(_serials):04}")
        one.ahead_ms = 0
        one.exchange()
        ((held, _),) = orders.held(service.centre, scope)
        before = one.username(subject)

        orders.release(service.centre, scope, bytes.fromhex(held), "đồng hồ đã chỉnh")
        one.exchange()

        assert before is None
        assert one.username(subject) is not None


def test_a_held_fact_is_told_with_its_reason_at_every_counter(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        one.ahead_ms = 25 * 3600 * 1000
        one.register("Lê Thị Sớm")
        one.exchange()
        other.exchange()

        for each in (one, other):
            assert [reason.startswith("Ô “Giờ ghi” đi trước") for reason in aside(each).values()]
            assert not customer_names(each)
        with transaction(other.engine) as connection:
            rebuild(connection, Journal(connection, bytes))
            connection.commit()
        assert aside(one) == aside(other)


def test_contents_destroyed_by_order_are_gone_everywhere_and_all_still_verifies(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 3) as (one, other, later):
        subject = one.register("Phạm Thị Xóa", "056188000111")
        kept = one.register("Phạm Thị Giữ")
        for each in (one, other):
            each.exchange()

        erased = orders.erase(service.centre, scope, subject, "QĐ 12/2026")
        proven = [each.exchange() for each in (one, other, later, one)]

        assert erased.facts == 2  # the registration, and the username that was given
        assert len({each.digest for each in proven}) == 1
        for each in (one, other, later):
            assert customer_names(each) == {"Phạm Thị Giữ"}
            assert verify(each.engine, no_file, each.now()).problems == []
            assert each.username(kept) is not None
            with reading(each.engine) as connection:
                bodies = select(t.fact.c.body).where(t.fact.c.subject == subject)
                told = b"".join(row[0] for row in connection.execute(bodies))
            assert b"X\xc3\xb3a" not in told
        assert admin.verify(service.centre).problems == []
        with pytest.raises(NotFound):
            orders.erase(service.centre, scope, subject, "lần nữa")


class Files:
    """A counter's folder of scans."""

    def __init__(self, folder: Path) -> None:
        self.store = BundleStore(folder, Vault(bytes(32)))

    def queue(self, counter: Counter) -> FileQueue:
        sender = FileSender(link=counter.link, clock=time.monotonic)
        return FileQueue(
            engine=counter.engine,
            link=counter.link,
            files=self.store,
            sender=sender,
            now=counter.now,
            announce=lambda _ids: None,
        )


def test_scans_go_with_the_dossiers_of_whom_they_show(service: Service, tmp_path: Path) -> None:
    """One scan is named by another customer's dossier too, and stays."""
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        files = Files(tmp_path / "scans")
        queue = files.queue(one)
        gone, kept = (files.store.put(secrets.token_bytes(5_000)) for _ in range(2))
        subject, other = one.register("Phạm Thị Xóa"), one.register("Phạm Thị Giữ")
        receive(one, subject, gone, kept)
        receive(one, other, kept)
        one.exchange()
        assert queue(lambda _size: False) is False
        assert {service.centre.blobs.read(each) for each in (gone, kept)} != {None}

        erased = orders.erase(service.centre, scope, subject, "QĐ 12/2026", dossiers=True)
        one.exchange()
        queue(lambda _size: False)

        assert (erased.facts, erased.scans) == (5, 1)
        assert [service.centre.blobs.read(each) is None for each in (gone, kept)] == [True, False]
        assert [files.store.holds(each) for each in (gone, kept)] == [False, True]
        assert condemned(one.engine) == []
        assert one.link.wanted_blobs(b"") is not None
        assert verify(one.engine, files.store.get, one.now()).problems == []
        assert admin.verify(service.centre).problems == []


def receive(counter: Counter, customer: SubjectId, *scans: bytes) -> SubjectId:
    """A dossier with these scans of 5 000 bytes, waiting to be sent."""
    code = f"{counter.identity.scope}-261126-{next(_serials):04}"
    received = DossierReceived(
        case=secrets.token_bytes(16),
        code=DossierCode(code),
        procedure=ProcedureCode("1.001612"),
        procedure_fact=FactId(bytes(32)),
        customer=CustomerId(customer),
        due=Moment(counter.now()),
        limit=0,
        calendar="1",
        papers=(),
        channel="counter",
    )
    attached = [ScanAttached(component=1, sha256=sha256, size=5_000, pages=1) for sha256 in scans]
    dossier = counter.write(received, *attached)
    rows = [{"sha256": s, "size": 5_000, "sent": 0, "done": 0, "at": 1} for s in scans]
    with transaction(counter.engine) as connection:
        connection.execute(insert(t.blob).prefix_with("OR IGNORE"), rows)
        connection.commit()
    return dossier


def test_contents_that_went_without_an_order_are_missing(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        one.register("Phạm Thị Còn")
        one.exchange()
        with transaction(one.engine) as connection:
            connection.exec_driver_sql(
                "UPDATE fact SET salt = x'', body = x'' WHERE pos = (SELECT max(pos) FROM fact)"
            )
            connection.commit()

        found = verify(one.engine, no_file, one.now())
        missing = last_look(one.engine).missing
        one.exchange()

        assert (found.holes, missing) == (1, 1)
        assert verify(one.engine, no_file, one.now()).problems == []
        assert last_look(one.engine).missing == 0


def test_a_counters_own_word_sets_nothing_aside(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        subject = one.register("Lê Thị Ngay")
        for each in (one, other):
            each.exchange()
        with reading(one.engine) as connection:
            told = select(t.fact.c.id).where(t.fact.c.subject == subject).order_by(t.fact.c.pos)
            id_ = connection.execute(told).scalar()

        other.write(FactQuarantined(fact=id_ or b"", reason="phá"), subject=subject)
        for each in (other, one):
            each.exchange()

        for each in (one, other):
            assert customer_names(each) == {"Lê Thị Ngay"}
