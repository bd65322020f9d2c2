"""What a scope holds, read in one snapshot: the end of its feed, and the feed after a cursor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import bindparam, select

from domain.identifiers import Scope
from sync.central.errors import NotFound
from sync.central.store.engine import Transaction
from sync.central.store.tables import fact, scope_head
from sync.protocol.chains import Branch
from sync.protocol.errors import SyncError
from sync.protocol.frame import Run, Sealed, opened
from sync.protocol.giving import Vouch
from sync.protocol.messages import MAX_FACTS, Cursor
from sync.store.sql_chains import DamagedHere, SqlChains

MAX_BYTES: Final = 1024 * 1024
"""Of envelopes and bodies in one answer, before compression."""

_COLUMNS = (
    fact.c.position,
    fact.c.device,
    fact.c.epoch,
    fact.c.branch,
    fact.c.seq,
    fact.c.envelope,
    fact.c.salt,
    fact.c.body,
)
_FEED = (
    select(*_COLUMNS)
    .where(
        fact.c.scope == bindparam("s"),
        fact.c.position > bindparam("p"),
        fact.c.position <= bindparam("end"),
        fact.c.device != bindparam("asker"),
    )
    .order_by(fact.c.position)
    .limit(bindparam("room"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A bounded part of what was asked for."""

    runs: tuple[Run, ...]
    more: bool
    cursor: Cursor


def end_of(transaction: Transaction, scope: Scope) -> Cursor:
    """The end of a scope's feed. Raises NotFound."""
    row = transaction.execute(select(scope_head).where(scope_head.c.scope == scope)).first()
    if row is None:
        raise NotFound("Trung tâm không phục vụ đơn vị này; hãy báo quản trị.")
    return Cursor(bytes(row.incarnation), row.position)


def after(
    transaction: Transaction,
    store: SqlChains,
    asked: tuple[Cursor, bytes],
    end: Cursor,
    vouch: Vouch,
) -> Page:
    """The feed after a cursor, without the asker's own facts; `asked`: cursor and device.

    A cursor of another life of this feed, or beyond its end, names nothing here: the answer is
    empty and stands at the end, so that the digests differ and the heads repair it.
    Raises DamagedHere.
    """
    cursor, asker = asked
    start = cursor.position
    if cursor.incarnation not in (b"", end.incarnation) or start > end.position:
        return Page(runs=(), more=False, cursor=end)
    if start == end.position:
        return Page(runs=(), more=False, cursor=end)
    place = {
        "s": store.scope,
        "p": start,
        "end": end.position,
        "asker": asker,
        "room": MAX_FACTS + 1,
    }
    rows, more = _bounded(transaction.execute(_FEED, place), MAX_FACTS)
    reached = Cursor(end.incarnation, rows[-1].position) if more else end
    runs = _runs(rows, store, vouch)
    return Page(runs=tuple(runs), more=more, cursor=reached)


def _bounded(rows: Iterable[Any], room: int) -> tuple[list[Any], bool]:
    """The rows that fit, and whether others were left."""
    picked: list[Any] = []
    size = 0
    for row in rows:
        if len(picked) >= room or size >= MAX_BYTES:
            return picked, True
        picked.append(row)
        size += len(row.envelope) + len(row.body)
    return picked, False


def _runs(rows: Iterable[Any], store: SqlChains, vouch: Vouch) -> Iterator[Run]:
    """One run for each stretch of a branch; what was lost here leaves a gap between two."""
    told: dict[tuple[bytes, int, int], list[Any]] = {}
    for row in rows:
        told.setdefault((bytes(row.device), row.epoch, row.branch), []).append(row)
    branches = {(each.device, each.epoch, each.no): each for each in store.branches()}
    for key, of_branch in told.items():
        of_branch.sort(key=lambda row: row.seq)
        stretches = groupby(enumerate(of_branch), key=lambda each: each[1].seq - each[0])
        for _, stretch in stretches:
            facts = tuple(_opened(row, branches[key]) for _, row in stretch)
            signature, vouched = vouch(branches[key], facts[-1])
            yield Run(
                scope=store.scope,
                device=key[0],
                epoch=key[1],
                facts=facts,
                signature=signature,
                vouched=vouched,
            )


def _opened(row: Any, branch: Branch) -> Sealed:
    try:
        return opened(bytes(row.envelope), bytes(row.salt), bytes(row.body))
    except SyncError as error:
        raise DamagedHere(branch, row.seq) from error
