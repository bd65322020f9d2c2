"""One scope's journal inside a transaction that holds the scope's lock (I4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from domain.facts import Fact, body_of
from domain.identifiers import DeviceId, Scope, SubjectId
from domain.moment import Moment, Stamp, day, tick
from sync.central.errors import NotFound
from sync.central.keys import CentreKeys
from sync.central.store.engine import Transaction, append, put, random_incarnation
from sync.central.store.tables import chain_head, fact, quarantine, scope_head
from sync.protocol.cbor import decode_own, encode
from sync.protocol.frame import (
    MAX_BASIS,
    NO_PREVIOUS,
    SALT_BYTES,
    Frame,
    Sealed,
    envelope,
    seal,
)
from sync.protocol.heads import Head, statement

EPOCH: Final = 1
"""The centre opens a second epoch only after it was restored, in the next release."""

_IN_ONE_QUERY: Final = 500
_COLUMNS: Final = (
    "scope",
    "position",
    "device",
    "epoch",
    "seq",
    "id",
    "subject",
    "kind",
    "envelope",
    "salt",
    "body",
)
_HEAD = select(chain_head).where(
    chain_head.c.scope == bindparam("s"),
    chain_head.c.device == bindparam("d"),
    chain_head.c.epoch == bindparam("e"),
)
_AT = select(fact.c.id).where(
    fact.c.scope == bindparam("s"),
    fact.c.device == bindparam("d"),
    fact.c.epoch == bindparam("e"),
    fact.c.seq == bindparam("n"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The end of one chain as stored, with the signature that vouches for it."""

    head: Head
    signature: bytes
    vouched: tuple[int, bytes]


def ensure_scope(transaction: Transaction, scope: Scope) -> None:
    """Make the row that is locked."""
    row = {
        "scope": scope,
        "position": 0,
        "incarnation": random_incarnation(),
        "stamp": 0,
        "accounts": 0,
    }
    put(transaction, scope_head, [row])


