"""The book of what was asked for, and who bears a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case, func, insert, select, update

from domain.identifiers import Scope, SubjectId
from domain.moment import Moment
from sync.central.store.engine import Transaction
from sync.central.store.tables import asked, customer_account, dossier_state, identity, username

OPEN = "asked"


def book(transaction: Transaction, row: Mapping[str, Any]) -> int:
    """Write a question down; its number."""
    told = insert(asked).values({**row, "outcome": OPEN}).returning(asked.c.no)
    return int(transaction.execute(told).scalar_one())


def close_book(transaction: Transaction, number: int, outcome: str) -> None:
    """What came of it."""
    transaction.execute(update(asked).where(asked.c.no == number).values(outcome=outcome))


def asked_since(transaction: Transaction, device: bytes, since: Moment) -> tuple[int, int]:
    """How often a device asked, and how often it found nothing. One that was cut off counts."""
    found = asked.c.outcome.in_(("introduced", "here"))
    missed = func.coalesce(func.sum(case((found, 0), else_=1)), 0)
    counted = select(func.count(), missed).where(asked.c.device == device, asked.c.at > since)
    number, misses = transaction.execute(counted).one()
    return int(number), int(misses)


def asked_in(transaction: Transaction, scope: Scope, since: Moment) -> Sequence[Any]:
    """The questions of an office, newest first."""
    told = select(asked).where(asked.c.scope == scope, asked.c.at > since)
    return transaction.execute(told.order_by(asked.c.no.desc())).all()


def holders(transaction: Transaction, sort: str, number: str) -> list[tuple[Scope, SubjectId]]:
    """The customers of the account that stands for this paper, the first one first."""
    named = select(identity.c.username).where(identity.c.sort == sort, identity.c.number == number)
    account = transaction.execute(named).scalar()
    if account is None:
        return []
    first = select(username.c.scope, username.c.subject).where(username.c.username == account)
    others = (
        select(customer_account.c.scope, customer_account.c.subject)
        .where(customer_account.c.username == account)
        .order_by(customer_account.c.at, customer_account.c.scope, customer_account.c.subject)
    )
    rows = [*transaction.execute(first), *transaction.execute(others)]
    return list(dict.fromkeys((Scope(row.scope), SubjectId(bytes(row.subject))) for row in rows))


def with_code(transaction: Transaction, code: str) -> tuple[Scope, SubjectId] | None:
    """The dossier of this code."""
    found = select(dossier_state.c.scope, dossier_state.c.subject).where(
        dossier_state.c.code == code
    )
    row = transaction.execute(found).first()
    return (Scope(row.scope), SubjectId(bytes(row.subject))) if row else None
