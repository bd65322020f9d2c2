"""Conflicts and look-alikes at a counter: listed, decided, merged, taken apart, rebuilt alike."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.storage.dossier_queues import Queues
from counter_app.storage.engine import transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.usecases.case import FieldName
from counter_app.usecases.decide import CompareCustomers, DecideConflict
from counter_app.usecases.decisions import Dispute
from counter_app.usecases.errors import DifferentNumbers, DifferentSorts, NothingToDecide
from domain.customer import CustomerChanged, CustomerRegistered, UsernameGiven
from domain.errors import Stale
from domain.identifiers import CustomerId, FactId, SubjectId, Username
from domain.moment import moment
from tests.counter_app.test_convergence import arrive, written
from tests.office import Counter, decisions, open_counter, person, reception, tables


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Counter]:
    opened = open_counter(tmp_path / "3.db", 3)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Counter]:
    opened = open_counter(tmp_path / "2.db", 2)
    yield opened
    opened.engine.dispose()


def compare(counter: Counter) -> CompareCustomers:
    return CompareCustomers(begin=counter.desk.begin)


def meet(*counters: Counter) -> None:
    for one in counters:
        for other in counters:
            if one is not other:
                arrive(one, written(other), 50)


def registered(
    counter: Counter,
    name: str,
    identity_number: str = "",
    born: str = "",
    sort: str = "individual",
) -> CustomerId:
    told = CustomerRegistered(sort=sort, name=name, identity_number=identity_number, born=born)
    with counter.desk.begin() as work:
        subject = work.new_subject()
        work.record(subject, told)
        work.commit()
    return CustomerId(subject)


def change(counter: Counter, customer: CustomerId, value: str, field: str = "phone") -> None:
    with counter.desk.begin() as work:
        before = work.customer(customer).fields[field]
        fact = CustomerChanged(field=field, value=value, before=before, source="typed")
        work.record(SubjectId(customer), fact)
        work.commit()


def phones_apart(three: Counter, two: Counter) -> tuple[CustomerId, Dispute]:
    who = registered(three, "Lê Thị Ngân")
    meet(three, two)
    change(three, who, "0905 000 181")
    change(two, who, "0905 000 777")
    meet(three, two)
    (dispute,) = decisions(three).disputes()
    return who, dispute


def phone_of(counter: Counter, who: CustomerId) -> str:
    line = counter.queries.customer(who)
    assert line is not None
    return line.fields[FieldName.PHONE]


def test_a_conflict_is_told_with_both_stories_and_decided_for_all(
    three: Counter, two: Counter
) -> None:
    who, dispute = phones_apart(three, two)
    decide = DecideConflict(begin=three.desk.begin)
    chosen = next(version for version in dispute.versions if version.words == "0905 000 777")

    decide(dispute.subject, dispute.matter, chosen.fact, dispute.seen, "khách đọc lại")
    decide(dispute.subject, dispute.matter, chosen.fact, dispute.seen)  # a second press
    facts = len(written(three))
    meet(three, two)

    assert (dispute.name, dispute.words) == ("Lê Thị Ngân", "Điện thoại")
    assert {(v.words, v.where, v.here) for v in dispute.versions} == {
        ("0905 000 181", "Quầy 3", True),
        ("0905 000 777", "quầy khác", False),
    }
    assert facts == 4
    assert [phone_of(each, who) for each in (three, two)] == ["0905 000 777"] * 2
    assert [decisions(each).disputes() for each in (three, two)] == [[], []]
    assert tables(three.engine)["customer"] == tables(two.engine)["customer"]


def test_what_was_not_shown_is_not_decided(three: Counter, two: Counter) -> None:
    who = registered(three, "Lê Thị Ngân")
    meet(three, two)
    change(three, who, "0905 000 181")
    change(two, who, "0905 000 777")
    arrive(three, written(two), 50)
    (dispute,) = decisions(three).disputes()
    change(two, who, "0905 000 999")
    arrive(three, written(two), 50)
    decide = DecideConflict(begin=three.desk.begin)
    ours = next(version for version in dispute.versions if version.here)

    with pytest.raises(Stale):
        decide(dispute.subject, dispute.matter, ours.fact, dispute.seen)
    with pytest.raises(NothingToDecide):
        decide(dispute.subject, "customer.email", ours.fact, dispute.seen)

    (again,) = decisions(three).disputes()
    assert {version.words for version in again.versions} == {"0905 000 181", "0905 000 999"}


def test_two_customers_become_one_line_with_all_dossiers_and_two_again(three: Counter) -> None:
    first = three.receive(reception(person("Lê Thị Ngân", "056188000111"))).customer
    second = registered(three, "Lê Thị Ngấn")
    with three.desk.begin() as work:
        work.record(SubjectId(second), UsernameGiven(username=Username("nganlt")))
        work.commit()

    compare(three).same(first, second, "khách nói tên ghi nhầm dấu")
    compare(three).same(second, first)  # from the other side: known already
    merged = three.queries.find_customers("le thi ngan")
    by_number = three.queries.customer_by_number("056188000111")
    (pair,) = decisions(three).merged()
    compare(three).different(first, second)
    apart = three.queries.find_customers("le thi ngan")

    assert [line.id for line in merged] == [second]  # the one that has an account
    assert by_number is not None
    assert (by_number.id, by_number.dossiers) == (second, 1)
    assert {pair.one.id, pair.other.id} == {first, second}
    assert {line.id for line in apart} == {first, second}
    assert decisions(three).merged() == []
    assert decisions(three).alike() == []  # told apart: not asked again


def test_three_who_are_one_and_merged_anyhow_have_one_to_stand_for_them(
    three: Counter, two: Counter
) -> None:
    one, other, third = (registered(three, "Lê Thị Ngân") for _ in range(3))
    meet(three, two)

    compare(three).same(one, other)
    compare(two).same(third, other)
    compare(two).same(other, one)
    meet(three, two)

    for counter in (three, two):
        assert len(counter.queries.find_customers("ngan")) == 1
        assert decisions(counter).disputes() == []
        assert {counter.queries.standing_for(each) for each in (one, other, third)} == {one}
    before = tables(three.engine)
    with transaction(three.engine) as connection:
        rebuild(connection, Journal(connection, secrets.token_bytes))
        connection.commit()
    assert tables(three.engine) == before
    assert before["customer"] == tables(two.engine)["customer"]


def test_merged_at_one_counter_and_told_apart_at_the_other_is_decided_of_both(
    three: Counter, two: Counter
) -> None:
    one, other = registered(three, "Lê Thị Ngân"), registered(three, "Lê Thị Ngân")
    meet(three, two)
    compare(three).same(one, other)
    compare(two).different(one, other)
    meet(three, two)

    told = decisions(three).disputes()
    said = next(v for v in told[0].versions if v.words == "hai người khác nhau")
    decide = DecideConflict(begin=three.desk.begin)
    decide(told[0].subject, told[0].matter, said.fact, told[0].seen)
    meet(three, two)

    assert len(told) == 2  # told of both, and decided of both at once
    for counter in (three, two):
        assert decisions(counter).disputes() == []
        assert len(counter.queries.find_customers("ngan")) == 2
        assert decisions(counter).alike() == []


def test_look_alikes_are_proposed_with_the_reason(three: Counter) -> None:
    number, born = "056188000111", "1988-03-02"
    one = registered(three, "Lê Thị Ngân", identity_number=number)
    other = registered(three, "Lê Thị Ngần", identity_number=number)
    by_name = registered(three, "Trần Văn Việt", born=born)
    again = registered(three, "Tran Van Viet", born=born, identity_number="001099000222")
    registered(three, "Trần Văn Việt", born="1990-01-01")
    registered(three, "Lê Thị Ngân", sort="organisation", identity_number=number)

    told = {frozenset((a.one.id, a.other.id)): a.why for a in decisions(three).alike()}
    compare(three).later(one, other)
    after_later = decisions(three).alike()
    compare(three).different(by_name, again)

    assert told == {
        frozenset((one, other)): "cùng số định danh",
        frozenset((by_name, again)): "cùng họ tên và ngày sinh",
    }
    assert len(after_later) == 2
    assert len(decisions(three).alike()) == 1


def test_those_who_cannot_be_one_are_refused(three: Counter) -> None:
    one = registered(three, "Lê Thị Ngân", identity_number="056188000111")
    other = registered(three, "Lê Thị Ngân", identity_number="056188000222")
    office = registered(three, "Công ty Ngân", sort="organisation")

    with pytest.raises(DifferentNumbers):
        compare(three).same(one, other)
    with pytest.raises(DifferentSorts):
        compare(three).same(one, office)
    with pytest.raises(NothingToDecide):
        compare(three).same(one, one)


def received(counter: Counter, number: str = "056188000111") -> tuple[CustomerId, bytes, str]:
    told = counter.receive(reception(person("Lê Thị Ngân", number)))
    return told.customer, told.dossier, told.code


def test_one_paper_received_at_two_counters_is_found_and_one_dossier_goes_on(
    three: Counter, two: Counter
) -> None:
    """Both met the citizen for the first time: two customers, whom somebody joins first."""
    ours, theirs = received(three), received(two)
    meet(three, two)
    apart = decisions(three).disputes()
    compare(three).same(ours[0], theirs[0])

    (dispute,) = decisions(three).disputes()
    told = decisions(three).disputes_of(SubjectId(ours[1]))
    kept = next(v for v in dispute.versions if theirs[2] in v.words)
    decide = DecideConflict(begin=three.desk.begin)
    decide(dispute.subject, dispute.matter, kept.fact, dispute.seen)
    decide(dispute.subject, dispute.matter, kept.fact, dispute.seen)  # a second press
    meet(three, two)

    assert apart == []
    assert [told] == [[dispute]]
    assert len(dispute.versions) == 3
    for counter in (three, two):
        assert decisions(counter).disputes() == []
        queues = Queues(counter.queries)
        now = moment(counter.clock())
        assert [line.code for line in queues.lines("open", "", now)] == [theirs[2]]
        assert counter.queries.dossier_by_code(ours[2]) is not None  # nothing is lost
    assert tables(three.engine)["dossier_pair"] == tables(two.engine)["dossier_pair"]


def test_two_counters_that_say_otherwise_of_two_dossiers_are_asked_again(
    three: Counter, two: Counter
) -> None:
    customer, first, _ = received(three)
    meet(three, two)
    seen = two.queries.customer(customer)
    assert seen is not None
    form = replace(person("Lê Thị Ngân", "056188000111"), known=customer, seen=seen.newest)
    second = two.receive(reception(form)).dossier
    meet(three, two)
    (dispute,) = decisions(three).disputes()
    for counter, key in ((three, first), (two, second)):
        decide = DecideConflict(begin=counter.desk.begin)
        decide(dispute.subject, dispute.matter, FactId(key), dispute.seen)
    meet(three, two)

    (again,) = decisions(three).disputes_of(dispute.subject)
    chosen = again.versions[0]
    DecideConflict(begin=three.desk.begin)(again.subject, again.matter, chosen.fact, again.seen)
    meet(three, two)

    codes = {row[2] for row in tables(three.engine)["dossier"]}
    words = {f"cùng một hồ sơ, làm tiếp {code}" for code in codes}
    assert {version.words for version in again.versions} == words
    for counter in (three, two):
        assert decisions(counter).disputes_of(dispute.subject) == []
        assert len(tables(counter.engine)["dossier_pair"]) == 1
