"""A citizen of one office at another: asked for, introduced, relayed both ways, ended, erased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.storage.verification import verify
from domain.customer import Customer, CustomerChanged, CustomerRegistered, fold
from domain.dossier import DossierReceived, FeeTaken
from domain.facts import body_of
from domain.identifiers import (
    CustomerId,
    DossierCode,
    FactId,
    ProcedureCode,
    ReceiptNumber,
    Scope,
    SubjectId,
)
from domain.introduction import PURPOSES, SubjectIntroduced
from domain.moment import Moment
from sync.central import admin, introducing, orders, relaying
from sync.central.store import tables
from sync.client.http_link import Refusal
from sync.protocol.cbor import decode_own, encode
from sync.protocol.frame import SALT_BYTES
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


@pytest.fixture
def two(service: Service, tmp_path: Path) -> Iterator[Two]:
    with offices(service, tmp_path, 2) as (home, away):
        yield Two(service, home, away)


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


def test_a_citizen_of_another_office_is_shown_with_the_account_and_nothing_leaks_before(
    two: Two,
) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    two.home.write(change("phone", "0905111222"), subject=subject)
    two.home.exchange()
    two.away.exchange()
    before = customer(two.away, subject)

    told = ask(two.away, number)
    two.away.exchange()

    assert before is None
    assert told["found"] is True
    assert told["subject"] == subject
    assert state(two.away, subject) == state(two.home, subject)
    assert two.away.username(subject) == two.home.username(subject) is not None
    with reading(two.away.engine) as connection:
        row = connection.execute(select(t.introduced)).one()
    assert (row.office, row.purpose, row.ended) == ("ỦY BAN NHÂN DÂN PHƯỜNG MẪU", "receive", 0)
    assert rebuilt(two.away)


def test_the_value_that_was_replaced_is_not_shown(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    two.home.write(change("address", "Tổ 9, phường Tây Nha Trang"), subject=subject)
    two.home.exchange()

    ask(two.away, number)
    two.away.exchange()

    with reading(two.away.engine) as connection:
        bodies = b"".join(row[0] for row in connection.execute(select(t.fact.c.body)))
    assert "Tổ 9, phường Tây Nha Trang".encode() in bodies
    assert "Tổ 5".encode() not in bodies


def test_the_same_question_again_finds_the_introduction_that_stands(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)

    first, again = ask(two.away, number), ask(two.away, number)
    two.away.exchange()

    assert first == again
    assert kinds(two.away, subject) == ["subject.introduced"]


def test_what_changes_at_either_office_is_known_at_both(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    ask(two.away, number)
    two.away.exchange()

    two.home.write(change("phone", "0905000001"), subject=subject)
    two.settle()
    at_away = state(two.away, subject)
    two.away.write(change("phone", "0905000002"), subject=subject)
    two.settle()

    assert at_away[0]["phone"] == "0905000001"
    assert state(two.home, subject) == state(two.away, subject)
    found = customer(two.home, subject)
    assert found is not None
    assert (found.fields["phone"], found.disputed) == ("0905000002", frozenset())
    assert kinds(two.home, subject).count("subject.relayed") == 1  # none comes back
    assert kinds(two.away, subject).count("subject.relayed") == 1
    assert rebuilt(two.home)
    assert rebuilt(two.away)
    assert two.home.exchange().repairs == two.away.exchange().repairs == 0


def test_two_offices_that_did_not_know_of_each_other_contradict_at_both(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    ask(two.away, number)
    two.away.exchange()

    two.home.write(change("phone", "0905000001"), subject=subject)
    two.away.write(change("phone", "0905000002"), subject=subject)
    two.settle()

    assert state(two.home, subject) == state(two.away, subject)
    found = customer(two.home, subject)
    assert found is not None
    assert found.disputed == {"customer.phone"}

    two.away.write(change("phone", "0905000003"), subject=subject)  # knows both
    two.settle()
    assert state(two.home, subject) == state(two.away, subject)
    decided = customer(two.home, subject)
    assert decided is not None
    assert decided.disputed == frozenset()


def test_what_was_written_before_the_introduction_and_told_after_it_falls_into_its_place(
    service: Service, tmp_path: Path
) -> None:
    (tmp_path / "away").mkdir()
    with (
        counters(service, service.office(), tmp_path, 2) as (one, late),
        counters(service, service.office(), tmp_path / "away", 1) as (away,),
    ):
        number = fresh_number(service)
        subject = registered(one, number)
        late.exchange()
        late.write(change("phone", "0905000009"), subject=subject)  # offline for days
        one.write(change("phone", "0905000001"), subject=subject)
        one.exchange()
        ask(away, number)
        away.exchange()

        Two(service, late, away).settle()
        one.exchange()

        assert state(away, subject) == state(one, subject) == state(late, subject)
        found = customer(away, subject)
        assert found is not None
        assert found.fields["phone"] == "0905000001"
        assert found.disputed == {"customer.phone"}


def test_three_offices_know_the_same_through_the_one_whose_citizen_it_is(
    service: Service, tmp_path: Path
) -> None:
    with offices(service, tmp_path, 3) as (home, second, third):
        number = fresh_number(service)
        subject = registered(home, number)
        for each in (second, third):
            ask(each, number)
            each.exchange()

        second.write(change("phone", "0905000002"), subject=subject)
        Two(service, second, third).settle()
        Two(service, home, third).settle()
        third.write(change("email", "nhung@example.vn"), subject=subject)
        Two(service, third, second).settle()
        home.exchange()

        assert state(home, subject) == state(second, subject) == state(third, subject)
        found = customer(home, subject)
        assert found is not None
        assert (found.fields["phone"], found.fields["email"], found.disputed) == (
            "0905000002",
            "nhung@example.vn",
            frozenset(),
        )
        assert kinds(third, subject).count("subject.relayed") == 1


def test_an_answer_for_a_citizen_is_one_way_and_ends_with_its_time(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    ask(two.away, number, purpose="answer")
    two.away.exchange()
    two.away.write(change("phone", "0905000002"), subject=subject)
    two.settle()
    at_home = customer(two.home, subject)

    centre = two.service.centre
    later = PURPOSES["answer"].days * 24 * 3_600_000 + 1
    relaying.end_what_is_over(replace(centre, now=lambda: Moment(admin.system_clock() + later)))
    two.home.write(change("email", "nhung@example.vn"), subject=subject)
    two.settle()

    found = customer(two.away, subject)
    assert at_home is not None
    assert found is not None
    assert at_home.fields["phone"] != "0905000002"
    assert found.fields["email"] == ""
    assert kinds(two.away, subject)[-1] == "subject.introduction_ended"
    with reading(two.away.engine) as connection:
        assert connection.execute(select(t.introduced.c.ended)).scalar() == 1

    ask(two.away, number, purpose="receive")
    two.settle()
    assert state(two.away, subject) == state(two.home, subject)
    assert rebuilt(two.away)


def test_a_wider_purpose_is_introduced_anew_and_the_two_ways_begin(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    ask(two.away, number, purpose="answer")
    two.home.write(change("phone", "0905000001"), subject=subject)
    two.settle()
    ask(two.away, number, purpose="receive")
    two.away.exchange()

    two.away.write(change("phone", "0905000002"), subject=subject)
    two.settle()

    assert state(two.home, subject) == state(two.away, subject)
    found = customer(two.home, subject)
    assert found is not None
    assert (found.fields["phone"], found.disputed) == ("0905000002", frozenset())
    assert kinds(two.away, subject).count("subject.introduced") == 2
    assert rebuilt(two.away)


def test_a_dossier_is_shown_with_its_customer_and_without_money(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    dossier, code = received(two.home, subject)
    two.home.exchange()

    told = ask(two.away, code, "dossier", purpose="hand_over")
    two.away.exchange()

    assert told["subject"] == dossier
    with reading(two.away.engine) as connection:
        line = connection.execute(select(t.dossier)).one()
        named = connection.execute(select(t.customer.c.name)).scalar()
        receipts = connection.execute(select(t.receipt)).all()
    assert (line.code, line.scope, line.fee) == (code, two.home.identity.scope, 0)
    assert named == "Nguyễn Thị Hồng Nhung"
    assert receipts == []
    assert rebuilt(two.away)


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


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": "curiosity"},
        {"reason": "vì"},
        {"reason": "x" * 201},
        {"what": "name"},
        {"officer": b"x"},
    ],
)
def test_a_question_without_a_stated_reason_is_refused(two: Two, changed: dict[str, Any]) -> None:
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


def no_file(_sha256: bytes) -> bytes:
    raise AssertionError("no files here")


def test_a_fact_that_is_set_aside_is_told_once_it_counts(two: Two) -> None:
    number = fresh_number(two.service)
    subject = registered(two.home, number)
    ask(two.away, number)
    two.away.exchange()
    two.home.ahead_ms = 25 * 3_600_000
    two.home.write(change("phone", "0905000025"), subject=subject)
    two.home.ahead_ms = 0
    two.settle()
    before = customer(two.away, subject)

    scope = two.home.identity.scope
    ((held, _why),) = orders.held(two.service.centre, scope)
    orders.release(two.service.centre, scope, bytes.fromhex(held), "đồng hồ đã chỉnh")
    two.settle()

    assert before is not None
    assert before.fields["phone"] != "0905000025"
    assert state(two.away, subject)[0] == state(two.home, subject)[0]
    assert state(two.home, subject)[0]["phone"] == "0905000025"


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
