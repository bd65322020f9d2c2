"""Two counters met the same citizen apart: the centre joins them, or asks a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from counter_app.storage.decisions import Decisions
from counter_app.storage.queries import Queries
from domain.customer import CustomerRegistered
from domain.identifiers import CustomerId, SubjectId
from sync.central import admin
from sync.central.joining import NUMBER_TWICE
from sync.central.store.tables import work_item
from tests.sync.central.service import OFFICER, Counter, Service, counters

NUMBER = "056188000111"
"""Of the same citizen in every test, and so in several offices, with one account."""


@pytest.fixture
def two(service: Service, tmp_path: Path) -> Iterator[Sequence[Counter]]:
    with counters(service, service.office(), tmp_path, 2) as made:
        yield made


def met(counter: Counter, name: str, born: str = "1988-03-02", number: str = NUMBER) -> SubjectId:
    told = CustomerRegistered(sort="individual", name=name, identity_number=number, born=born)
    return counter.write(told)


def decisions(counter: Counter) -> Decisions:
    return Decisions(counter.engine, counter.identity.device, counter.now, lambda: OFFICER)


def exchange(counters_: Sequence[Counter]) -> None:
    for _ in range(2):
        for each in counters_:
            each.exchange()


def open_matters(service: Service, counter: Counter) -> set[tuple[str, bytes]]:
    asked = select(work_item.c.kind, work_item.c.subject).where(
        work_item.c.scope == counter.identity.scope, work_item.c.state == "open"
    )
    with service.centre.store.reading() as snapshot:
        return {(row.kind, bytes(row.subject)) for row in snapshot.execute(asked)}


def test_the_same_citizen_met_twice_is_one_everywhere(
    service: Service, two: Sequence[Counter]
) -> None:
    first, second = met(two[0], "Lê Thị Ngân"), met(two[1], "LÊ THỊ NGÂN")

    exchange(two)

    for counter in two:
        queries = Queries(counter.engine, counter.identity.device)
        (line,) = queries.find_customers("le thi ngan")
        assert line.id == CustomerId(first)
        by_number = queries.customer_by_number(NUMBER)
        assert by_number is not None
        assert by_number.id == line.id
        assert counter.username(first) == counter.username(second) is not None
        merged = decisions(counter).merged()
        assert [{pair.one.id, pair.other.id} for pair in merged] == [{first, second}]
    assert open_matters(service, two[0]) == set()
    assert {each.exchange().digest for each in two} == {two[0].exchange().digest}
    assert admin.verify(service.centre).problems == []


def test_one_number_with_two_names_or_births_is_for_a_person(
    service: Service, two: Sequence[Counter]
) -> None:
    met(two[0], "Lê Thị Ngân")
    exchange(two)
    other = met(two[1], "Lê Thị Ngân", born="1989-03-02")
    exchange(two)

    told = decisions(two[0]).alike()
    assert len(Queries(two[0].engine, two[0].identity.device).find_customers("ngan")) == 2
    assert [each.why for each in told] == ["cùng số định danh"]
    assert open_matters(service, two[0]) == {(NUMBER_TWICE, other)}


def test_without_a_number_nobody_is_joined(service: Service, two: Sequence[Counter]) -> None:
    met(two[0], "Lê Thị Ngân", number="")
    met(two[1], "Lê Thị Ngân", number="")

    exchange(two)

    assert len(Queries(two[0].engine, two[0].identity.device).find_customers("ngan")) == 2
    assert decisions(two[0]).merged() == []
    assert open_matters(service, two[0]) == set()
