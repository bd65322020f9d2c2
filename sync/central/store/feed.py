"""What a scope holds, read in one snapshot: its heads, its feed, and what another side lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select

from domain.identifiers import Scope
from sync.central.errors import ForkSeen, NotFound
from sync.central.store.engine import Transaction
from sync.central.store.journal import Chain, chains, id_at
from sync.central.store.tables import fact, scope_head
from sync.protocol.frame import Run, Sealed, opened
from sync.protocol.heads import Head
from sync.protocol.messages import MAX_FACTS, Cursor

MAX_BYTES: Final = 1024 * 1024
"""Of envelopes and bodies in one answer, before compression."""

_COLUMNS = (fact.c.position, fact.c.device, fact.c.epoch, fact.c.envelope, fact.c.salt, fact.c.body)
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
_CHAIN = (
    select(*_COLUMNS)
    .where(
        fact.c.scope == bindparam("s"),
        fact.c.device == bindparam("d"),
        fact.c.epoch == bindparam("e"),
        fact.c.seq > bindparam("n"),
    )
    .order_by(fact.c.seq)
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
    transaction: Transaction, scope: Scope, cursor: Cursor, end: Cursor, asker: bytes
) -> Page:
    """The feed after a cursor, without the asker's own facts.

    A cursor of another life of this feed, or beyond its end, names nothing here: the answer is
    empty and stands at the end, so that the digests differ and the heads repair it.
    """
    start = cursor.position
    if cursor.incarnation not in (b"", end.incarnation) or start > end.position:
        return Page(runs=(), more=False, cursor=end)
    place = {"s": scope, "p": start, "end": end.position, "asker": asker, "room": MAX_FACTS + 1}
    rows, more = _bounded(transaction.execute(_FEED, place), MAX_FACTS)
    reached = Cursor(end.incarnation, rows[-1].position) if more else end
    return Page(runs=_runs(scope, rows, chains(transaction, scope)), more=more, cursor=reached)


def lacking(transaction: Transaction, scope: Scope, theirs: Iterable[Head], end: Cursor) -> Page:
    """What the other side lacks of each chain. Raises ForkSeen where a head contradicts ours."""
    there = {(head.device, head.epoch): head for head in theirs}
    ours = chains(transaction, scope)
    picked: list[Any] = []
    more = False
    for chain in ours:
        mine = chain.head
        head = there.get((mine.device, mine.epoch))
        held = head.seq if head else 0
        if head and held <= mine.seq and id_at(transaction, scope, head) != head.id:
            raise ForkSeen(
                "Hai bên giữ hai nhánh khác nhau của một chuỗi; hãy báo quản trị.",
                scope,
                mine.device,
            )
        if held >= mine.seq:
            continue
        room = MAX_FACTS - len(picked)
        place = {"s": scope, "d": mine.device, "e": mine.epoch, "n": held, "room": room + 1}
        rows, cut = _bounded(transaction.execute(_CHAIN, place), room, _size(picked))
        picked.extend(rows)
        more = more or cut
    return Page(runs=_runs(scope, picked, ours), more=more, cursor=end)


def _bounded(rows: Iterable[Any], room: int, size: int = 0) -> tuple[list[Any], bool]:
    """The rows that fit, and whether others were left; `size` bytes are used already."""
    picked: list[Any] = []
    for row in rows:
        if len(picked) >= room or size >= MAX_BYTES:
            return picked, True
        picked.append(row)
        size += _size([row])
    return picked, False


def _size(rows: Iterable[Any]) -> int:
    return sum(len(row.envelope) + len(row.body) for row in rows)


def _runs(scope: Scope, rows: Iterable[Any], ours: Sequence[Chain]) -> tuple[Run, ...]:
    """One run for each chain: within a page the facts of a chain follow each other."""
    told: dict[tuple[bytes, int], list[Sealed]] = {}
    for row in rows:
        sealed = opened(bytes(row.envelope), bytes(row.salt), bytes(row.body))
        told.setdefault((bytes(row.device), row.epoch), []).append(sealed)
    ends = {(chain.head.device, chain.head.epoch): chain for chain in ours}
    return tuple(
        Run(
            scope=scope,
            device=device,
            epoch=epoch,
            facts=tuple(facts),
            signature=ends[device, epoch].signature,
            vouched=ends[device, epoch].vouched,
        )
        for (device, epoch), facts in told.items()
    )
