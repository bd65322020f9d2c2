"""Sends files by their hash, from where the other end stands; facts go first, files after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final, Protocol

from sync.protocol.errors import PeerBrokeProtocol

PART_BYTES: Final = 1024 * 1024


class FileLink(Protocol):
    """The other end, as far as files go."""

    def blob_offset(self, sha256: bytes) -> int | None:
        """How many bytes it has; None when the file is whole there. Raises SyncError."""

    def put_blob(self, sha256: bytes, offset: int, part: bytes, size: int) -> int:
        """Send a part; the offset reached. Raises SyncError."""


def send_file(link: FileLink, sha256: bytes, data: bytes, progress: Callable[[int], None]) -> None:
    """Send what the other end lacks, and see it whole there.

    Raises SyncError; what was sent stays sent, and the next call goes on from there.
    """
    if hashlib.sha256(data).digest() != sha256:
        raise PeerBrokeProtocol("tệp quét trên quầy không còn khớp dấu của nó")
    offset = link.blob_offset(sha256)
    while offset is not None and offset < len(data):
        reached = link.put_blob(sha256, offset, data[offset : offset + PART_BYTES], len(data))
        if reached <= offset:
            raise PeerBrokeProtocol("trung tâm không nhận thêm phần nào của tệp")
        offset = reached
        progress(offset)
    if offset is not None and link.blob_offset(sha256) is not None:
        raise PeerBrokeProtocol("trung tâm chưa xác nhận tệp nguyên vẹn")
