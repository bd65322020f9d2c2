"""Finding customers by name as one types: full text over folded names, newest served first.

The row number of the index is the customer's rank, made of the moment last served; reading the
index backwards gives the order wanted without sorting a hundred thousand Nguyễn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from counter_app.storage import tables as t
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
_MATCH: Final = (  # the driver's own words: this runs at every key, and compiling costs as much
    "SELECT customer.* FROM (SELECT rowid FROM customer_name WHERE customer_name MATCH ? "
    "ORDER BY rowid DESC LIMIT ?) AS found JOIN customer ON customer.rank = found.rowid "
    "ORDER BY customer.rank DESC"
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


def named(connection: Connection, folded: str, limit: int) -> list[Any]:
    """Customer rows whose name holds every word of `folded`, the last one as a beginning too.

    Whole words come before beginnings, and within each the newest served.
    """
    words = ['"' + word.replace('"', "") + '"' for word in folded.split()]
    if not words:
        return []
    query = " ".join(words)
    begun = _match(connection, f"{query}*", limit)
    if len(begun) == limit:  # more may be found: whole words may hide behind newer beginnings
        whole = _match(connection, query, limit)
    else:  # all are here, and looking through a hundred thousand names once is enough
        last = folded.split()[-1]
        whole = [row for row in begun if last in row.name_key.split()]
    known = {row.id for row in whole}
    return [*whole, *(row for row in begun if row.id not in known)][:limit]


def _match(connection: Connection, query: str, limit: int) -> list[Any]:
    return list(connection.exec_driver_sql(_MATCH, (query, limit)))


def rank_of(at: int, key: bytes) -> int:
    """The place of a customer last served at this moment, where no other has it."""
    return at * _STEP + int.from_bytes(key[-3:], "big") % _STEP


def _put(connection: Connection, at: int, key: bytes, name: str) -> int:
    rank = rank_of(at, key)
    while connection.execute(_TAKEN, {"rank": rank}).first():
        rank += 1  # another customer of the same millisecond, one chance in a million
    connection.execute(_PUT, {"rank": rank, "name": name})
    return rank
