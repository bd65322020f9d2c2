"""Customers of one office who are one person: the centre says so where there is no doubt.

Source: docs/sources.md S-63.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.customer import CustomerRegistered, CustomersMerged
from domain.facts import Fact
from domain.identifiers import CustomerId, SubjectId, Username
from domain.judging import number_of
from domain.moment import Moment
from domain.vietnamese import search_key
from sync.central.keys import CentreKeys
from sync.central.store.apply import add_work_item
from sync.central.store.journal import Journal
from sync.central.store.names import bearers, first_told

BY_NUMBER = "cùng số định danh, họ tên và ngày sinh"
NUMBER_TWICE = "number_twice"


def join_bearers(
    journal: Journal,
    keys: CentreKeys,
    told: Mapping[SubjectId, CustomerRegistered],
    names: Mapping[SubjectId, Username],
    now: Moment,
) -> None:
    """Whoever got the account of a customer of this office is that customer, if name and birth
    agree too; else a person decides."""
    facts: list[tuple[SubjectId, Fact]] = []
    for subject, first, agree in _shared(journal, told, names):
        if not agree:
            add_work_item(journal, NUMBER_TWICE, subject, now)
            continue
        for one, other in ((subject, first), (first, subject)):
            merged = CustomersMerged(other=CustomerId(other), reason=BY_NUMBER)
            facts.append((one, merged))
    journal.write(keys, facts, now)


def ask_again(
    journal: Journal,
    told: Mapping[SubjectId, CustomerRegistered],
    names: Mapping[SubjectId, Username],
    now: Moment,
) -> None:
    """A restored centre asks again what it had asked; who was joined is joined by the facts."""
    for subject, _first, agree in _shared(journal, told, names):
        if not agree:
            add_work_item(journal, NUMBER_TWICE, subject, now)


def _shared(
    journal: Journal,
    told: Mapping[SubjectId, CustomerRegistered],
    names: Mapping[SubjectId, Username],
) -> Iterator[tuple[SubjectId, SubjectId, bool]]:
    """Who got another customer's account by the number, whose, and whether the rest agrees."""
    numbered = {subject: name for subject, name in names.items() if number_of(told[subject])}
    held = bearers(journal.transaction, journal.scope, numbered)
    firsts = {subject: first for subject, first in held.items() if first != subject}
    known = first_told(journal.transaction, journal.scope, sorted(set(firsts.values())))
    for subject, first in firsts.items():
        before = known.get(first)
        if before is not None:  # else its contents were destroyed, or are lost here
            yield subject, first, _agree(told[subject], before)


def _agree(one: CustomerRegistered, other: CustomerRegistered) -> bool:
    same_name = search_key(one.name) == search_key(other.name)
    return one.sort == other.sort and same_name and one.born == other.born
