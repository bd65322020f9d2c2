"""A scope's chains in memory; passes the same contract as the two databases."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sync.protocol.chains import Branch, Hole, merged
from sync.protocol.frame import Sealed


@dataclass
class MemoryChains:
    """Answers `sync.protocol.chains.ChainStore`. `log` is the order in which facts came."""

    told: dict[tuple[bytes, int, int], Branch] = field(default_factory=dict)
    rows: dict[tuple[bytes, int], dict[int, dict[int, Sealed]]] = field(default_factory=dict)
    lost: list[Hole] = field(default_factory=list)
    log: list[Sealed] = field(default_factory=list)

    def branches(self) -> Sequence[Branch]:
        return [self.told[key] for key in sorted(self.told)]

    def of(self, device: bytes, epoch: int) -> Sequence[Branch]:
        return [b for b in self.branches() if (b.device, b.epoch) == (device, epoch)]

    def places(
        self, device: bytes, epoch: int, first: int, last: int
    ) -> Iterable[tuple[int, int, bytes]]:
        for no, row in self.rows.get((device, epoch), {}).items():
            for seq in range(max(first, 1), min(last, max(row, default=0)) + 1):
                if seq in row:
                    yield seq, no, row[seq].id

    def facts(
        self, device: bytes, epoch: int, branch: int, first: int, last: int
    ) -> Iterator[Sealed]:
        row = self.rows.get((device, epoch), {}).get(branch, {})
        for seq in range(first, last + 1):
            if seq in row:
                yield row[seq]

    def holes(self) -> Sequence[Hole]:
        return tuple(self.lost)

    def keep(self, facts: Sequence[Sealed], branch: int) -> None:
        for each in facts:
            frame = each.frame
            rows = self.rows.setdefault((frame.device, frame.epoch), {})
            rows.setdefault(branch, {})[frame.seq] = each
        self.log.extend(facts)

    def heal(self, facts: Sequence[Sealed], branch: int) -> None:
        before = {each.id for each in self.log}
        self.keep(facts, branch)
        del self.log[len(self.log) - len(facts) :]
        self.log.extend(each for each in facts if each.id not in before)

    def set_branch(self, branch: Branch) -> None:
        self.told[branch.device, branch.epoch, branch.no] = branch

    def merge(self, branch: Branch, into: Branch) -> None:
        rows = self.rows.setdefault((branch.device, branch.epoch), {})
        rows.setdefault(into.no, {}).update(rows.pop(branch.no, {}))
        del self.told[branch.device, branch.epoch, branch.no]
        self.set_branch(merged(branch, into))
        for child in self.of(branch.device, branch.epoch):
            if child.parent == branch.no and child.no != into.no:
                self.set_branch(replace(child, parent=into.no))
        place = (branch.device, branch.epoch, branch.no)
        self.lost = [
            replace(hole, branch=into.no)
            if (hole.device, hole.epoch, hole.branch) == place
            else hole
            for hole in self.lost
        ]

    def set_hole(self, before: Hole | None, after: Hole | None) -> None:
        if before is not None:
            self.lost.remove(before)
        if after is not None:
            self.lost.append(after)

    # what only a test does

    def lose(self, device: bytes, epoch: int, branch: int, first: int, last: int) -> None:
        """Damage some facts of one branch, and notice it."""
        row = self.rows[device, epoch][branch]
        id_ = row[last].id
        self.lose_unnoticed(device, epoch, branch, first, last)
        self.lost.append(
            Hole(device=device, epoch=epoch, first=first, last=last, id=id_, branch=branch)
        )

    def lose_unnoticed(self, device: bytes, epoch: int, branch: int, first: int, last: int) -> None:
        """Damage some facts of one branch."""
        row = self.rows[device, epoch][branch]
        for seq in range(first, last + 1):
            del row[seq]

    def note(self) -> None:
        """Name what is gone, as verification does."""
        for branch in self.branches():
            row = self.rows.get((branch.device, branch.epoch), {}).get(branch.no, {})
            known = {
                seq
                for hole in self.lost
                if (hole.device, hole.epoch, hole.branch)
                == (branch.device, branch.epoch, branch.no)
                for seq in range(hole.first, hole.last + 1)
            }
            named, last = branch.id, 0
            for seq in range(branch.seq, branch.since - 2, -1):
                gone = seq >= branch.since and seq not in row and seq not in known
                last = last or (seq if gone else 0)
                if last and not gone:
                    first = seq + 1
                    self.lost.append(
                        Hole(
                            device=branch.device,
                            epoch=branch.epoch,
                            first=first,
                            last=last,
                            id=named,
                            branch=branch.no,
                        )
                    )
                    last = 0
                if seq in row:
                    named = row[seq].frame.prev

    def ids(self) -> set[bytes]:
        return {
            each.id for rows in self.rows.values() for row in rows.values() for each in row.values()
        }

    def copied(self) -> MemoryChains:
        """A backup."""
        rows = {k: {no: dict(row) for no, row in v.items()} for k, v in self.rows.items()}
        return MemoryChains(dict(self.told), rows, list(self.lost), copy.copy(self.log))
