"""How far each scan has come, which scans the facts of a scope name, and which are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from domain.identifiers import Scope
from domain.moment import Moment
from sync.central.store.engine import Transaction
from sync.central.store.many import put
from sync.central.store.tables import blob, scan_named


@dataclass(frozen=True, slots=True)
class Upload:
    """A scan that a fact names: its size by the fact, how much is here, whether it is whole."""

    size: int
    offset: int
    done: bool


def find(transaction: Transaction, scope: Scope, sha256: bytes) -> Upload | None:
    """The upload of a scan; None where no fact of the scope names it."""
    joined = (
        select(scan_named.c.size, blob.c.offset, blob.c.done)
        .join_from(
            scan_named,
            blob,
            (blob.c.scope == scan_named.c.scope) & (blob.c.sha256 == scan_named.c.sha256),
            isouter=True,
        )
        .where(scan_named.c.scope == scope, scan_named.c.sha256 == sha256)
    )
    row = transaction.execute(joined).first()
    return None if row is None else Upload(row.size, row.offset or 0, bool(row.done))


def begin(transaction: Transaction, scope: Scope, sha256: bytes, size: int, now: Moment) -> None:
    """An upload of nothing yet."""
    row = {"scope": scope, "sha256": sha256, "size": size, "offset": 0, "done": False, "at": now}
    put(transaction, blob, [row])


def move(
    transaction: Transaction, scope: Scope, sha256: bytes, step: tuple[int, int], now: Moment
) -> bool:
    """From one offset to the next; False when someone else moved it first."""
    before, reached = step
    moved = update(blob).where(
        blob.c.scope == scope,
        blob.c.sha256 == sha256,
        blob.c.offset == before,
        blob.c.done.is_(False),
    )
    return transaction.execute(moved.values(offset=reached, at=now)).rowcount == 1


def finish(transaction: Transaction, scope: Scope, sha256: bytes, size: int) -> None:
    """The scan is whole."""
    done = update(blob).where(blob.c.scope == scope, blob.c.sha256 == sha256)
    transaction.execute(done.values(offset=size, done=True))
    here = update(scan_named).where(scan_named.c.scope == scope, scan_named.c.sha256 == sha256)
    transaction.execute(here.values(wanted=False))


def lose(transaction: Transaction, sha256: bytes) -> None:
    """Its bytes are gone or damaged: every scope that names it wants it again."""
    whole = (blob.c.sha256 == sha256, blob.c.done.is_(True))
    scopes = select(blob.c.scope).where(*whole)
    named = update(scan_named).where(scan_named.c.sha256 == sha256, scan_named.c.scope.in_(scopes))
    transaction.execute(named.values(wanted=True))
    transaction.execute(update(blob).where(*whole).values(offset=0, done=False))


def forget(transaction: Transaction, scope: Scope, sha256: bytes) -> bool:
    """No fact of the scope names it any more; whether no other scope does either."""
    for table in (scan_named, blob):
        ours = delete(table).where(table.c.scope == scope, table.c.sha256 == sha256)
        transaction.execute(ours)
    others = select(scan_named.c.scope).where(scan_named.c.sha256 == sha256).limit(1)
    return transaction.execute(others).first() is None


def wanted(transaction: Transaction, scope: Scope) -> Sequence[bytes]:
    """Scans that facts of the scope name and that are not whole here, sorted.

    Its cost follows what is wanted, never the archive.
    """
    missing = (
        select(scan_named.c.sha256)
        .where(scan_named.c.scope == scope, scan_named.c.wanted.is_(True))
        .order_by(scan_named.c.sha256)
    )
    return [bytes(row[0]) for row in transaction.execute(missing)]


def forget_unfinished(transaction: Transaction, before: Moment) -> int:
    """Uploads to which nothing came since begin again from nothing; how many."""
    old = update(blob).where(blob.c.done.is_(False), blob.c.offset > 0, blob.c.at < before)
    return transaction.execute(old.values(offset=0)).rowcount
