"""Where scans lie: the port, and a folder behind it; `s3_blobs.py` is the other answer to it."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.identifiers import Scope
from domain.moment import Moment
from sync.central.errors import SetUpWrong


class BlobDamaged(Exception):
    """Bytes lie under a hash that is not theirs; nobody is given them."""


class BlobStore(Protocol):
    """Keeps bytes by their SHA-256. What `commit` returned True for is durable.

    Several workers may serve one blob at once, also the same part twice. Where the store does
    not answer, every verb raises Busy and has changed nothing that a repetition would not mend.
    """

    def write(self, scope: Scope, sha256: bytes, offset: int, part: bytes) -> None:
        """Keep a part of an unfinished blob, durably, at its offset."""

    def commit(self, scope: Scope, sha256: bytes, size: int) -> bool:
        """Make the blob whole; False, and the parts are gone, when its hash is another."""

    def holds(self, sha256: bytes, size: int) -> bool:
        """Whether bytes of this size lie there, by a look: without hashing them."""

    def read(self, sha256: bytes) -> bytes | None:
        """A whole blob, hashed anew; None where there is none. Raises BlobDamaged."""

    def destroy(self, sha256: bytes) -> None:
        """Destroy a whole blob, by order of law; harmless where there is none."""

    def sweep(self, before: Moment) -> int:
        """Let go of unfinished blobs to which nothing came since; how many."""

    def check(self) -> None:
        """Try to write, read and delete. Raises SetUpWrong where that is not allowed."""


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """A folder: `ab/cdef…` for whole blobs, `parts/` for unfinished ones."""

    folder: Path

    def write(self, scope: Scope, sha256: bytes, offset: int, part: bytes) -> None:
        """Write in place: a repeated part lands on itself."""
        kept = self._part(scope, sha256)
        kept.parent.mkdir(parents=True, exist_ok=True)
        new = not kept.exists()
        handle = os.open(kept, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "r+b") as file:
            file.seek(offset)
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if new:
            _flush_folder(kept.parent)

    def commit(self, scope: Scope, sha256: bytes, size: int) -> bool:
        """Check the hash, then rename into place and make the name durable too."""
        kept, whole = self._part(scope, sha256), self._whole(sha256)
        whole.parent.mkdir(parents=True, exist_ok=True)
        try:
            with kept.open("r+b") as file:
                file.truncate(size)
                right = hashlib.file_digest(file, "sha256").digest() == sha256
            if not right:
                kept.unlink()
                return stands(self, sha256)
            kept.replace(whole)
        except FileNotFoundError:
            return stands(self, sha256)
        _flush_folder(whole.parent)
        _flush_folder(self.folder)
        return True

    def holds(self, sha256: bytes, size: int) -> bool:
        """By the file's size."""
        try:
            return self._whole(sha256).stat().st_size == size
        except FileNotFoundError:
            return False

    def read(self, sha256: bytes) -> bytes | None:
        """The bytes, or None. Raises BlobDamaged."""
        try:
            data = self._whole(sha256).read_bytes()
        except FileNotFoundError:
            return None
        return checked(data, sha256)

    def destroy(self, sha256: bytes) -> None:
        """Unlink it."""
        self._whole(sha256).unlink(missing_ok=True)

    def sweep(self, before: Moment) -> int:
        """By the time of the last write."""
        old = [
            each
            for each in (self.folder / "parts").glob("*")
            if each.stat().st_mtime * 1000 < before
        ]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)

    def check(self) -> None:
        """Make the folder, and a file in it. Raises SetUpWrong."""
        tried = self.folder / f"check-{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            tried.write_bytes(b"")
            tried.unlink()
        except OSError as error:
            raise SetUpWrong(
                f"Không ghi được vào thư mục bản quét {self.folder};"
                " hãy sửa --blobs hoặc quyền của thư mục."
            ) from error

    def _whole(self, sha256: bytes) -> Path:
        name = sha256.hex()
        return self.folder / name[:2] / name[2:]

    def _part(self, scope: Scope, sha256: bytes) -> Path:
        return self.folder / "parts" / part_name(scope, sha256)


class LastRead:
    """The blob that was read last: a scan fetched in many parts is read and hashed once."""

    def __init__(self) -> None:
        self._held: tuple[bytes, bytes] | None = None  # one assignment: threads may meet here

    def read(self, blobs: BlobStore, sha256: bytes) -> bytes | None:
        """As `BlobStore.read`."""
        held = self._held
        if held is not None and held[0] == sha256:
            return held[1]
        data = blobs.read(sha256)
        self._held = None if data is None else (sha256, data)
        return data


def checked(data: bytes, sha256: bytes) -> bytes:
    """The same bytes. Raises BlobDamaged where they are not what their name says."""
    if hashlib.sha256(data).digest() != sha256:
        raise BlobDamaged(sha256.hex())
    return data


def stands(blobs: BlobStore, sha256: bytes) -> bool:
    """Whether it is whole already: a repeated last part, or another worker was first."""
    try:
        return blobs.read(sha256) is not None
    except BlobDamaged:
        return False


def part_name(scope: Scope, sha256: bytes) -> str:
    """Unfinished blobs belong to one scope: another's wrong bytes cannot get in between."""
    return f"{hashlib.sha256(scope.encode()).hexdigest()[:16]}-{sha256.hex()}"


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows flushes names with the file and opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
