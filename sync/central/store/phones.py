"""Customers by the telephone numbers ever told of them, in the whole province."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from domain.customer import CustomerChanged, CustomerRegistered
from domain.facts import Fact
from domain.identifiers import Scope, SubjectId
from domain.numbers import phone
from sync.central.store.engine import Transaction
from sync.central.store.many import put
from sync.central.store.tables import phone_told

_LONGEST = 20


def remember(
    transaction: Transaction, scope: Scope, told: Iterable[tuple[SubjectId, Fact]]
) -> None:
    """The numbers that these facts tell; what replaced them is seen when one is asked for."""
    rows = [
        {"number": number, "scope": scope, "subject": subject}
        for subject, fact in told
        if (number := _number_in(fact))
    ]
    put(transaction, phone_told, rows)


def bearers(transaction: Transaction, number: str, most: int) -> Sequence[tuple[Scope, SubjectId]]:
    """Who was ever told to have this number."""
    found = select(phone_told.c.scope, phone_told.c.subject).where(phone_told.c.number == number)
    rows = transaction.execute(found.order_by(phone_told.c.scope, phone_told.c.subject).limit(most))
    return [(Scope(row.scope), SubjectId(bytes(row.subject))) for row in rows]


def forget(transaction: Transaction, subject: SubjectId) -> None:
    """Contents were destroyed by order of law."""
    transaction.execute(delete(phone_told).where(phone_told.c.subject == subject))


def written(text: str) -> str:
    """A number in the one form in which it is compared."""
    return phone(text).value[:_LONGEST]


def _number_in(fact: Fact) -> str:
    match fact:
        case CustomerRegistered(phone=text):
            return written(text)
        case CustomerChanged(field="phone", value=text):
            return written(text)
        case _:
            return ""
