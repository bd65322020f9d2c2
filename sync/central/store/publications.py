"""What was last published under a name, so that the same content is not published again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from domain.identifiers import Scope, SubjectId
from sync.central.store.engine import Transaction
from sync.central.store.many import put
from sync.central.store.tables import published


def held(transaction: Transaction, scope: Scope) -> Mapping[str, tuple[SubjectId, bytes]]:
    """Subject and content hash by name."""
    rows = transaction.execute(select(published).where(published.c.scope == scope))
    return {row.name: (SubjectId(bytes(row.subject)), bytes(row.hash)) for row in rows}


def remember(
    transaction: Transaction, scope: Scope, name: str, told: tuple[SubjectId, bytes]
) -> None:
    """This content stands under the name now."""
    row = {"scope": scope, "name": name, "subject": told[0], "hash": told[1]}
    put(transaction, published, [row], ["hash"])
