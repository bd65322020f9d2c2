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
from sync.central.errors import SetUpWrong
from sync.protocol.certified import Certified, certified_from_bytes, certified_to_bytes
from sync.protocol.errors import SyncError
from sync.protocol.frame import DEVICE_BYTES
from sync.store.signatures import signed_by

FILE: Final = "centre.key"
KEY_BYTES: Final = 32

_REVOKED: Final = "revoked"
_RECOVERY: Final = "recovery.pub"


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """Signs as the centre, and names the device that the centre is in each scope."""

    private: Ed25519PrivateKey
    folder: Path

    def revoke(self, device: bytes) -> None:
        """Remember beside the key that a device is closed: a restored database has forgotten it."""
        with (self.folder / _REVOKED).open("a", encoding="ascii") as file:
            file.write(device.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())

    def is_revoked(self, device: bytes) -> bool:
        """Whether the device was ever closed."""
        try:
            return device.hex() in (self.folder / _REVOKED).read_text(encoding="ascii").split()
        except FileNotFoundError:
            return False

    @property
    def recovery(self) -> bytes:
        """Public half of the recovery key, 32 bytes; empty where none was made."""
        try:
            return bytes.fromhex((self.folder / _RECOVERY).read_text(encoding="ascii"))
        except FileNotFoundError:
            return b""

    def keep_recovery(self, public: bytes) -> None:
        """Tell this one to the counters from now on."""
        fresh = self.folder / f".{_RECOVERY}.{secrets.token_hex(4)}"
        with fresh.open("w", encoding="ascii") as file:
            file.write(public.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.folder / _RECOVERY)

    @property
    def public(self) -> bytes:
        """32 bytes, told to every counter at enrolment."""
        return self.private.public_key().public_bytes_raw()

    def device(self, scope: Scope) -> DeviceId:
        """One writing device per scope, so that each scope's chains are whole by themselves."""
        named = hashlib.sha256(b"centre" + scope.encode() + self.public).digest()
        return DeviceId((bytes(6) + named)[:DEVICE_BYTES])  # see domain.identifiers.is_centre

    def sign(self, statement: bytes) -> bytes:
        """64 bytes."""
        return self.private.sign(statement)

    def certificate(self, told: Certified) -> bytes:
        """CBOR of what is certified, followed by the signature over it."""
        plain = certified_to_bytes(told)
        return plain + self.sign(plain)

    def certified(self, certificate: bytes) -> Certified | None:
        """What a certificate of ours says; None for any other bytes.

        The key lies outside the database, so devices enrolled since a backup are known again.
        """
        try:
            return certified_from_bytes(certificate, self.public, signed_by)
        except SyncError:
            return None

    def signed(self, signature: bytes, statement: bytes) -> bool:
        """Whether this is our own signature."""
        return signed_by(self.public, signature, statement)


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
    return CentreKeys(Ed25519PrivateKey.from_private_bytes(secret), folder)


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
