"""What one scope has to tell another: written with what it tells of, taken out where it arrives.

A row is put in by a transaction that holds the origin's lock, and taken out by one that holds the
target's, which also writes what it says (I4). So it is told exactly once, whatever dies, and no
two locks are ever held. Rows of one subject arrive in the order in which they were put in: all of
them come from the subject's own office or go to it, and its lock gives their numbers their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from domain.identifiers import Scope, SubjectId
from domain.moment import Moment
from sync.central.store.engine import Transaction
from sync.central.store.tables import outbox
from sync.protocol.cbor import decode_own, encode

INTRODUCE: Final = "introduce"
RELAY: Final = "relay"
ASIDE: Final = "aside"
ERASE: Final = "erase"
_WAITS: Final = "waits"
_HELD: Final = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One thing to be done in `target`, about what stands in `origin`."""

    target: Scope
    kind: str
    origin: Scope
    subject: SubjectId
    fact: bytes = b""  # the id of the row in `origin`
    why: tuple[str, bytes, bytes] = ("", b"", b"")  # of an introduction: words, counter, officer
    no: int = 0


def put_in(transaction: Transaction, errands: Iterable[Errand], at: Moment) -> None:
    """Remember what is to be done; the caller's commit makes it certain."""
    rows = [
        {
            "scope": each.target,
            "kind": each.kind,
            "payload": encode([each.origin, each.subject, each.fact, list(each.why)]),
            "at": at,
            "state": _WAITS,
        }
        for each in errands
    ]
    if rows:
        transaction.execute(insert(outbox), rows)


def targets(transaction: Transaction) -> Sequence[Scope]:
    """The scopes for which something waits, sorted."""
    waits = select(outbox.c.scope).where(outbox.c.state == _WAITS).distinct()
    rows = transaction.execute(waits)
    return sorted(Scope(row[0]) for row in rows)


def waiting(transaction: Transaction, target: Scope, most: int) -> Sequence[Errand]:
    """The next errands of a scope, whose lock the caller holds."""
    ours = (outbox.c.scope == target) & (outbox.c.state == _WAITS)
    rows = select(outbox).where(ours).order_by(outbox.c.no).limit(most)
    return [_errand(row) for row in transaction.execute(rows)]


def hold(transaction: Transaction, errand: Errand) -> None:
    """It cannot be done by this release: it waits for a person, and the others go on."""
    transaction.execute(update(outbox).where(outbox.c.no == errand.no).values(state=_HELD))


def take_out(transaction: Transaction, errands: Sequence[Errand]) -> None:
    """They are done; the caller's commit makes it certain."""
    if errands:
        numbers = [each.no for each in errands]
        transaction.execute(delete(outbox).where(outbox.c.no.in_(numbers)))


def release(transaction: Transaction) -> None:
    """What was held waits again."""
    transaction.execute(update(outbox).where(outbox.c.state == _HELD).values(state=_WAITS))


def counted(transaction: Transaction) -> tuple[int, int]:
    """How many wait, and how many are held."""
    rows = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    told: dict[str, int] = {row[0]: row[1] for row in transaction.execute(rows)}
    return told.get(_WAITS, 0), told.get(_HELD, 0)


def _errand(row: Any) -> Errand:
    origin, subject, fact, why = decode_own(row.payload)
    return Errand(
        target=Scope(row.scope),
        kind=row.kind,
        origin=Scope(origin),
        subject=SubjectId(subject),
        fact=fact,
        why=tuple(why),
        no=row.no,
    )
