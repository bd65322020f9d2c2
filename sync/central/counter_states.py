"""A counter tells how it is: `POST /v1/counter-state`. The last word stands, no other is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sync.central.centre import Centre
from sync.central.errors import Unreadable
from sync.central.store.board_reads import put_state
from sync.central.store.devices import Device
from sync.protocol.cbor import Value, decode_own, encode

LONGEST_WORD: Final = 120
LARGEST: Final = 1 << 53
_OFFICER_BYTES: Final = 16
_BROKEN: Final = "Tình trạng quầy gửi sai dạng; hãy cập nhật chương trình ở quầy."
_KEYS: Final[Mapping[str, type]] = {
    "waiting": int,  # facts that the centre does not have
    "oldest": int,  # when the oldest of them was written; 0 for none
    "scans": int,  # not wholly here
    "printer": str,
    "printer_ready": bool,
    "scanner": str,
    "scanner_ready": bool,
    "version": str,
    "officer": bytes,  # who is signed in; empty for nobody
    "session": str,  # in words; empty where none is open
}
_OPTIONAL: Final = ("session",)


def take(centre: Centre, device: Device, asked: Any) -> dict[str, Value]:
    """Keep the counter's word over the one before. Raises Unreadable, Busy."""
    told = encode(_told(asked))
    with centre.store.writing() as transaction:
        put_state(transaction, device.id, told, centre.now())
        transaction.commit()
    return {"taken": True}


def read(told: bytes) -> dict[str, Any]:
    """What was kept; empty for nothing."""
    plain = decode_own(told) if told else {}
    return plain if isinstance(plain, dict) else {}


def _told(asked: Any) -> dict[str, Value]:
    """Only what we know of, each within its limit: a later counter may say more."""
    if not isinstance(asked, dict):
        raise Unreadable(_BROKEN)
    told: dict[str, Value] = {}
    for name, kind in _KEYS.items():
        if name not in asked and name in _OPTIONAL:
            continue
        value = asked.get(name)
        if type(value) is not kind or not _fits(value):
            raise Unreadable(_BROKEN)
        told[name] = value
    return told


def _fits(value: Any) -> bool:
    match value:
        case str():
            return len(value) <= LONGEST_WORD
        case bytes():
            return len(value) in (0, _OFFICER_BYTES)
        case _:
            return bool(0 <= value <= LARGEST)
