"""Customers of one office who are one person: the centre says so where there is no doubt.

Source: docs/sources.md S-63.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.customer import CustomerRegistered, CustomersMerged
from domain.facts import Fact
from domain.identifiers import CustomerId, SubjectId, Username
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
    held = bearers(journal.transaction, journal.scope, names)
    firsts = {subject: first for subject, first in held.items() if first != subject}
    known = first_told(journal.transaction, journal.scope, sorted(set(firsts.values())))
    facts: list[tuple[SubjectId, Fact]] = []
    for subject, first in firsts.items():
        before = known.get(first)
        if before is None:  # its contents were destroyed, or are lost here
            continue
        if not _agree(told[subject], before):
            add_work_item(journal, NUMBER_TWICE, subject, now)
            continue
        for one, other in ((subject, first), (first, subject)):
            merged = CustomersMerged(other=CustomerId(other), reason=BY_NUMBER)
            facts.append((one, merged))
    journal.write(keys, facts, now)


def _agree(one: CustomerRegistered, other: CustomerRegistered) -> bool:
    same_name = search_key(one.name) == search_key(other.name)
    return one.sort == other.sort and same_name and one.born == other.born
