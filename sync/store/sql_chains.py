"""A scope's chains in SQL tables, the same for the counter's store and the centre's.

Either end brings its own tables; their columns have the names used here. How facts are added is
the end's own business too: the counter numbers them by arrival, the centre by commit order (I4).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.types import NULLTYPE

from sync.protocol.chains import NOWHERE, Branch, Hole, merged
from sync.protocol.errors import SyncError
from sync.protocol.frame import Sealed, opened
from sync.protocol.verifying import BranchCheck, Checked, StoredRow

Keep: TypeAlias = Callable[[Sequence[Sealed], int], None]
"""Adds facts with the number of their branch."""

Which: TypeAlias = Callable[[Table], Sequence[ColumnElement[bool]]]
"""Conditions on facts, for any table that holds them."""

Fetch: TypeAlias = Callable[[Which], None]
"""Brings facts that lie elsewhere into the table where they can be changed."""

_PAGE: Final = 2_000
_AT: Final = ("scope", "device", "epoch", "branch")


class DamagedHere(SyncError):
    """A row that was asked for does not hash any more: its chain has to be verified first."""

    def __init__(self, branch: Branch, seq: int) -> None:
        super().__init__(f"việc số {seq} lưu ở đây đã hỏng")
        self.branch = branch
        self.seq = seq


@dataclass(frozen=True, slots=True)
class ChainTables:
    """`damaged` takes rows that verification set aside; nothing but a person reads them.

    `erasure` names the facts whose contents were destroyed by order of law. `written` holds the
    facts that can be changed; `fact` may read more than it.
    """

    fact: Table
    written: Table
    head: Table
    hole: Table
    damaged: Table
    erasure: Table


class SqlChains:
    """Answers `sync.protocol.chains.ChainStore` inside one transaction.

    Branches and holes are read once: whoever writes them here writes them through.
    """

    def __init__(
        self,
        connection: Connection,
        scope: str,
        tables: ChainTables,
        keep: Keep | None = None,
        heal: Keep | None = None,
        fetch: Fetch = lambda _: None,
    ) -> None:
        """Without `keep` and `heal` it is only read."""
        self._connection = connection
        self.scope = scope
        self._tables = tables
        self._keep = keep
        self._heal = heal
        self._fetch = fetch
        self._branches: dict[tuple[bytes, int, int], Branch] | None = None
        self._holes: list[Hole] | None = None

    def branches(self) -> Sequence[Branch]:
        """All of the scope, in the order of device, epoch and number."""
        return sorted(self._all().values(), key=lambda b: (b.device, b.epoch, b.no))

    def of(self, device: bytes, epoch: int) -> Sequence[Branch]:
        """Those of one device's epoch, by number."""
        found = (b for b in self._all().values() if (b.device, b.epoch) == (device, epoch))
        return sorted(found, key=lambda branch: branch.no)

    def places(
        self, device: bytes, epoch: int, first: int, last: int
    ) -> Iterable[tuple[int, int, bytes]]:
        """(seq, branch, id) of the facts whose bytes are here."""
        fact = self._tables.fact.c
        rows = select(fact.seq, fact.branch, fact.id).where(
            fact.scope == bindparam("s"),
            fact.device == bindparam("d"),
            fact.epoch == bindparam("e"),
            fact.seq.between(bindparam("first"), bindparam("last")),
        )
        told = {"s": self.scope, "d": device, "e": epoch, "first": first, "last": last}
        return [(row[0], row[1], bytes(row[2])) for row in self._connection.execute(rows, told)]

    def facts(
        self, device: bytes, epoch: int, branch: int, first: int, last: int
    ) -> Iterator[Sealed]:
        """A branch's own facts between two places, ascending. Raises DamagedHere."""
        rows = self._rows(device, epoch, branch, first, last)
        for seq, id_, *stored in rows:
            try:
                sealed = opened(*map(bytes, stored))
            except SyncError as error:
                raise DamagedHere(self._all()[device, epoch, branch], seq) from error
            if sealed.id != bytes(id_):
                raise DamagedHere(self._all()[device, epoch, branch], seq)
            yield sealed

    def holes(self) -> Sequence[Hole]:
        """All that are known and not healed."""
        if self._holes is None:
            hole = self._tables.hole
            rows = self._connection.execute(
                select(hole).where(hole.c.scope == self.scope).order_by(hole.c.first)
            )
            self._holes = [
                Hole(
                    device=bytes(row.device),
                    epoch=row.epoch,
                    first=row.first,
                    last=row.last,
                    id=bytes(row.id),
                    branch=row.branch,
                )
                for row in rows
            ]
        return tuple(self._holes)

    def keep(self, facts: Sequence[Sealed], branch: int) -> None:
        """Add facts after the branch's last one, or above a gap."""
        if self._keep is None:
            raise TypeError("these chains are only read")
        self._keep(facts, branch)

    def heal(self, facts: Sequence[Sealed], branch: int) -> None:
        """Put facts back at their places within a hole."""
        if self._heal is None:
            raise TypeError("these chains are only read")
        frame = facts[0].frame
        seqs = [each.frame.seq for each in facts]
        self.set_aside(self._all()[frame.device, frame.epoch, branch], seqs)
        self._heal(facts, branch)

    def set_branch(self, branch: Branch) -> None:
        """Add or change a branch."""
        key = (branch.device, branch.epoch, branch.no)
        head, row = self._tables.head, self._row(branch)
        if self._all().get(key) == branch:
            return
        if key in self._all():
            changed = {name: value for name, value in row.items() if name not in _AT}
            self._connection.execute(update(head).where(*self._is(head, key)).values(changed))
        else:
            self._connection.execute(insert(head), row)
        self._all()[key] = branch

    def merge(self, branch: Branch, into: Branch) -> None:
        """A branch turned out to continue another: they become one."""
        key = (branch.device, branch.epoch, branch.no)
        self._fetch(lambda fact: self._is(fact, key))
        for table in (self._tables.written, self._tables.hole):
            moved = update(table).where(*self._is(table, key)).values(branch=into.no)
            self._connection.execute(moved)
        self._connection.execute(delete(self._tables.head).where(*self._is(self._tables.head, key)))
        del self._all()[key]
        self._holes = None
        self.set_branch(merged(branch, into))
        for child in self.of(branch.device, branch.epoch):
            if child.parent == branch.no and child.no != into.no:
                self.set_branch(replace(child, parent=into.no))

    def set_hole(self, before: Hole | None, after: Hole | None) -> None:
        """Open, shrink or close a hole."""
        hole = self._tables.hole
        if before is not None:
            key = (before.device, before.epoch, before.branch)
            gone = delete(hole).where(*self._is(hole, key), hole.c.first == before.first)
            self._connection.execute(gone)
        if after is not None:
            row = {
                "scope": self.scope,
                "device": after.device,
                "epoch": after.epoch,
                "branch": after.branch,
                "first": after.first,
                "last": after.last,
                "id": after.id,
            }
            self._connection.execute(insert(hole), row)
        self._remember(before, after)

    def _remember(self, before: Hole | None, after: Hole | None) -> None:
        """Keep what was read in step: to read it again for each of thousands took minutes."""
        if self._holes is None:
            return
        if before is not None:
            at = bisect_left(self._holes, before.first, key=attrgetter("first"))
            del self._holes[self._holes.index(before, at)]
        if after is not None:
            insort(self._holes, after, key=attrgetter("first"))

    def check(self, branch: Branch) -> Checked:
        """Re-hash a branch's own facts; nothing is changed."""
        check = self.looker(branch)
        last = branch.seq
        while last >= branch.since:
            first = max(branch.since, last - _PAGE + 1)
            check.take(self.rows_down(branch, first, last))
            last = first - 1
        return check.end()

    def looker(self, branch: Branch) -> BranchCheck:
        """What checks a branch's rows, in as many snapshots as one likes."""
        ordered = self._connection.execute(select(self._tables.erasure.c.fact))
        return BranchCheck(self.scope, branch, {bytes(row[0]) for row in ordered})

    def rows_down(self, branch: Branch, first: int, last: int) -> Sequence[StoredRow]:
        """A branch's own rows between two places as they are stored, descending."""
        rows = self._rows(branch.device, branch.epoch, branch.no, first, last, down=True)
        told: Sequence[StoredRow] = rows.cursor.fetchall()  # past a wrapping of each: a sixth
        rows.close()
        return told

    def note(self, branch: Branch, checked: Checked) -> None:
        """Set damaged rows aside and remember what is missing, so that it can be healed."""
        self.set_aside(branch, checked.damaged)
        key = (branch.device, branch.epoch, branch.no)
        known = [h for h in self.holes() if (h.device, h.epoch, h.branch) == key]
        for hole in known:
            if hole not in checked.holes:
                self.set_hole(hole, None)
        for hole in checked.holes:
            if hole not in known:
                self.set_hole(None, hole)

    def erase(self, ids: Sequence[bytes]) -> None:
        """Destroy the contents of facts; their envelopes stay, so their chains still verify."""

        def named(fact: Table) -> Sequence[ColumnElement[bool]]:
            return (fact.c.scope == self.scope, fact.c.id.in_(ids))

        self._fetch(named)
        gone = update(self._tables.written).where(*named(self._tables.written))
        self._connection.execute(gone.values(salt=b"", body=b""))

    def set_aside(self, branch: Branch, seqs: Sequence[int]) -> None:
        """Take rows out of the journal and keep their bytes for a person to look at."""
        fact, damaged = self._tables.written, self._tables.damaged
        for seq in seqs:
            at = partial(self._at, branch, seq)
            self._fetch(at)
            place = at(fact)
            for row in self._connection.execute(select(fact).where(*place)).mappings():
                kept = {name: row[name] for name in row if name in damaged.c}
                self._connection.execute(insert(damaged), kept)
            self._connection.execute(delete(fact).where(*place))

    def _at(self, branch: Branch, seq: int, fact: Table) -> Sequence[ColumnElement[bool]]:
        key = (branch.device, branch.epoch, branch.no)
        return (*self._is(fact, key), fact.c.seq == seq)

    def _rows(
        self, device: bytes, epoch: int, branch: int, first: int, last: int, *, down: bool = False
    ) -> Any:
        fact = self._tables.fact.c
        stored = (fact.id, fact.envelope, fact.salt, fact.body)
        rows = (
            select(
                fact.seq, *(type_coerce(each, NULLTYPE) for each in stored)
            )  # bytes as they come
            .where(
                fact.scope == bindparam("s"),
                fact.device == bindparam("d"),
                fact.epoch == bindparam("e"),
                fact.branch == bindparam("b"),
                fact.seq.between(bindparam("first"), bindparam("last")),
            )
            .order_by(fact.seq.desc() if down else fact.seq)
        )
        told = {"s": self.scope, "d": device, "e": epoch, "b": branch}
        return self._connection.execute(rows, {**told, "first": first, "last": last})

    def _all(self) -> dict[tuple[bytes, int, int], Branch]:
        if self._branches is None:
            head = self._tables.head
            rows = self._connection.execute(select(head).where(head.c.scope == self.scope))
            self._branches = {
                (bytes(row.device), row.epoch, row.branch): branch_of(row) for row in rows
            }
        return self._branches

    def _is(self, table: Table, key: tuple[bytes, int, int]) -> list[Any]:
        told = (self.scope, *key)
        return [table.c[name] == value for name, value in zip(_AT, told, strict=True)]

    def _row(self, branch: Branch) -> Mapping[str, Any]:
        row: dict[str, Any] = {
            "scope": self.scope,
            "device": branch.device,
            "epoch": branch.epoch,
            "branch": branch.no,
            "parent": branch.parent,
            "since": branch.since,
            "seq": branch.seq,
            "id": branch.id,
            "vouched_seq": branch.vouched[0],
            "vouched_id": branch.vouched[1],
            "signature": branch.signature,
        }
        if "shared_seq" in self._tables.head.c:
            row |= {"shared_seq": branch.shared[0], "shared_id": branch.shared[1]}
        return row


def branch_of(row: Any) -> Branch:
    """A row of the table of heads."""
    shared = NOWHERE
    if "shared_seq" in row._fields:
        shared = (row.shared_seq, bytes(row.shared_id))
    return Branch(
        device=bytes(row.device),
        epoch=row.epoch,
        no=row.branch,
        parent=row.parent,
        since=row.since,
        seq=row.seq,
        id=bytes(row.id),
        shared=shared,
        vouched=(row.vouched_seq, bytes(row.vouched_id)),
        signature=bytes(row.signature),
    )
