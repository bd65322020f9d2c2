"""Re-hashing stored bytes: heads say what was once written, this says that it is still there."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sync.protocol.cbor import encode, encode_flat
from sync.protocol.chains import Branch, Hole
from sync.protocol.frame import ID_BYTES, LAYOUT, SALT_BYTES

StoredRow: TypeAlias = tuple[int, bytes, bytes, bytes, bytes]
"""seq, id, envelope, salt, body. Salt and body are empty where they were destroyed by law."""

_FIELDS: Final = b"\x90"  # an array of sixteen
_HASH: Final = b"\x58\x20"  # a byte string of thirty-two


@dataclass(slots=True)
class Checked:
    """What one branch came to."""

    facts: int = 0
    holes: list[Hole] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)  # seqs of rows that are not what they name


class BranchCheck:
    """Checks one branch's own facts from its tip downwards, row by row, in bounded memory.

    Each fact is named by what lies above it, the tip by the branch. Below a hole a row that hashes
    to its own id is believed until the hole is healed: then the link shows.
    """

    def __init__(self, scope: str, branch: Branch, erased: Container[bytes] = ()) -> None:
        """`erased`: ids whose contents were destroyed by order; no other may lack them."""
        self._erased = erased
        start = encode([LAYOUT, scope, branch.device, branch.epoch])[1:]
        self._start = _FIELDS + start
        self._branch = branch
        self._expected: bytes | None = branch.id
        self._next = branch.seq  # the place that must come now
        self._top: tuple[int, bytes] | None = None  # of the hole that is open
        self.found = Checked()

    def take(self, rows: Iterable[StoredRow]) -> None:
        """The next rows, descending."""
        for row in rows:
            seq = row[0]
            prev = self._prev(row) if self._branch.since <= seq <= self._next else None
            if prev is None:
                self.found.damaged.append(seq)
                continue
            if seq < self._next:  # rows are missing above it, or were damaged
                self._open()
                self._close(seq + 1)
            self.found.facts += 1
            self._next, self._expected = seq - 1, prev

    def end(self) -> Checked:
        """No more rows."""
        if self._next >= self._branch.since:
            self._open()
            self._close(self._branch.since)
        return self.found

    def _prev(self, row: StoredRow) -> bytes | None:
        """What the row builds on; None for a row that is not what it should be."""
        seq, id_, envelope, salt, body = row
        start = self._start + encode_flat(seq) + _HASH
        named = len(start) + ID_BYTES
        expected = self._expected if seq == self._next and self._top is None else id_
        whole = (
            hashlib.sha256(envelope).digest() == id_ == expected
            and envelope.startswith(start)
            and envelope[-ID_BYTES - 2 : -ID_BYTES] == _HASH
            and (_body_fits(envelope, salt, body) if salt or body else id_ in self._erased)
        )
        return envelope[len(start) : named] if whole else None

    def _open(self) -> None:
        if self._top is None and self._expected is not None:
            self._top = (self._next, self._expected)

    def _close(self, first: int) -> None:
        if self._top is not None:
            last, id_ = self._top
            self.found.holes.append(
                Hole(
                    device=self._branch.device,
                    epoch=self._branch.epoch,
                    first=first,
                    last=last,
                    id=id_,
                    branch=self._branch.no,
                )
            )
        self._top = None


def _body_fits(envelope: bytes, salt: bytes, body: bytes) -> bool:
    hashed = hashlib.sha256(salt + body).digest()
    return len(salt) == SALT_BYTES and envelope[-ID_BYTES:] == hashed
