"""One account for each person in the province, also where a number is corrected later.

Source: docs/sources.md S-20, S-62.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import delete, select

from domain.customer import CustomerChanged
from domain.identifiers import Scope, SubjectId
from domain.moment import Moment
from sync.central.store.apply import add_work_item
from sync.central.store.engine import Transaction, lock_province
from sync.central.store.journal import Journal
from sync.central.store.many import put
from sync.central.store.names import first_told
from sync.central.store.tables import customer_account, identity

ACCOUNT_TWICE: Final = "account_twice"
_FIELD: Final = "identity_number"


def follow_numbers(
    journal: Journal, told: Iterable[tuple[SubjectId, CustomerChanged]], now: Moment
) -> None:
    """A corrected number stands for the account from now on, wherever its bearer registers next.

    Where it stands for another account already, a person decides. Call it under the scope's lock,
    after usernames were given.
    """
    changed = [(subject, fact) for subject, fact in told if fact.field == _FIELD]
    if not changed:
        return
    lock_province(journal.transaction)
    for subject, fact in changed:
        account = _account(journal.transaction, journal.scope, subject)
        sort = _sort(journal.transaction, journal.scope, subject)
        if account and sort:
            _move(journal, subject, sort, account, fact, now)


def _move(
    journal: Journal,
    subject: SubjectId,
    sort: str,
    account: str,
    fact: CustomerChanged,
    now: Moment,
) -> None:
    transaction = journal.transaction
    before, number = fact.before.strip(), fact.value.strip()
    if before and len(_bearers(transaction, account)) == 1:  # it was written wrongly
        transaction.execute(
            delete(identity).where(
                identity.c.sort == sort,
                identity.c.number == before,
                identity.c.username == account,
            )
        )
    if not number:
        return
    put(transaction, identity, [{"sort": sort, "number": number, "username": account}])
    of_paper = (identity.c.sort == sort) & (identity.c.number == number)
    if transaction.execute(select(identity.c.username).where(of_paper)).scalar() != account:
        add_work_item(journal, ACCOUNT_TWICE, subject, now, again=True)


def _account(transaction: Transaction, scope: Scope, subject: SubjectId) -> str:
    of_subject = (customer_account.c.scope == scope) & (customer_account.c.subject == subject)
    return transaction.execute(select(customer_account.c.username).where(of_subject)).scalar() or ""


def _bearers(transaction: Transaction, account: str) -> Sequence[bytes]:
    rows = select(customer_account.c.subject).where(customer_account.c.username == account).limit(2)
    return [bytes(row[0]) for row in transaction.execute(rows)]


def _sort(transaction: Transaction, scope: Scope, subject: SubjectId) -> str:
    told = first_told(transaction, scope, [subject]).get(subject)
    return told.sort if told else ""
