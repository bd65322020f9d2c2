"""The state of a dossier by its code, for citizens."""

from __future__ import annotations

from sqlalchemy import select

from sync.central.store.engine import Transaction
from sync.central.store.tables import dossier_state


def state_of(transaction: Transaction, code: str) -> str | None:
    """The state; None for a code that no office gave."""
    found = select(dossier_state.c.status).where(dossier_state.c.code == code)
    state: str | None = transaction.execute(found).scalar()
    return state
