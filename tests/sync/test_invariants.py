"""What docs/invariants.md promises, where no other test would notice its loss."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from counter_app.storage import customers as found
from counter_app.storage import tables as t
from counter_app.storage.engine import driver_of, reading, transaction
from counter_app.storage.journal import Journal
from domain.customer import CustomerChanged
from domain.identifiers import CustomerId, SubjectId
from domain.moment import Stamp, stamp_moment
from sync.client.schedule import Waiting
from sync.protocol.errors import LinkLost, PeerBrokeProtocol
from sync.protocol.heads import Head
from sync.protocol.messages import Cursor, SyncAnswer
from tests.sync.central.service import Counter, Service, counters


def cursor(counter: Counter) -> Any:
    with reading(counter.engine) as connection:
        return connection.execute(select(t.link.c.position)).scalar()


def test_i1_facts_and_cursor_move_together_or_not_at_all(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        one.register("Lê Thị Một")
        one.exchange()
        with transaction(other.engine) as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER torn BEFORE INSERT ON link BEGIN SELECT RAISE(ABORT, 'torn'); END"
            )
            connection.commit()

        with pytest.raises(DatabaseError, match="torn"):
            other.exchange()

        assert (other.facts(), cursor(other)) == (0, None)


def test_i3_only_what_is_here_can_be_acknowledged(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        one.register("Lê Thị Ba")
        told = Head(one.identity.device, 1, 1, secrets.token_bytes(32))
        answer = SyncAnswer(
            acknowledged=(told,),
            refused=(),
            runs=(),
            more=False,
            cursor=Cursor(b"i" * 8, 1),
            digest=b"",
            clock=0,
        )

        with pytest.raises(PeerBrokeProtocol, match="không có ở chỗ đó"):
            one.replica().apply(answer)

        with reading(one.engine) as connection:
            assert connection.execute(select(t.head.c.shared_seq)).scalar() == 0


def test_i6_two_words_on_one_matter_stand_side_by_side(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        subject = one.register("Lê Thị Sáu")
        for each in (one, other):
            each.exchange()
        for each, phone in ((one, "0905000001"), (other, "0905000002")):
            changed = CustomerChanged(field="phone", value=phone, before="", source="typed")
            each.write(changed, subject=subject)
        for each in (one, other, one):
            each.exchange()

        for each in (one, other):
            with reading(each.engine) as connection:
                row = select(t.customer.c.disputed).where(t.customer.c.id == subject)
                assert connection.execute(row).scalar() == "customer.phone"
                line = found.by_id(driver_of(connection), CustomerId(subject))
            assert line is not None


def test_i9_waiting_without_a_cause_and_an_end_cannot_be_said() -> None:
    with pytest.raises(TypeError):
        Waiting(LinkLost("cut"))  # type: ignore[call-arg]  # that is the point


def test_i11_a_stamp_beyond_the_bound_moves_nobody_elses_clock(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        one.ahead_ms = 30 * 3600 * 1000
        one.register("Lê Thị Mười Một")
        one.exchange()
        other.exchange()

        with reading(other.engine) as connection:
            journal = Journal(connection, secrets.token_bytes)
            newest: Stamp = journal.newest_stamp()
        assert stamp_moment(newest) <= other.now() + 60_000
        assert SubjectId(one.identity.device) != SubjectId(other.identity.device)
