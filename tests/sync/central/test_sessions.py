"""Counter sessions at the centre: its own expected cash, from its own facts, on both databases."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from counter_app.storage.day_closes import SEALED
from counter_app.storage.engine import transaction
from counter_app.storage.journal import Author, Journal
from domain.cash import Amounts
from domain.dossier import FeeJoined, FeeRefunded, FeeTaken
from domain.facts import Fact, body_of
from domain.identifiers import (
    NO_SESSION,
    OfficerId,
    ReceiptNumber,
    Scope,
    SessionId,
    SubjectId,
    uuid7,
)
from domain.session import (
    TO_SAFE,
    CashMoved,
    SessionClosed,
    SessionCounted,
    SessionOpened,
    SessionTakenOver,
)
from sync.central import orders, reports
from sync.central.sessions import told_of
from sync.protocol.cbor import encode
from sync.protocol.frame import NO_PREVIOUS, SALT_BYTES, Frame, seal
from tests.sync.central.days import closing, receive, today
from tests.sync.central.service import OFFICER, Counter, Service, counters

CLERK = OfficerId(OFFICER)


def opened(counter: Counter, number: int = 1) -> SessionId:
    word = SessionOpened(series="Q3", number=number, notes=((100_000, 5),), officer=CLERK)
    return SessionId(counter.write(word))


def fee(
    counter: Counter,
    no: int,
    session: SessionId = NO_SESSION,
    amount: int = 50_000,
    method: str = "cash",
) -> SubjectId:
    receipt = ReceiptNumber(f"Q3-{no:06}")
    return counter.write(FeeTaken(receipt=receipt, amount=amount, method=method, session=session))


def closed(*expected: tuple[str, int]) -> SessionClosed:
    amounts: Amounts = expected
    return SessionClosed(series="Q3", z=1, expected=amounts, counted=amounts)


def listed(service: Service, scope: Scope) -> list[Mapping[str, Any]]:
    return list(told_of(service.centre, scope, today()))


def test_the_centre_expects_what_its_facts_say(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        session = opened(counter)
        fee(counter, 1, session)
        paid = fee(counter, 2, session, method="transfer")
        stray = fee(counter, 3, amount=7_000)
        back = FeeRefunded(
            receipt=ReceiptNumber("Q3-000002"),
            amount=20_000,
            method="cash",
            reason="Cơ quan không làm được",
            session=session,
        )
        counter.write(back, subject=paid)
        counter.write(
            CashMoved(way=TO_SAFE, amount=100_000, receiver="Trịnh Thu Hà", document="PC 1"),
            subject=session,
        )
        counter.exchange()
        assert listed(service, scope)[0]["expected"] == {"cash": 430_000, "transfer": 50_000}

        joined = FeeJoined(receipt=ReceiptNumber("Q3-000003"), session=session)
        counter.write(joined, subject=stray)
        counter.write(SessionCounted(notes=((1_000, 437),)), subject=session)
        counter.exchange()

        (told,) = listed(service, scope)
        assert told["expected"] == {"cash": 437_000, "transfer": 50_000}
        assert (told["session"], told["state"], told["counter"]) == ("Q3-1", "open", "Quầy 1")
        assert told["counted"] == {"cash": 437_000}
        shown = reports.status(service.centre)[scope]["sessions"]
        assert shown == [told]
        counter.write(closed(("cash", 437_000), ("transfer", 50_000)), subject=session)
        counter.exchange()

        (told,) = listed(service, scope)
        assert (told["state"], told["z"], told["agrees"]) == ("closed", "Q3-1", True)
        assert reports.status(service.centre)[scope]["sessions"] == []


def test_two_counters_and_the_centre_come_to_the_same(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        session = opened(one)
        fee(one, 1, session)
        one.exchange()
        other.exchange()
        taken = SessionTakenOver(
            device=other.identity.device,
            officer=CLERK,
            from_device=one.identity.device,
            from_officer=CLERK,
            reason="Máy quầy 1 hỏng",
        )
        other.write(taken, subject=session)
        fee(other, 2, session)
        other.write(closed(("cash", 600_000)), subject=session)
        other.exchange()
        assert listed(service, scope)[0]["agrees"]

        fee(one, 3, session)  # before it heard of the take-over
        one.exchange()

        (told,) = listed(service, scope)
        assert (told["counter"], told["expected"]) == ("Quầy 2", {"cash": 650_000})
        assert (told["book"], told["agrees"]) == ({"cash": 600_000}, False)


def test_a_fee_that_is_released_counts_after_all(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        session = opened(counter)
        counter.ahead_ms = 25 * 3_600_000
        fee(counter, 1, session)  # its clock is too far ahead: set aside
        counter.exchange()
        (told,) = listed(service, scope)
        assert told["expected"] == {"cash": 500_000}

        ((held, _),) = orders.held(service.centre, scope)
        orders.release(service.centre, scope, bytes.fromhex(held), "Đồng hồ đã chỉnh")

        assert listed(service, scope)[0]["expected"] == {"cash": 550_000}


def test_a_session_that_is_set_aside_is_none(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        strange = SessionOpened(series="Q3", number=1, notes=((30_000, 1),), officer=CLERK)
        counter.write(strange)
        counter.exchange()

        ((held, reason),) = orders.held(service.centre, scope)
        assert "Số tờ theo mệnh giá" in reason
        assert listed(service, scope) == []
        orders.release(service.centre, scope, bytes.fromhex(held), "Đã lập biên bản")
        assert [each["session"] for each in listed(service, scope)] == ["Q3-1"]


def test_a_day_and_a_moment_that_cannot_be_stop_nobody(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        word = SessionOpened(series="Q3", number=1, notes=(), officer=CLERK)
        strange = seal(replace(frame_of(counter, word), day="2026\0", wall=2**60))
        with transaction(counter.engine) as connection:
            journal = Journal(connection, secrets.token_bytes)
            journal.keep([strange])
            author = Author(
                scope=scope, device=counter.identity.device, epoch=1, actor=SubjectId(OFFICER)
            )
            journal._move_head(author, 1, strange.id)
            connection.commit()
        counter.exchange()

        (told,) = listed(service, scope)
        assert (told["session"], told["opened"]) == ("Q3-1", "")


def frame_of(counter: Counter, fact: Fact) -> Frame:
    """A counter's first fact."""
    return Frame(
        scope=counter.identity.scope,
        device=counter.identity.device,
        epoch=1,
        seq=1,
        prev=NO_PREVIOUS,
        at=counter.now() << 16,
        wall=counter.now(),
        uncertainty=0,
        day=today(),
        actor=OFFICER,
        subject=uuid7(counter.now(), secrets.token_bytes(10)),
        basis=(),
        kind=fact.kind,
        version=fact.version,
        salt=secrets.token_bytes(SALT_BYTES),
        body=encode(body_of(fact)),
    )