class Journal:
    """Appends to one scope. Opening takes the scope's lock; `close` moves position and clock."""

    def __init__(self, transaction: Transaction, scope: Scope) -> None:
        """Raises NotFound for a scope that the centre does not serve."""
        locked = select(scope_head).where(scope_head.c.scope == scope).with_for_update()
        row = transaction.execute(locked).first()
        if row is None:
            raise NotFound("Trung tâm không phục vụ đơn vị này; hãy báo quản trị.")
        self.transaction = transaction
        self.scope = scope
        self.incarnation = bytes(row.incarnation)
        self.position: int = row.position
        self.accounts: int = row.accounts
        self._stamp = Stamp(row.stamp)

    def chain(self, device: bytes, epoch: int) -> Chain | None:
        """The end of a chain; None before its first fact."""
        row = self.transaction.execute(_HEAD, {"s": self.scope, "d": device, "e": epoch}).first()
        return None if row is None else chain_of(row)

    def id_at(self, device: bytes, epoch: int, seq: int) -> bytes | None:
        """The fact at a place of a chain."""
        return id_at(self.transaction, self.scope, Head(device, epoch, seq, b""))

    def keep(self, told: Sequence[Sealed]) -> None:
        """Append facts as they are; the caller has checked their chain."""
        rows = [_row(self.scope, at, each) for at, each in enumerate(told, self.position + 1)]
        self.position += len(rows)
        append(self.transaction, fact, _COLUMNS, rows)

    def witness(self, stamps: Iterable[int]) -> None:
        """Let accepted facts advance the scope's clock."""
        self._stamp = Stamp(max(self._stamp, *stamps, 0))

    def move(
        self, device: bytes, epoch: int, last: Sealed, vouch: tuple[bytes, int, bytes]
    ) -> None:
        """Set the end of a chain, and (signature, seq, id) that vouch for it."""
        row = {
            "scope": self.scope,
            "device": device,
            "epoch": epoch,
            "seq": last.frame.seq,
            "id": last.id,
            "signature": vouch[0],
            "vouched_seq": vouch[1],
            "vouched_id": vouch[2],
        }
        put(self.transaction, chain_head, [row], list(row)[3:])

    def write(
        self, keys: CentreKeys, told: Sequence[tuple[SubjectId, Fact]], now: Moment
    ) -> list[Sealed]:
        """The centre's own next facts; each builds on all that the scope knows of its subject."""
        if not told:
            return []
        device = keys.device(self.scope)
        chain = self.chain(device, EPOCH)
        seq, prev = (chain.head.seq, chain.head.id) if chain else (0, NO_PREVIOUS)
        basis = self._newest({subject for subject, _ in told})
        written: list[Sealed] = []
        for subject, each in told:
            seq, self._stamp = seq + 1, tick(self._stamp, now)
            frame = Frame(
                scope=self.scope,
                device=device,
                epoch=EPOCH,
                seq=seq,
                prev=prev,
                at=self._stamp,
                wall=now,
                uncertainty=0,
                day=day(now),
                actor=device,
                subject=subject,
                basis=tuple(sorted(basis.get(subject, ()))[:MAX_BASIS]),
                kind=each.kind,
                version=each.version,
                salt=secrets.token_bytes(SALT_BYTES),
                body=encode(body_of(each)),
            )
            written.append(seal(frame))
            prev = written[-1].id
            basis[subject] = {prev}
        self.keep(written)
        signature = keys.sign(statement(self.scope, Head(device, EPOCH, seq, prev)))
        self.move(device, EPOCH, written[-1], (signature, seq, prev))
        return written

    def close(self) -> None:
        """Move the scope's head; the caller commits."""
        self.transaction.execute(
            update(scope_head)
            .where(scope_head.c.scope == self.scope)
            .values(position=self.position, stamp=self._stamp, accounts=self.accounts)
        )

    def _newest(self, subjects: set[SubjectId]) -> dict[SubjectId, set[bytes]]:
        """The facts of each subject that no other builds on; those set aside do not count."""
        found: dict[SubjectId, set[bytes]] = {}
        built_on: set[bytes] = set()
        for some in _parts(sorted(subjects)):
            for row in self.transaction.execute(_about(self.scope, some)):
                found.setdefault(SubjectId(bytes(row.subject)), set()).add(bytes(row.id))
                built_on.update(decode_own(row.envelope)[12])
        return {subject: ids - built_on for subject, ids in found.items()}


def _about(scope: Scope, subjects: Sequence[SubjectId]) -> Any:
    aside = select(quarantine.c.id).where(quarantine.c.scope == scope)
    return select(fact.c.subject, fact.c.id, fact.c.envelope).where(
        fact.c.scope == scope, fact.c.subject.in_(subjects), fact.c.id.not_in(aside)
    )


def _parts(subjects: Sequence[SubjectId]) -> Iterable[Sequence[SubjectId]]:
    return (subjects[at : at + _IN_ONE_QUERY] for at in range(0, len(subjects), _IN_ONE_QUERY))


def _row(scope: Scope, position: int, sealed: Sealed) -> tuple[Any, ...]:
    frame = sealed.frame
    place = (scope, position, frame.device, frame.epoch, frame.seq)
    told = (sealed.id, frame.subject, frame.kind, envelope(frame), frame.salt, frame.body)
    return (*place, *told)


def chain_of(row: Any) -> Chain:
    """A row of `chain_head`."""
    return Chain(
        head=Head(DeviceId(bytes(row.device)), row.epoch, row.seq, bytes(row.id)),
        signature=bytes(row.signature),
        vouched=(row.vouched_seq, bytes(row.vouched_id)),
    )


def chains(transaction: Transaction, scope: Scope) -> list[Chain]:
    """The ends of all chains of a scope."""
    rows = transaction.execute(select(chain_head).where(chain_head.c.scope == scope))
    return [chain_of(row) for row in rows]


def id_at(transaction: Transaction, scope: Scope, head: Head) -> bytes | None:
    """The fact that stands at a head's place, whatever id the head itself names."""
    place = {"s": scope, "d": head.device, "e": head.epoch, "n": head.seq}
    found = transaction.execute(_AT, place).scalar()
    return None if found is None else bytes(found)
