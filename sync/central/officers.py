"""Officers' accounts as the counters of their office get them."""

from __future__ import annotations

import re
from typing import Any, Final

from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from argon2.low_level import Type

from domain.identifiers import OfficerId
from sync.central.centre import Centre
from sync.central.errors import NotFound, Unreadable
from sync.central.store import accounts
from sync.central.store.devices import Device
from sync.central.store.journal import Journal

LONGEST_HASH: Final = 256
LEAST_MEMORY_KIB: Final = 19_456
"""A hash that costs less to guess is refused (OWASP's lower bound for argon2id)."""

_ARGON2ID: Final = re.compile(
    r"\$argon2id\$v=19\$m=\d{1,8},t=\d{1,3},p=\d{1,3}\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{20,}"
)


def listed(centre: Centre, device: Device, version: int) -> dict[str, Any]:
    """The accounts of the device's office that changed after `version`."""
    with centre.store.reading() as snapshot:
        rows = accounts.newer(snapshot, device.scope, version)
    told = [
        {
            "id": bytes(row.id),
            "username": row.username,
            "password": row.password,
            "must_change": bool(row.must_change),
            "version": row.version,
        }
        for row in rows
    ]
    return {"version": rows[-1].version if rows else version, "accounts": told}


def take_password(centre: Centre, device: Device, asked: Any) -> dict[str, Any]:
    """An officer of the device's office chose a new password; only its hash comes here.

    Raises Unreadable for anything but a strong argon2id hash, NotFound for a foreign officer.
    """
    match asked:
        case {"officer": bytes(officer), "password": str(password)} if is_strong(password):
            pass
        case _:
            raise Unreadable("Mật khẩu mới không được gửi đúng dạng; hãy cập nhật chương trình.")
    with centre.store.writing() as transaction:
        journal = Journal(transaction, device.scope)
        journal.accounts += 1
        values = {"password": password, "must_change": False, "version": journal.accounts}
        if not accounts.set_password(transaction, device.scope, OfficerId(officer), values):  # type: ignore[arg-type]  # the id is bytes on the wire
            raise NotFound("Cán bộ này không thuộc đơn vị của quầy; hãy báo quản trị.")
        journal.close()
        transaction.commit()
    return {"taken": True}


def is_strong(password: str) -> bool:
    """Whether the text is an argon2id hash that is dear enough to guess."""
    if len(password) > LONGEST_HASH or not _ARGON2ID.fullmatch(password):
        return False
    try:
        found = extract_parameters(password)
    except InvalidHashError:
        return False
    return found.type is Type.ID and found.memory_cost >= LEAST_MEMORY_KIB
