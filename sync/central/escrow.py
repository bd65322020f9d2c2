"""Keys of counters' stores, kept sealed for the day when a PC is dead and only its disk is left.

The recovery key's public half lies beside the centre's key and is told to every counter; its
private half lies with people. So nobody who has the database, or the service, can open a store.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy import select

from sync.central.centre import Centre
from sync.central.errors import Differs, NotFound, SetUpWrong, Unreadable
from sync.central.store.devices import Device
from sync.central.store.many import put
from sync.central.store.tables import escrow
from sync.store.escrow import SEALED_BYTES, WrongRecoveryKey, open_key, vouches_for

LEAST_PASSWORD: Final = 12
_WRONG: Final = "Khóa phục hồi hoặc mật khẩu không đúng với khóa kho đã gửi; hãy kiểm tra lại tệp."


def told(centre: Centre, device: Device) -> dict[str, Any]:
    """The recovery key with our word for it, empty where there is none; whether yours is held."""
    recovery = centre.keys.recovery
    if not recovery:
        return {"key": b"", "signature": b"", "held": False}
    with centre.store.reading() as snapshot:
        mine = select(escrow.c.recovery).where(escrow.c.device == device.id)
        held = snapshot.execute(mine).scalar()
    return {
        "key": recovery,
        "signature": centre.keys.sign(vouches_for(recovery)),
        "held": held is not None and bytes(held) == recovery,
    }


def take(centre: Centre, device: Device, asked: Any) -> dict[str, Any]:
    """Keep what a counter sealed; a later one takes its place.

    Raises Unreadable, and Differs for a recovery key that is no longer ours.
    """
    match asked:
        case {"key": bytes(recovery), "sealed": bytes(sealed)} if len(sealed) == SEALED_BYTES:
            pass
        case _:
            raise Unreadable("Khóa kho không được gửi đúng dạng; hãy cập nhật chương trình ở quầy.")
    if not recovery or recovery != centre.keys.recovery:
        raise Differs("Khóa phục hồi của trung tâm vừa được thay; quầy sẽ tự gửi lại.")
    row = {"device": device.id, "recovery": recovery, "sealed": sealed, "at": centre.now()}
    with centre.store.writing() as transaction:
        put(transaction, escrow, [row], change=("recovery", "sealed", "at"))
        transaction.commit()
    return {"held": True}


def make_recovery_key(centre: Centre, out: Path, password: str, *, replace: bool = False) -> bytes:
    """A new pair: the private half into a file under a password, the public half for the counters.

    The counters seal their keys for it with their next exchanges. Raises SetUpWrong for a short
    password, where there is one already and `replace` is not said, and for a file that exists.
    """
    if len(password) < LEAST_PASSWORD:
        raise SetUpWrong(f"Mật khẩu của khóa phục hồi phải có ít nhất {LEAST_PASSWORD} ký tự.")
    if centre.keys.recovery and not replace:
        raise SetUpWrong("Đã có khóa phục hồi; muốn thay, hãy thêm --replace và giữ cả tệp cũ.")
    private = X25519PrivateKey.generate()
    text = private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode())
    )
    write_secret(out, text)  # before the counters hear of it
    centre.keys.keep_recovery(private.public_key().public_bytes_raw())
    return centre.keys.recovery


def store_key_of(centre: Centre, device: bytes, kept: Path, password: str) -> bytes:
    """A counter's store key, 32 bytes. Raises NotFound, SetUpWrong for a wrong key or password."""
    sealed = sealed_of(centre, device)
    try:
        private = load_pem_private_key(kept.read_bytes(), password.encode())
    except OSError as error:
        raise SetUpWrong(f"Không đọc được tệp khóa phục hồi: {error.strerror}.") from error
    except (ValueError, TypeError) as error:
        raise SetUpWrong(_WRONG) from error
    if not isinstance(private, X25519PrivateKey):
        raise SetUpWrong(_WRONG)
    try:
        return open_key(sealed, private, device)
    except WrongRecoveryKey as error:
        raise SetUpWrong(_WRONG) from error


def sealed_of(centre: Centre, device: bytes) -> bytes:
    """What a device sent, 80 bytes. Raises NotFound."""
    with centre.store.reading() as snapshot:
        asked = select(escrow.c.sealed).where(escrow.c.device == device)
        sealed = snapshot.execute(asked).scalar()
    if sealed is None:
        raise NotFound("Quầy này chưa gửi khóa kho về trung tâm; hãy xem mã thiết bị trong status.")
    return bytes(sealed)


def write_secret(out: Path, content: bytes) -> None:
    """A file that only its owner may read, never over another. Raises SetUpWrong."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SetUpWrong(
            f"Không ghi được tệp {out} ({error.strerror}); hãy chọn tên khác."
        ) from error
