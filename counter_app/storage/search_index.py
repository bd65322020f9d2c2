"""Finding customers by name as one types: full text over folded names, newest served first.

The row number of the index is the customer's rank, made of the moment last served; reading the
index backwards gives the order wanted without sorting a hundred thousand Nguyễn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, column, func, insert, select, table, text, update

from counter_app.storage import tables as t
from counter_app.storage.engine import Driver, ask
from counter_app.storage.shown import CUSTOMER
from domain.identifiers import CustomerId, SubjectId

_STEP: Final = 1 << 20
"""Ranks within one millisecond; which of them is taken comes from the customer's key."""

_TAKEN: Final = select(t.customer.c.id).where(t.customer.c.rank == bindparam("rank"))
"""Asked of the table: the index takes a second name under one row number without a word."""

_PUT: Final = text("INSERT INTO customer_name(rowid, name) VALUES (:rank, :name)")
_DROP: Final = text("DELETE FROM customer_name WHERE rowid = :rank")
_CLEAR: Final = text("DELETE FROM customer_name")
_RANK: Final = select(t.customer.c.rank, t.customer.c.name_key).where(
    t.customer.c.id == bindparam("key")
)
_LAST_SERVED: Final = select(func.max(t.dossier.c.received)).where(
    t.dossier.c.customer == bindparam("key")
)
_MOVE: Final = (
    update(t.customer).where(t.customer.c.id == bindparam("key")).values(rank=bindparam("to"))
)
_INDEX: Final = table("customer_name", column("rowid"))
_ROW: Final = (*CUSTOMER, t.customer.c.rank, t.customer.c.name_key)
_NEWEST: Final = (  # from the index straight to the row, which its number names
    select(*_ROW)
    .join_from(_INDEX, t.customer, t.customer.c.rank == _INDEX.c.rowid)
    .where(text("customer_name MATCH :words"))
    .order_by(_INDEX.c.rowid.desc())
    .limit(bindparam("limit"))
)
_HIDDEN: Final = text(  # the second part is computed only where some name holds the last word
    "SELECT hidden.rowid FROM "
    "(SELECT rowid FROM customer_name WHERE customer_name MATCH :last LIMIT 1) CROSS JOIN "
    "(SELECT rowid FROM customer_name WHERE customer_name MATCH :words AND rowid < :before"
    " ORDER BY rowid DESC LIMIT :limit) AS hidden"
)
_RANKED: Final = (
    select(*_ROW)
    .where(t.customer.c.rank.in_(select(func.json_each(bindparam("ranks")).table_valued("value"))))
    .order_by(t.customer.c.rank.desc())
)


def place_customer(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert a customer's row with its rank, and its name into the index."""
    served = connection.execute(_LAST_SERVED, {"key": row["id"]}).scalar() or 0
    rank = _put(connection, max(served, row["registered"]), row["id"], row["name_key"])
    connection.execute(insert(t.customer), {**row, "rank": rank})


def serve(connection: Connection, customer: CustomerId, at: int) -> None:
    """A dossier was received: the customer moves up, unless served later already."""
    found = connection.execute(_RANK, {"key": customer}).first()
    if found is None or found.rank // _STEP >= at:
        return
    connection.execute(_DROP, {"rank": found.rank})
    rank = _put(connection, at, customer, found.name_key)
    connection.execute(_MOVE, {"key": customer, "to": rank})


def forget(connection: Connection, subject: SubjectId) -> None:
    """Take a customer's name out before its row is written anew."""
    found = connection.execute(_RANK, {"key": subject}).first()
    if found is not None:
        connection.execute(_DROP, {"rank": found.rank})


def clear(connection: Connection) -> None:
    """Empty the index."""
    connection.execute(_CLEAR)


def named(driver: Driver, folded: str, limit: int) -> Sequence[Any]:
    """Rows of CUSTOMER whose name holds every word of `folded`, the last as a beginning too.

    Whole words come before beginnings, and within each the newest served.
    """
    words = ['"' + word.replace('"', "") + '"' for word in folded.split()]
    if not words:
        return []
    query, last = " ".join(words), folded.split()[-1]
    newest: Sequence[Any] = ask(driver, _NEWEST, words=f"{query}*", limit=limit)
    whole: list[Any] = []
    begun: list[Any] = []
    for row in newest:
        (whole if last in row[-1].split() else begun).append(row)
    if begun and len(newest) == limit:  # whole words may hide behind newer beginnings
        behind = {"last": words[-1], "words": query, "before": newest[-1][-2]}
        found = ask(driver, _HIDDEN, **behind, limit=limit - len(whole))
        if ranks := [rank for (rank,) in found]:
            whole += ask(driver, _RANKED, ranks=str(ranks))
    return [*whole, *begun][:limit]


def rank_of(at: int, key: bytes) -> int:
    """The place of a customer last served at this moment, where no other has it."""
    return at * _STEP + int.from_bytes(key[-3:], "big") % _STEP


def _put(connection: Connection, at: int, key: bytes, name: str) -> int:
    rank = rank_of(at, key)
    while connection.execute(_TAKEN, {"rank": rank}).first():
        rank += 1  # another customer of the same millisecond, one chance in a million
    connection.execute(_PUT, {"rank": rank, "name": name})
    return rank
