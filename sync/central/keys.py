"""The centre's own key pair, kept in a folder outside the database."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.identifiers import DeviceId, Scope
from domain.moment import Moment
from sync.central.errors import SetUpWrong
from sync.protocol.cbor import encode
from sync.protocol.frame import DEVICE_BYTES

FILE: Final = "centre.key"
KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """Signs as the centre, and names the device that the centre is in each scope."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """32 bytes, told to every counter at enrolment."""
        return self.private.public_key().public_bytes_raw()

    def device(self, scope: Scope) -> DeviceId:
        """One writing device per scope, so that each scope's chains are whole by themselves."""
        named = b"centre" + scope.encode() + self.public
        return DeviceId(hashlib.sha256(named).digest()[:DEVICE_BYTES])

    def sign(self, statement: bytes) -> bytes:
        """64 bytes."""
        return self.private.sign(statement)

    def certificate(
        self, device: DeviceId, scope: Scope, public_key: bytes, epoch: int, issued: Moment
    ) -> bytes:
        """CBOR [device, scope, public key, epoch, issued ms], followed by the signature over it."""
        told = encode([device, scope, public_key, epoch, issued])
        return told + self.sign(told)


def load_keys(folder: Path) -> CentreKeys:
    """The key pair of this folder, made at the first call; the file is readable by its owner only.

    Raises SetUpWrong when the file is not a key.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / FILE
    if not kept.exists():
        _make(folder, kept)
    secret = kept.read_bytes()
    if len(secret) != KEY_BYTES:
        raise SetUpWrong(f"Tệp khóa {kept} đã hỏng; hãy phục hồi tệp này từ bản sao lưu.")
    return CentreKeys(Ed25519PrivateKey.from_private_bytes(secret))


def _make(folder: Path, kept: Path) -> None:
    """Linked into place when whole: of two that start at once, one key wins for both."""
    fresh = folder / f".{FILE}.{secrets.token_hex(4)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
        kept.hardlink_to(fresh)
    except FileExistsError:
        return  # the other one was first
    finally:
        fresh.unlink()
