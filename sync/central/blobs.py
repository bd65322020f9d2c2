"""Where scans lie: a folder now; an S3-compatible store answers the same port later."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.identifiers import Scope


class BlobStore(Protocol):
    """Keeps bytes by their SHA-256. What `commit` returned True for is durable."""

    def write(self, scope: Scope, sha256: bytes, offset: int, part: bytes) -> None:
        """Keep a part of an unfinished blob, durably, at its offset."""

    def commit(self, scope: Scope, sha256: bytes, size: int) -> bool:
        """Make the blob whole; False, and the parts are gone, when its hash is another."""

    def read(self, sha256: bytes) -> bytes | None:
        """A whole blob; None where there is none."""


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """A folder: `ab/cdef…` for whole blobs, `parts/` for unfinished ones."""

    folder: Path

    def write(self, scope: Scope, sha256: bytes, offset: int, part: bytes) -> None:
        """Write in place: a repeated part lands on itself."""
        kept = self._part(scope, sha256)
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(kept, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "r+b") as file:
            file.seek(offset)
            file.write(part)
            file.flush()
            os.fsync(file.fileno())

    def commit(self, scope: Scope, sha256: bytes, size: int) -> bool:
        """Check the hash, then rename into place and make the name durable too."""
        kept = self._part(scope, sha256)
        try:
            with kept.open("r+b") as file:
                file.truncate(size)
                if hashlib.file_digest(file, "sha256").digest() != sha256:
                    kept.unlink()
                    return False
        except FileNotFoundError:
            return self.read(sha256) is not None  # a repeated last part: the first one was whole
        whole = self._whole(sha256)
        whole.parent.mkdir(parents=True, exist_ok=True)
        kept.replace(whole)
        _flush_folder(whole.parent)
        _flush_folder(self.folder)
        return True

    def read(self, sha256: bytes) -> bytes | None:
        """The bytes, or None."""
        try:
            return self._whole(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def _whole(self, sha256: bytes) -> Path:
        name = sha256.hex()
        return self.folder / name[:2] / name[2:]

    def _part(self, scope: Scope, sha256: bytes) -> Path:
        owner = hashlib.sha256(scope.encode()).hexdigest()[:16]
        return self.folder / "parts" / f"{owner}-{sha256.hex()}"


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows flushes names with the file and opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
