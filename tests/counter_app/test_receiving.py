"""Receiving on a real, encrypted store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.storage.engine import open_engine
from counter_app.usecases.case import CustomerForm, PaperTaken, Payment, PaymentMethod
from counter_app.usecases.errors import (
    FieldsMissing,
    KeyUnavailable,
    NoNumbersLeft,
    PapersMissing,
    SameCustomer,
    WrongFee,
)
from domain.errors import Stale
from domain.moment import local
from tests.office import Counter, open_counter, person, reception, tables


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return open_counter(tmp_path / "counter.db")


def test_a_new_person_gets_a_code_of_the_counters_range_a_day_and_a_receipt(
    counter: Counter,
) -> None:
    received = counter.receive(reception(person("Nguyễn Thị Hồng Nhung")))

    assert received.code == "H32.16-261123-0001"
    assert received.receipt == "Q3-000001"
    assert local(received.due).strftime("%d/%m %H:%M") == "27/11 09:42"  # 24/11 is a holiday


def test_the_same_case_saved_twice_is_one_dossier(counter: Counter) -> None:
    case = reception(person("Nguyễn Thị Hồng Nhung"))

    first = counter.receive(case)
    again = counter.receive(case)

    assert again.dossier == first.dossier
    assert len(counter.queries.dossiers()) == 1


def test_codes_and_receipts_follow_each_other_without_a_gap(counter: Counter) -> None:
    numbers = [f"0561880042{n:02}" for n in range(5)]
    done = [counter.receive(reception(person("Lê Thị Bảy", n, phone=""))) for n in numbers]

    assert [d.code[-4:] for d in done] == ["0001", "0002", "0003", "0004", "0005"]
    assert [d.receipt for d in done] == [f"Q3-{n:06}" for n in range(1, 6)]


def test_a_missing_required_paper_is_refused_by_name_and_nothing_is_recorded(
    counter: Counter,
) -> None:
    before = tables(counter.engine)

    with pytest.raises(PapersMissing) as refused:
        counter.receive(reception(person("Lê Thị Bảy"), papers=(PaperTaken(no=1, originals=1),)))

    assert "Hãy nhận thêm hoặc hướng dẫn khách bổ sung" in refused.value.sentence
    assert tables(counter.engine) == before


def test_an_identity_number_that_is_known_is_never_registered_twice(counter: Counter) -> None:
    counter.receive(reception(person("Nguyễn Thị Hồng Nhung")))

    with pytest.raises(SameCustomer):
        counter.receive(reception(person("Nguyễn Thị Nhung")))


def test_a_changed_phone_of_a_known_customer_is_kept_with_what_it_was(counter: Counter) -> None:
    counter.receive(reception(person("Nguyễn Thị Hồng Nhung")))
    known = counter.queries.customer_by_number("056188004217")
    assert known is not None
    form = replace(
        person("Nguyễn Thị Hồng Nhung", phone="0905000181"), known=known.id, seen=known.newest
    )

    counter.receive(reception(form))

    with counter.desk.begin() as work:
        assert work.customer(known.id).fields["phone"] == "0905000181"


def test_a_stale_screen_is_caught_before_anything_is_recorded(counter: Counter) -> None:
    counter.receive(reception(person("Nguyễn Thị Hồng Nhung")))
    known = counter.queries.customer_by_number("056188004217")
    assert known is not None
    seen = replace(person("Nguyễn Thị Nhung"), known=known.id, seen=known.newest)
    counter.receive(reception(seen))

    with pytest.raises(Stale):
        counter.receive(reception(replace(seen, fields=person("Nguyễn Nhung").fields)))


def test_a_fee_that_is_not_the_schedules_is_refused(counter: Counter) -> None:
    with pytest.raises(WrongFee, match=r"50\.000"):
        counter.receive(
            reception(
                person("Lê Thị Bảy"), payment=Payment(method=PaymentMethod.CASH, amount=40_000)
            )
        )


def test_a_customer_without_a_name_is_refused_with_the_fields_in_words(counter: Counter) -> None:
    with pytest.raises(FieldsMissing, match="họ và tên"):
        counter.receive(reception(CustomerForm()))


def test_a_code_of_an_agency_without_a_range_is_refused(counter: Counter) -> None:
    with counter.desk.begin() as work:
        assert work.next_code("") == ("H32.16-261123-0001", False)
        with pytest.raises(NoNumbersLeft):
            work.next_code("H99")


def test_a_wrong_key_does_not_open_the_store(counter: Counter, tmp_path: Path) -> None:
    counter.engine.dispose()

    with pytest.raises(KeyUnavailable):
        open_engine(tmp_path / "counter.db", bytes(32))
