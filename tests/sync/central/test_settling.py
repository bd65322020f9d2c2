"""What the centre asks of a person about numbers closes by the fact that settles it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.customer import (
    DIFFERENT,
    LATER,
    CustomerChanged,
    CustomersCompared,
    CustomersMerged,
    CustomersSeparated,
)
from domain.identifiers import CustomerId, SubjectId
from sync.central import reports
from sync.central.account_numbers import ACCOUNT_TWICE
from sync.central.joining import NUMBER_TWICE
from sync.central.settling import settle
from sync.central.store.journal import Journal
from sync.central.store.tables import work_item
from tests.sync.central.service import Counter, Service, counters
from tests.sync.central.test_joining import exchange, met, open_matters
from tests.sync.central.two_offices import fresh_number


@pytest.fixture
def two(service: Service, tmp_path: Path) -> Iterator[Sequence[Counter]]:
    with counters(service, service.office(), tmp_path, 2) as made:
        yield made


def number_changed(value: str, before: str) -> CustomerChanged:
    return CustomerChanged(field="identity_number", value=value, before=before, source="typed")


def settled_again(service: Service, counter: Counter) -> None:
    """All questions open anew, and looked at again: as after a rebuild from the facts."""
    with service.centre.store.writing() as transaction:
        journal = Journal(transaction, counter.identity.scope)
        ours = work_item.c.scope == journal.scope
        transaction.execute(update(work_item).where(ours).values(state="open"))
        settle(journal)
        journal.close()
        transaction.commit()


def test_one_number_of_two_is_no_question_once_somebody_settled_it(
    service: Service, two: Sequence[Counter]
) -> None:
    number = fresh_number(service)
    numbers = [f"{int(number) + at:012}" for at in range(7)]
    firsts = [met(two[0], "Lê Thị Ngân", number=each) for each in numbers]
    exchange(two)
    laters = [met(two[1], "Lê Văn Ngạn", number=each) for each in numbers]
    exchange(two)
    asked = open_matters(service, two[0])
    (a, b, c, d, e, *_), ones = laters, [CustomerId(each) for each in firsts]
    fresh = f"05618899{number[-4:]}"

    two[1].write(CustomersMerged(other=ones[0]), subject=a)
    two[1].write(CustomersSeparated(other=ones[1]), subject=b)
    two[1].write(CustomersCompared(other=ones[2], outcome=DIFFERENT), subject=c)
    two[0].write(CustomersSeparated(other=CustomerId(d)), subject=firsts[3])
    two[1].write(number_changed(fresh, numbers[4]), subject=e)
    two[0].write(number_changed(f"{int(fresh) + 1:012}", numbers[5]), subject=firsts[5])
    two[1].write(CustomersCompared(other=ones[6], outcome=LATER), subject=laters[6])
    exchange(two)

    assert asked == {(NUMBER_TWICE, later) for later in laters}
    assert open_matters(service, two[0]) == {(NUMBER_TWICE, laters[6])}
    assert reports.status(service.centre)[two[0].identity.scope]["work"] == 1
    settled_again(service, two[0])
    assert open_matters(service, two[0]) == {(NUMBER_TWICE, laters[6])}


def test_a_third_customer_of_the_number_is_still_a_question(
    service: Service, two: Sequence[Counter]
) -> None:
    number = fresh_number(service)
    first = met(two[0], "Lê Thị Ngân", number=number)
    exchange(two)
    second = met(two[1], "Lê Văn Ngạn", number=number)
    third = met(two[1], "Trần Thị Ngàn", number=number)
    exchange(two)

    two[1].write(CustomersSeparated(other=CustomerId(first)), subject=second)
    two[1].write(CustomersMerged(other=CustomerId(first)), subject=third)
    exchange(two)
    settled = open_matters(service, two[0])
    two[1].write(CustomersSeparated(other=CustomerId(second)), subject=first)
    third_apart = met(two[1], "Phạm Thị Ngăn", number=number)
    exchange(two)

    assert settled == set()  # the second and the third are two, since the third is the first
    assert open_matters(service, two[0]) == {(NUMBER_TWICE, third_apart)}
    settled_again(service, two[0])
    assert open_matters(service, two[0]) >= {(NUMBER_TWICE, third_apart)}


def accounts_apart(
    service: Service, two: Sequence[Counter]
) -> tuple[SubjectId, SubjectId, str, str]:
    """A customer whose corrected number stands for the account of another; both, their numbers."""
    theirs = fresh_number(service)
    wrong = f"05618877{theirs[-4:]}"
    first = met(two[0], "Lê Thị Ngân", number=theirs)
    later = met(two[1], "Lê Văn Ngạn", number=wrong)
    exchange(two)
    two[1].write(number_changed(theirs, wrong), subject=later)
    exchange(two)
    assert open_matters(service, two[0]) == {(ACCOUNT_TWICE, later)}
    return first, later, theirs, wrong


def test_two_accounts_of_one_number_are_settled_by_a_word_on_their_customers(
    service: Service, two: Sequence[Counter]
) -> None:
    first, later, _theirs, _wrong = accounts_apart(service, two)

    two[0].write(CustomersMerged(other=CustomerId(later)), subject=first)
    two[0].write(CustomersMerged(other=CustomerId(first)), subject=later)
    exchange(two)

    assert open_matters(service, two[0]) == set()
    settled_again(service, two[0])
    assert open_matters(service, two[0]) == set()


def test_a_number_corrected_back_is_settled_and_asked_again_when_it_comes_again(
    service: Service, two: Sequence[Counter]
) -> None:
    _first, later, theirs, wrong = accounts_apart(service, two)

    two[1].write(number_changed(wrong, theirs), subject=later)
    exchange(two)
    back = open_matters(service, two[0])
    two[1].write(number_changed(theirs, wrong), subject=later)
    exchange(two)

    assert back == set()
    assert open_matters(service, two[0]) == {(ACCOUNT_TWICE, later)}


def test_a_number_that_the_other_gave_up_stands_for_the_account_that_has_it_now(
    service: Service, two: Sequence[Counter]
) -> None:
    first, later, theirs, _wrong = accounts_apart(service, two)

    two[0].write(number_changed(f"05618866{theirs[-4:]}", theirs), subject=first)
    exchange(two)
    again = met(two[0], "Lê Văn Ngạn", number=theirs)
    exchange(two)

    assert open_matters(service, two[0]) == set()
    assert two[0].username(again) == two[0].username(later) != two[0].username(first)
