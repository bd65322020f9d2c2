"""Customers who are one person: who stands for them in every list, and whose dossiers are theirs.

Costs nothing for a customer who is nobody else: the row itself says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import LargeBinary, Text, bindparam, literal_column, select

from counter_app.storage import tables as t
from counter_app.storage.engine import Driver, ask
from counter_app.storage.shown import CUSTOMER, SAME
from domain.customer import standing_for
from domain.identifiers import CustomerId, SubjectId
from domain.moment import Moment

ID_BYTES: Final = 16
_MEMBER: Final = select(*CUSTOMER, t.customer.c.username, t.customer.c.registered).where(
    t.customer.c.id == bindparam("key")
)


DISPUTED: Final = t.customer.c.disputed != literal_column("''", Text)
MERGED: Final = t.customer.c.same != literal_column("x''", LargeBinary)
"""Written out, so that the small indexes of these rows serve, and nobody else's are looked at."""


def group(driver: Driver, row: Sequence[Any]) -> Sequence[Any]:
    """The rows of CUSTOMER of all who are this one's person, the one that stands for them first."""
    found: dict[bytes, Any] = {}
    waiting = [row[0]]
    while waiting:
        key = waiting.pop()
        if key not in found and (rows := ask(driver, _MEMBER, key=key)):
            found[key] = rows[0]
            waiting += others(rows[0])
    members = [
        (CustomerId(SubjectId(key)), each[-2], Moment(each[-1])) for key, each in found.items()
    ]
    first = standing_for(members)
    return [found[first], *(found[key] for key in sorted(found) if key != first)]


def row_of(driver: Driver, key: bytes) -> Any:
    """The row of CUSTOMER of a customer who is there."""
    return rows_of(driver, key)[0]


def rows_of(driver: Driver, key: bytes) -> Sequence[Any]:
    """The same, or nothing for somebody unknown."""
    found: Sequence[Any] = ask(driver, _MEMBER, key=key)
    return found


def shown(driver: Driver, rows: Sequence[Any]) -> Sequence[Any]:
    """Each person once, in the place of whoever was found first."""
    if not any(row[SAME] for row in rows):
        return rows  # nearly always
    told: dict[bytes, Any] = {}
    for row in rows:
        first = group(driver, row)[0] if row[SAME] else row
        told.setdefault(first[0], first)
    return list(told.values())


def others(row: Sequence[Any]) -> Sequence[bytes]:
    """The ids that a row of CUSTOMER names as the same person."""
    joined = row[SAME]
    return [joined[cut : cut + ID_BYTES] for cut in range(0, len(joined), ID_BYTES)]
