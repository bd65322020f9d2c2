"""How dossiers stand: for citizens by their code, for supervisors on the board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, select, update

from domain.dossier import RECEIVED, RETURNED, ResultHandedOver
from domain.facts import Fact
from domain.identifiers import Scope, SubjectId
from domain.introduction import SubjectRelayed
from domain.kinds import fact_of
from sync.central.store.board_tables import board_dossier
from sync.central.store.engine import Transaction
from sync.central.store.journal import about
from sync.central.store.many import rows_with
from sync.central.store.tables import dossier_state
from sync.protocol.cbor import decode_own


def state_of(transaction: Transaction, code: str) -> str | None:
    """The state; None for a code that no office gave."""
    found = select(dossier_state.c.status).where(dossier_state.c.code == code)
    state: str | None = transaction.execute(found).scalar()
    return state


def hands_over(fact: Fact) -> bool:
    """Whether a result was given, here or at another office."""
    match fact:
        case SubjectRelayed(told=told):
            return told[2] == ResultHandedOver.kind
        case _:
            return isinstance(fact, ResultHandedOver)


def follow(transaction: Transaction, scope: Scope, dossiers: Iterable[SubjectId]) -> None:
    """How these dossiers of an office stand, from the facts of it that count."""
    asked = set(dossiers)
    if not asked:
        return
    ended = _ended(transaction, scope, asked)
    named = select(board_dossier.c.subject, board_dossier.c.code)
    rows = rows_with(
        transaction, named.where(board_dossier.c.scope == scope), board_dossier.c.subject, asked
    )
    for row in rows:
        status = RETURNED if bytes(row.subject) in ended else RECEIVED
        _set(transaction, board_dossier, scope, row, status)
        _set(transaction, dossier_state, scope, row, status)


def _set(transaction: Transaction, table: Table, scope: Scope, row: Any, status: str) -> None:
    """`code`, for one table is found by it; `subject`, for of two dossiers with one code one is."""
    its = (table.c.scope == scope, table.c.subject == row.subject, table.c.code == row.code)
    transaction.execute(update(table).where(*its).values(status=status))


def _ended(transaction: Transaction, scope: Scope, asked: Iterable[SubjectId]) -> set[bytes]:
    own = about(transaction, scope, asked, ResultHandedOver.kind)
    told = about(transaction, scope, asked, SubjectRelayed.kind)
    relayed = [
        row
        for row in told
        if row.body and hands_over(fact_of(row.kind, 1, decode_own(bytes(row.body))))
    ]
    return {bytes(row.subject) for row in (*own, *relayed)}