def test_a_fee_of_an_impossible_session_is_set_aside(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        fee(counter, 1, SessionId(SubjectId(b"x" * 5_000)))
        counter.exchange()

        ((_, reason),) = orders.held(service.centre, scope)
        assert "Phiên quầy" in reason


def test_contents_destroyed_by_order_leave_no_session(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        session = opened(counter)
        paid = fee(counter, 1, session)
        counter.exchange()
        orders.erase(service.centre, scope, paid, "QĐ 1")
        assert listed(service, scope)[0]["expected"] == {"cash": 500_000}

        orders.erase(service.centre, scope, session, "QĐ 2")

        assert listed(service, scope) == []


def test_the_certificate_of_the_day_compares_the_cash(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (counter,):
        session = opened(counter)
        fee(counter, 1, session)
        receive(counter, 1, no=2)  # of no session
        counter.write(SessionCounted(notes=((50_000, 11),)), subject=session)
        counter.write(closed(("cash", 550_000)), subject=session)
        counter.exchange()

        sealed = closing(counter).close(today())

        assert sealed.state == SEALED
        totals = sealed.told.sums.totals
        assert (totals["money.expected.cash"], totals["money.counted.cash"]) == (550_000, 550_000)
        assert (totals["money.outside.cash"], totals["fees.outside.cash"]) == (50_000, 1)
        assert (totals["sessions.Q3.last"], totals["z.Q3.last"]) == (1, 1)
