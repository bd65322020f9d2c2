"""What an introduction must not do: be guessed, be forged, outlive an order or a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.verification import verify
from domain.customer import CustomerChanged, CustomerRegistered
from domain.facts import body_of
from domain.identifiers import (
    Scope,
    SubjectId,
)
from domain.introduction import SubjectIntroduced
from domain.moment import Moment
from sync.central import admin, introducing, orders
from sync.central.store import tables
from sync.client.http_link import Refusal
from sync.protocol.cbor import encode
from sync.protocol.frame import SALT_BYTES
from tests.sync.central.service import Service
from tests.sync.central.two_offices import (
    NUMBER,
    REASON,
    Two,
    ask,
    change,
    customer,
    fresh_number,
    no_file,
    offices,
    rebuilt,
    registered,
    state,
)


@pytest.fixture
def two(service: Service, tmp_path: Path) -> Iterator[Two]:
    with offices(service, tmp_path, 2) as (home, away):
        yield Two(service, home, away)


def test_who_is_known_by_nobody_is_unknown_and_a_shared_telephone_is_several(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    phone = f"0905 {number[-6:]}"

    assert ask(two.away, "056188999999") == {"found": False, "several": False}
    assert ask(two.away, "H32.999-261123-0001", "dossier") == {"found": False, "several": False}
    assert ask(two.away, number, "tax") == {"found": False, "several": False}
    assert ask(two.home, number) == {
        "found": True,
        "subject": subject,
        "office": two.home.identity.scope,
        "fact": b"",
    }
    assert ask(two.away, phone, "phone")["subject"] == subject

    other = CustomerRegistered(sort="individual", name="Lê Văn Chung", phone=f"0905{number[-6:]}")
    two.home.write(other)
    two.home.exchange()
    assert ask(two.away, phone, "phone") == {"found": False, "several": True}


def test_who_tries_numbers_is_stopped_and_every_question_is_in_the_book(two: Two) -> None:
    for tried in range(introducing.MISSES_PER_HOUR):
        ask(two.away, f"0561889{tried:05}")

    with pytest.raises(Refusal, match="quá nhiều lần") as refused:
        ask(two.away, "056188999998")

    assert refused.value.status == 429
    ours = tables.asked.c.device == two.away.identity.device
    with two.service.centre.store.reading() as snapshot:
        book = snapshot.execute(select(tables.asked).where(ours)).all()
    assert {(row.ending, row.outcome) for row in book} >= {("0000", "unknown")}
    assert len(book) == introducing.MISSES_PER_HOUR
    assert all(len(row.ending) == 4 and row.reason == REASON for row in book)


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # nothing of a database's own
def test_a_question_without_a_stated_reason_is_refused(two: Two) -> None:
    wrong: list[dict[str, Any]] = [
        {"purpose": "curiosity"},
        {"reason": "vì"},
        {"reason": "x" * 201},
        {"what": "name"},
        {"officer": b"x"},
    ]
    for changed in wrong:
        with pytest.raises(Refusal) as refused:
            ask(two.away, NUMBER, **changed)

        assert refused.value.status == 400


def test_erasure_reaches_what_was_shown_and_relayed(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    ask(two.away, number)
    two.away.exchange()
    two.home.write(change("address", "Số 7 đường Mẫu Xóa"), subject=subject)
    two.settle()
    two.away.write(change("phone", "0905777777"), subject=subject)
    two.settle()

    orders.erase(two.service.centre, two.home.identity.scope, subject, "QĐ 12/2026")
    two.settle()

    for each in (two.home, two.away):
        assert customer(each, subject) is None
        with reading(each.engine) as connection:
            bodies = b"".join(row[0] for row in connection.execute(select(t.fact.c.body)))
            assert connection.execute(select(t.customer)).all() == []
        for text in ("Nhung", "Mẫu Xóa", "0905777777", number):
            assert text.encode() not in bodies
        assert rebuilt(each)
        assert verify(each.engine, no_file, each.now()).problems == []
    assert admin.verify(two.service.centre).problems == []
    assert ask(two.away, number)["found"] is False


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # nothing of a database's own
def test_a_fact_that_is_set_aside_is_told_once_it_counts(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    two.home.ahead_ms = 25 * 3_600_000
    two.home.write(change("email", "som@example.vn"), subject=subject)
    two.home.exchange()
    ask(two.away, number)
    two.away.exchange()
    two.home.write(change("phone", "0905000025"), subject=subject)
    two.home.ahead_ms = 0
    two.settle()
    before = customer(two.away, subject)

    scope = two.home.identity.scope
    for held, _why in orders.held(two.service.centre, scope):
        orders.release(two.service.centre, scope, bytes.fromhex(held), "đồng hồ đã chỉnh")
    two.settle()

    assert before is not None
    assert (before.fields["phone"], before.fields["email"]) == (f"0905{number[-6:]}", "")
    fields = state(two.home, subject)[0]
    assert (fields["phone"], fields["email"]) == ("0905000025", "som@example.vn")
    assert state(two.away, subject) == state(two.home, subject)


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # nothing of a database's own
def test_a_counters_own_word_of_another_office_is_none(two: Two) -> None:
    subject = SubjectId(bytes([7]) * 16)
    told = CustomerRegistered(sort="individual", name="Không Có Ai")
    piece = (
        bytes(32),
        "H32.001",
        told.kind,
        1,
        encode(body_of(told)),
        1,
        1,
        "2026-11-23",
        bytes([9]) * SALT_BYTES,
        1,
        1,
        bytes(16),
        (),
    )
    forged = SubjectIntroduced(
        origin=Scope("H32.001"),
        office="Giả",
        purpose="receive",
        reason=REASON,
        device=bytes(16),
        officer=bytes(16),
        until=Moment(1),
        state=(piece,),
        past=(),
    )

    two.away.write(forged, subject=subject)
    two.settle()

    assert customer(two.away, subject) is None
    assert orders.held(two.service.centre, two.away.identity.scope)


def test_a_number_corrected_later_leads_to_the_same_account_everywhere(two: Two) -> None:
    number = fresh_number(two.service)
    wrong = number[:-4] + "9999"
    subject = registered(two.home, wrong)
    two.home.write(
        CustomerChanged(field="identity_number", value=number, before=wrong, source="typed"),
        subject=subject,
    )
    two.home.exchange()

    again = registered(two.away, number)
    stranger = registered(two.away, wrong, "Lê Thị Khác")

    assert two.away.username(again) == two.home.username(subject)
    assert two.away.username(stranger) != two.home.username(subject)


def test_a_restored_centre_shows_nothing_until_its_counters_have_reported(two: Two) -> None:
    with two.service.centre.store.writing() as transaction_:
        row = {"device": b"somebody silent!", "scope": two.home.identity.scope}
        transaction_.execute(tables.unheard.insert(), row)
        transaction_.commit()
    try:
        with pytest.raises(Refusal) as refused:
            ask(two.away, NUMBER)
    finally:
        with two.service.centre.store.writing() as transaction_:
            transaction_.execute(tables.unheard.delete())
            transaction_.commit()

    assert refused.value.status == 503
