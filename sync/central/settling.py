"""Questions about numbers that answer themselves: a person's word or a corrected number came.

What settles them is read from the facts each time, whatever their order: told again, or given back
to a restored centre, they leave the same questions open. Source: docs/sources.md S-62, S-63.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from domain.customer import DIFFERENT, SAME, Customer, last_words
from domain.identifiers import CustomerId, Scope, SubjectId
from sync.central.account_numbers import ACCOUNT_TWICE, follow_numbers
from sync.central.centre import Centre
from sync.central.joining import NUMBER_TWICE
from sync.central.naming import give_usernames
from sync.central.store.apply import OPEN, Taken, close_work_item, open_work
from sync.central.store.engine import Transaction, lock_province
from sync.central.store.journal import Journal
from sync.central.store.many import put
from sync.central.store.recovery import recovering
from sync.central.store.stories import Story
from sync.central.store.tables import customer_account, identity, work_item

_KINDS: Final = (NUMBER_TWICE, ACCOUNT_TWICE)
_NUMBERS: Final = ("identity_number", "old_number")


def decide_what_came(centre: Centre, journal: Journal, taken: Taken) -> None:
    """On facts that count from now on: accounts, numbers, and questions that they settle."""
    give_usernames(centre, journal, taken.registered, centre.now())
    follow_numbers(journal, taken.changed, centre.now())
    numbers = any(fact.field in _NUMBERS for _, fact in taken.changed)
    if taken.decided or numbers or taken.registered:
        settle(journal)


def settle(journal: Journal) -> None:
    """Close what needs nobody any more. Call it under the scope's lock, after numbers moved."""
    waiting = open_work(journal.transaction, journal.scope, _KINDS)
    if not waiting or recovering(journal.transaction):  # nearly always
        return
    lock_province(journal.transaction)
    people = _People(journal.transaction, journal.scope)
    for item in waiting:
        subject = SubjectId(bytes(item.subject))
        settled = _number_settled if item.kind == NUMBER_TWICE else _account_settled
        if (customer := people.known(subject)) is not None and settled(people, customer):
            close_work_item(journal.transaction, journal.scope, item.kind, subject)


def asked(transaction: Transaction) -> Sequence[Scope]:
    """The offices where such a question is open."""
    items = select(work_item.c.scope).where(work_item.c.kind.in_(_KINDS), work_item.c.state == OPEN)
    return [Scope(row[0]) for row in transaction.execute(items.distinct())]


class _People:
    """Customers of a scope, each read once."""

    def __init__(self, transaction: Transaction, scope: Scope) -> None:
        self.transaction, self.scope = transaction, scope
        self._known: dict[bytes, Customer | None] = {}
        self._words: dict[bytes, Mapping[CustomerId, str]] = {}

    def known(self, subject: SubjectId) -> Customer | None:
        """The customer; None where the registration is not here or destroyed."""
        if subject not in self._known:
            story = Story(self.transaction, self.scope, subject)
            self._known[subject] = story.customer
            self._words[subject] = last_words(story.entries)
        return self._known[subject]

    def one_person(self, subject: SubjectId) -> tuple[set[SubjectId], set[SubjectId]]:
        """All who were said to be this customer, itself included; and all who were said not to be.

        Words that contradict each other are a conflict of their own, which counters list.
        """
        person: set[SubjectId] = set()
        apart: set[SubjectId] = set()
        waiting = [subject]
        while waiting:
            one = waiting.pop()
            if one in person:
                continue
            person.add(one)
            self.known(one)
            said = self._words[one].items()
            waiting += [SubjectId(other) for other, word in said if word == SAME]
            apart |= {SubjectId(other) for other, word in said if word == DIFFERENT}
        return person, apart

    def decided(self, one: SubjectId, other: SubjectId) -> bool:
        """Whether somebody said that these two are one person, or are two."""
        person, apart = self.one_person(one)
        theirs, not_theirs = self.one_person(other)
        return bool(person & theirs or apart & theirs or person & not_theirs)

    def account(self, subject: SubjectId) -> str:
        """The account of a customer of this office."""
        ours = select(customer_account.c.username).where(
            customer_account.c.scope == self.scope, customer_account.c.subject == subject
        )
        return self.transaction.execute(ours).scalar() or ""

    def bearers(self, account: str) -> list[SubjectId]:
        """The customers of this office that bear an account."""
        borne = select(customer_account.c.scope, customer_account.c.subject).where(
            customer_account.c.username == account  # alone, as names.bearers says
        )
        rows = self.transaction.execute(borne)
        return [SubjectId(bytes(row.subject)) for row in rows if row.scope == self.scope]


def _number_settled(people: _People, customer: Customer) -> bool:
    """Of everybody here with this account and number somebody said whether it is this customer."""
    subject, number = SubjectId(customer.id), _number(customer)
    for other in people.bearers(people.account(subject)):
        known = people.known(other)
        same_number = known is not None and number and _number(known) == number
        if other != subject and same_number and not people.decided(subject, other):
            return False
    return True


def _account_settled(people: _People, customer: Customer) -> bool:
    """The number stands for nobody else's account, or somebody said whose it is."""
    subject, number = SubjectId(customer.id), _number(customer)
    ours = people.account(subject)
    if not number or not ours:
        return not number
    of_paper = (identity.c.sort == customer.sort) & (identity.c.number == number)
    stands = people.transaction.execute(select(identity.c.username).where(of_paper)).scalar()
    if stands is None:  # the other one was corrected too, so the number is free for this account
        row = {"sort": customer.sort, "number": number, "username": ours}
        put(people.transaction, identity, [row])
        return True
    person, apart = people.one_person(subject)
    known = (people.known(other) for other in person | apart)
    return stands in {ours, *(one.username for one in known if one is not None)}


def _number(customer: Customer) -> str:
    return customer.fields["identity_number"].strip()
