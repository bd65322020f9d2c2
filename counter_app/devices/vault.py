"""Pages and drafts at rest: AES-256-GCM under the store's key, bound to the file's name.

A sealed file is a version byte, a 12-byte random nonce, and the ciphertext with its 16-byte
tag. The name is associated data: a file copied over another's name does not open.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counter_app.usecases.device_errors import VaultBroken

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE: Final = 12


class Vault:
    """Seals bytes under a name, and opens them again."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the key of a vault has 32 bytes")
        self.key = key
        self._cipher = AESGCM(key)

    def seal(self, data: bytes, name: str) -> bytes:
        """The bytes, encrypted and bound to the name."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, data, name.encode())

    def open(self, sealed: bytes, name: str) -> bytes:
        """The bytes again. Raises VaultBroken if key, name or content is another."""
        if sealed[:1] != _VERSION:
            raise VaultBroken("unknown form")
        body = sealed[1:]
        try:
            return self._cipher.decrypt(body[:_NONCE], body[_NONCE:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultBroken("does not open") from error

    def write(self, path: Path, data: bytes) -> None:
        """Seal into a file, durably: whole and named, or not there at all."""
        write_whole(path, self.seal(data, path.name))

    def read(self, path: Path) -> bytes:
        """Open a file. Raises VaultBroken, OSError."""
        return self.open(path.read_bytes(), path.name)


def write_whole(path: Path, data: bytes) -> None:
    """Write beside, flush to the disk, rename, flush the folder. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
    if os.name == "posix":  # Windows cannot open a folder, and flushes the rename itself
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
