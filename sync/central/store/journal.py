"""One scope's journal inside a transaction that holds the scope's lock (I4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select, union, update

from domain.facts import Fact, body_of
from domain.identifiers import DeviceId, Scope, SubjectId
from domain.introduction import SubjectRelayed
from domain.moment import Moment, Stamp, day, stamp_moment, tick
from sync.central.errors import NotFound
from sync.central.keys import CentreKeys
from sync.central.store.circles import tell_circle
from sync.central.store.engine import Transaction, random_incarnation
from sync.central.store.many import append, put, rows_with
from sync.central.store.tables import (
    chain_head,
    damaged,
    erasure,
    fact,
    hole,
    quarantine,
    scope_head,
    vacant,
)
from sync.protocol.cbor import decode_own, encode
from sync.protocol.chains import Branch
from sync.protocol.frame import (
    MAX_BASIS,
    NO_PREVIOUS,
    SALT_BYTES,
    Frame,
    Sealed,
    seal,
)
from sync.protocol.heads import Head, statement
from sync.store.sql_chains import ChainTables, SqlChains

_COLUMNS: Final = (
    "scope",
    "position",
    "device",
    "epoch",
    "seq",
    "branch",
    "id",
    "subject",
    "kind",
    "envelope",
    "salt",
    "body",
)
CHAINS: Final = ChainTables(
    fact=fact, written=fact, head=chain_head, hole=hole, damaged=damaged, erasure=erasure
)
FIRST_EPOCH: Final = 1


def ensure_scope(transaction: Transaction, scope: Scope) -> None:
    """Make the row that is locked."""
    row = {
        "scope": scope,
        "position": 0,
        "incarnation": random_incarnation(),
        "stamp": 0,
        "accounts": 0,
        "epoch": FIRST_EPOCH,
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
        self.epoch: int = row.epoch
        self._stamp = Stamp(row.stamp)
        self._fresh: list[Sealed] = []
        self.chains = SqlChains(transaction, scope, CHAINS, self.keep, self.put_back)

    def keep(self, told: Sequence[Sealed], branch: int = 0) -> None:
        """Append facts as they are; the caller has checked their chain."""
        rows = [
            _row(self.scope, at, branch, each) for at, each in enumerate(told, self.position + 1)
        ]
        self.position += len(rows)
        self._fresh += told
        append(self.transaction, fact, _COLUMNS, rows)

    def put_back(self, told: Sequence[Sealed], branch: int) -> None:
        """Facts that were lost here, at the places in the feed that they left empty.

        Whoever read past these places has them; whoever comes later finds them in order. Facts
        that never had a place here are appended.
        """
        free = self._free_places(told, branch)
        rows = [_row(self.scope, at, branch, each) for at, each in zip(free, told, strict=False)]
        append(self.transaction, fact, _COLUMNS, rows)
        self._fresh += told[: len(rows)]
        if len(told) > len(rows):
            self.keep(told[len(rows) :], branch)

    def _free_places(self, told: Sequence[Sealed], branch: int) -> list[int]:
        """Empty places: those between the chain's neighbours first, then any, ascending.

        Where rows of several chains were lost side by side, nobody knows any more which stood
        where; the order within each chain is kept where it can be, and folds need none.
        """
        first, last = told[0].frame, told[-1].frame
        around = select(fact.c.seq, fact.c.position).where(
            fact.c.scope == self.scope,
            fact.c.device == first.device,
            fact.c.epoch == first.epoch,
            fact.c.branch == branch,
            fact.c.seq.in_([first.seq - 1, last.seq + 1]),
        )
        at = {row.seq: row.position for row in self.transaction.execute(around)}
        low, high = at.get(first.seq - 1, 0), at.get(last.seq + 1, self.position + 1)
        free = self._vacant()
        between = [place for place in free if low < place < high]
        others = [place for place in free if not low < place < high]
        return sorted([*between, *others][: len(told)])

    def _vacant(self) -> list[int]:
        """The places that verification found empty, or emptied, and that are empty still."""
        left = union(
            select(damaged.c.position).where(damaged.c.scope == self.scope),
            select(vacant.c.position).where(vacant.c.scope == self.scope),
        ).subquery()
        taken = select(fact.c.position).where(
            fact.c.scope == self.scope, fact.c.position == left.c.position
        )
        empty = select(left.c.position).where(~taken.exists()).order_by(left.c.position)
        return [row[0] for row in self.transaction.execute(empty)]

    @property
    def stamp(self) -> Stamp:
        """The newest that counts here."""
        return self._stamp

    def witness(self, stamps: Iterable[int]) -> None:
        """Let accepted facts advance the scope's clock."""
        self._stamp = Stamp(max(self._stamp, *stamps, 0))

    def write(
        self, keys: CentreKeys, told: Sequence[tuple[SubjectId, Fact]], now: Moment
    ) -> list[Sealed]:
        """The centre's own next facts; each builds on all that the scope knows of its subject."""
        if not told:
            return []
        device = keys.device(self.scope)
        own = self.own(device)
        seq, prev = own.tip
        basis = self._newest({subject for subject, _ in told})
        written: list[Sealed] = []
        for subject, each in told:
            seq, self._stamp = seq + 1, tick(self._stamp, now)
            frame = Frame(
                scope=self.scope,
                device=device,
                epoch=self.epoch,
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
        signature = keys.sign(statement(self.scope, Head(device, self.epoch, seq, prev)))
        self.chains.set_branch(
            replace(own, seq=seq, id=prev, vouched=(seq, prev), signature=signature)
        )
        return written

    def own(self, device: DeviceId) -> Branch:
        """The chain that the centre itself writes here."""
        for branch in self.chains.of(device, self.epoch):
            if branch.no == 0:
                return branch
        return Branch(device=device, epoch=self.epoch, seq=0, id=NO_PREVIOUS)

    def begin_epoch(self, device: DeviceId, epoch: int) -> None:
        """Go on under another epoch, from the end of what is held of the last one."""
        before = self.own(device)
        self.epoch = epoch
        self.incarnation = random_incarnation()
        self.chains.set_branch(Branch(device=device, epoch=epoch, seq=0, id=before.id))

    def close(self) -> None:
        """Move the scope's head, and tell the circle of what was appended; the caller commits."""
        tell_circle(self.transaction, self.scope, self._fresh, stamp_moment(self._stamp))
        self._fresh = []
        self.transaction.execute(
            update(scope_head)
            .where(scope_head.c.scope == self.scope)
            .values(
                position=self.position,
                stamp=self._stamp,
                accounts=self.accounts,
                epoch=self.epoch,
                incarnation=self.incarnation,
            )
        )

    def _newest(self, subjects: set[SubjectId]) -> dict[SubjectId, set[bytes]]:
        """The facts of each subject that no other builds on; those set aside do not count."""
        found: dict[SubjectId, set[bytes]] = {}
        built_on: set[bytes] = set()
        for row in about(self.transaction, self.scope, subjects):
            name, basis = _known_as(row)
            found.setdefault(SubjectId(bytes(row.subject)), set()).add(name)
            built_on.update(basis)
        return {subject: ids - built_on for subject, ids in found.items()}


def _known_as(row: Any) -> tuple[bytes, Sequence[bytes]]:
    """The name of a fact and what it builds on: those of another office keep theirs."""
    if row.kind == SubjectRelayed.kind and row.body:
        told = decode_own(row.body)["told"]
        return told[0], told[-1]
    return bytes(row.id), decode_own(row.envelope)[12]


def about(
    transaction: Transaction, scope: Scope, subjects: Iterable[SubjectId], kind: str = ""
) -> Sequence[Any]:
    """The facts about these, in the order of the feed, without those set aside."""
    aside = select(quarantine.c.id).where(quarantine.c.scope == scope)
    told = (fact.c.position, fact.c.subject, fact.c.id, fact.c.kind, fact.c.envelope, fact.c.body)
    wanted = select(*told).where(fact.c.scope == scope, fact.c.id.not_in(aside))
    if kind:
        wanted = wanted.where(fact.c.kind == kind)
    rows = rows_with(transaction, wanted, fact.c.subject, subjects)
    return sorted(rows, key=lambda row: row.position)


def _row(scope: Scope, position: int, branch: int, sealed: Sealed) -> tuple[Any, ...]:
    frame = sealed.frame
    place = (scope, position, frame.device, frame.epoch, frame.seq, branch)
    told = (sealed.id, frame.subject, frame.kind, sealed.bytes_hashed, frame.salt, frame.body)
    return (*place, *told)


def chains(transaction: Transaction, scope: Scope) -> SqlChains:
    """A scope's chains, only read."""
    return SqlChains(transaction, scope, CHAINS)
