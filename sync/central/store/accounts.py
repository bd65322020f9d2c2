"""Officers' accounts: their own channel, versioned by office; hashes never enter facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from domain.identifiers import OfficerId, Scope
from sync.central.store.engine import Transaction
from sync.central.store.tables import account


def newer(transaction: Transaction, scope: Scope, version: int) -> Sequence[Any]:
    """The office's accounts changed after a version, oldest change first."""
    changed = (
        select(account)
        .where(account.c.scope == scope, account.c.version > version)
        .order_by(account.c.version)
    )
    return transaction.execute(changed).all()


def by_username(transaction: Transaction, username: str) -> Any:
    """The officer's account of this name in the whole province; None where there is none."""
    return transaction.execute(select(account).where(account.c.username == username)).first()


def add(transaction: Transaction, row: dict[str, Any]) -> None:
    """A new account."""
    transaction.execute(insert(account), row)


def set_password(
    transaction: Transaction, scope: Scope, officer: OfficerId, values: dict[str, Any]
) -> bool:
    """Replace the hash; whether the office has such an officer."""
    known = update(account).where(account.c.id == officer, account.c.scope == scope)
    return transaction.execute(known.values(**values)).rowcount == 1
