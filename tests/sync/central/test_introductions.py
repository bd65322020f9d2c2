"""A citizen of one office at another: asked for, introduced, relayed both ways, ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from domain.introduction import PURPOSES
from domain.moment import Moment
from sync.central import admin, relaying
from tests.sync.central.service import Service, counters
from tests.sync.central.two_offices import (
    Two,
    ask,
    change,
    customer,
    fresh_number,
    kinds,
    offices,
    rebuilt,
    received,
    registered,
    state,
)


@pytest.fixture
def two(service: Service, tmp_path: Path) -> Iterator[Two]:
    with offices(service, tmp_path, 2) as (home, away):
        yield Two(service, home, away)


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


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # nothing of a database's own
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


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # nothing of a database's own
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


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # nothing of a database's own
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


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # nothing of a database's own
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
