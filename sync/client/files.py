"""Files by their hash: sent from where the other end stands, fetched from where this end stands.

Facts go first. So a file goes in parts of about a second, and after each one whoever sends asks
whether facts are pressing; then it stops, and goes on from there when they are through.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from sync.client.pace import Pace
from sync.protocol.errors import LinkLost, NotContinued, PeerBrokeProtocol

MOST_TURNS: Final = 8
"""How often one call follows another sender of the same file to where that one stands."""

Pressing: TypeAlias = Callable[[float], bool]
"""Waits so many seconds, 0 for none; True, and at once, when facts are to go first."""


class FileLink(Protocol):
    """The other end, as far as files go."""

    def blob_offset(self, sha256: bytes) -> int | None:
        """How many bytes it has; None when the file is whole there. Raises SyncError."""

    def put_blob(self, sha256: bytes, offset: int, part: bytes, size: int) -> int:
        """Send a part; the offset reached. Raises SyncError."""

    def get_blob(self, sha256: bytes, offset: int, most: int) -> tuple[bytes, int]:
        """At most so many bytes from the offset on, and the file's size. Raises SyncError."""


class Growing(Protocol):
    """Where a file that is fetched lies until it is whole; what was added stays."""

    def size(self) -> int:
        """Bytes so far."""

    def add(self, part: bytes) -> None:
        """The next bytes, durably."""

    def joined(self) -> bytes:
        """All bytes so far."""

    def clear(self) -> None:
        """Begin again from nothing."""


@dataclass(slots=True, kw_only=True)
class FileSender:
    """Sends files over one link, at one pace. `clock`: seconds, never back."""

    link: FileLink
    clock: Callable[[], float]
    pace: Pace = field(default_factory=Pace)

    def send(
        self, sha256: bytes, data: bytes, pressing: Pressing, progress: Callable[[int], None]
    ) -> bool:
        """Send what the other end lacks; True when it has seen the file whole.

        False when facts are pressing: at least one part went, unless the limit holds it back.
        `progress` hears the offset after each part. Raises SyncError; what was sent stays sent.
        """
        turns = 0
        offset = self.link.blob_offset(sha256)
        while offset is not None and offset < len(data):
            wait = self.pace.wait_s(self.clock())
            if wait and pressing(wait):
                return False
            try:
                offset = self._part(sha256, data, offset)
            except NotContinued:  # someone else of the office sends the same file
                turns += 1
                if turns > MOST_TURNS:
                    raise
                offset = self.link.blob_offset(sha256)
                continue
            progress(offset)
            if offset < len(data) and pressing(0):
                return False
        if offset is not None and self.link.blob_offset(sha256) is not None:
            raise PeerBrokeProtocol("trung tâm chưa xác nhận tệp nguyên vẹn")
        return True

    def _part(self, sha256: bytes, data: bytes, offset: int) -> int:
        part = data[offset : offset + self.pace.part_bytes]
        began = self.clock()
        try:
            reached = self.link.put_blob(sha256, offset, part, len(data))
        except LinkLost:
            self.pace.lost(len(part), began)
            raise
        self.pace.went(len(part), began, self.clock())
        if reached <= offset:
            raise PeerBrokeProtocol("trung tâm không nhận thêm phần nào của tệp")
        return reached


def fetch_file(
    link: FileLink,
    sha256: bytes,
    kept: Growing,
    clock: Callable[[], float],
    progress: Callable[[int, int], None],
) -> bytes:
    """The whole file from the other end, its hash verified; begun where `kept` stands.

    `progress` hears bytes so far and the file's size. Raises SyncError; what came stays, unless
    the whole has another hash: then the next call begins again.
    """
    pace = Pace()
    while True:
        at, began = kept.size(), clock()
        part, size = link.get_blob(sha256, at, pace.part_bytes)
        pace.went(len(part), began, clock())
        if not part or at + len(part) > size:
            raise PeerBrokeProtocol("trung tâm gửi sai đoạn của tệp")
        kept.add(part)
        progress(at + len(part), size)
        if at + len(part) == size:
            break
    data = kept.joined()
    if hashlib.sha256(data).digest() != sha256:
        kept.clear()
        raise PeerBrokeProtocol("tệp nhận về không khớp dấu của nó")
    return data
