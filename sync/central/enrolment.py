"""A new counter: a one-time code for a device, its certificate, its numbers and its series."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Final

from domain.facts import Fact
from domain.identifiers import DeviceId, Scope, SubjectId, uuid7
from domain.moment import Moment, day
from domain.office import CounterNamed, NumbersGranted
from sync.central.centre import Centre
from sync.central.enrolment_rules import serials
from sync.central.errors import Busy, Differs, NotAllowed, NotFound, TooMany, Unreadable
from sync.central.store import devices, recovery
from sync.central.store.devices import Device
from sync.central.store.engine import Transaction, lock_province
from sync.central.store.journal import Journal
from sync.protocol.certified import Certified
from sync.protocol.frame import NO_PREVIOUS

FIRST_EPOCH: Final = 1
TRIES: Final = 10
TRIES_WITHIN_MS: Final = 15 * 60 * 1000
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS: Final = 3
_KEY_BYTES: Final = 32
_NO_CODE: Final = (
    "Mã ghi danh không đúng, đã dùng hoặc đã hết hạn; hãy xin quản trị trung tâm mã mới."
)


def new_code() -> str:
    """A code to be typed once: three groups of four, no letter that looks like another."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
    return "-".join(groups)


def hashed(code: str) -> bytes:
    """What is stored of a code: 59 random bits need no salt, and live for hours."""
    typed = "".join(code.upper().replace("-", "").split())
    return hashlib.sha256(b"enrol" + typed.encode()).digest()


def free_series(wanted: str, taken: set[str]) -> str:
    """A prefix of receipts that no device of the office has: Q3, then Q3A, Q3B …

    A replaced PC never goes on with the series of the one that died.
    Raises Differs when all letters are used.
    """
    letter: str
    for letter in ("", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        if wanted + letter not in taken:
            return wanted + letter
    raise Differs("Quầy này đã dùng hết các dải số biên lai; hãy đặt ký hiệu biên lai khác.")


def enrol(centre: Centre, asked: Any, address: str) -> dict[str, Any]:
    """A device for a one-time code. The same code with the same key is answered again.

    Raises Unreadable, TooMany, NotAllowed for a code that does not stand, Differs.
    """
    match asked:
        case {"code": str(code), "key": bytes(key)} if len(key) == _KEY_BYTES:
            pass
        case _:
            raise Unreadable("Yêu cầu ghi danh sai dạng; hãy cập nhật chương trình ở quầy.")
    now = centre.now()
    with centre.store.writing() as transaction:
        if recovery.recovering(transaction):
            raise Busy(
                "Trung tâm vừa được phục hồi, đang chờ các quầy báo lại; hãy ghi danh sau, "
                "hoặc báo quản trị."
            )
        if devices.tries(transaction, address, now - TRIES_WITHIN_MS) >= TRIES:
            raise TooMany("Đã thử sai quá nhiều lần; hãy đợi 15 phút rồi nhập lại mã ghi danh.")
        row = devices.find_code(transaction, hashed(code))
        if row is None or (told := _use(centre, transaction, row, key, now)) is None:
            devices.tried(transaction, address, now, TRIES_WITHIN_MS)
            transaction.commit()
            raise NotAllowed(_NO_CODE)
        transaction.commit()
    return {
        "device": told.id,
        "epoch": told.epoch,
        "scope": told.scope,
        "counter": told.name,
        "centre_key": centre.keys.public,
        "certificate": told.certificate,
        "clock": now,
    }


def _use(
    centre: Centre, transaction: Transaction, row: Any, key: bytes, now: Moment
) -> Device | None:
    if row.used_by is not None:  # the answer may have been lost on its way to this very key
        held = devices.find(transaction, bytes(row.used_by))
        return held if held and held.public_key == key and held.state == "active" else None
    journal = Journal(transaction, Scope(row.scope))
    id_ = DeviceId(uuid7(now, secrets.token_bytes(10)))
    if not devices.use_code(transaction, bytes(row.code_hash), id_, now):
        return None
    certified = Certified(
        device=id_,
        scope=journal.scope,
        public_key=key,
        epoch=FIRST_EPOCH,
        continues=NO_PREVIOUS,
        mark=b"",
        name=row.counter,
        receipts=row.receipts,
        issued=now,
    )
    device = devices.certified(certified, centre.keys.certificate(certified))
    devices.add(transaction, device, now)
    journal.write(centre.keys, _granted(transaction, device, now), now)
    journal.close()
    return device


def _granted(transaction: Transaction, device: Device, now: Moment) -> list[tuple[SubjectId, Fact]]:
    """The counter's name, and its numbers for each agency of the office from today on."""
    lock_province(transaction)  # an agency may be served by several offices
    agencies = devices.agencies_of(transaction, device.scope)
    if not agencies:
        raise NotFound("Đơn vị chưa có cơ quan tiếp nhận nào; hãy báo quản trị khai báo.")
    named = CounterNamed(
        name=device.name,
        device=device.id,
        receipts=device.receipts,
        certificate=device.certificate,
    )
    told: list[tuple[SubjectId, Fact]] = [(SubjectId(device.id), named)]
    for agency in agencies:
        block = serials(devices.next_block(transaction, agency, device.scope, device.id))
        granted = NumbersGranted(
            device=device.id,
            agency=agency,
            from_day=day(now),
            first=block.first,
            last=block.last,
            reserve_first=block.reserve_first,
            reserve_last=block.reserve_last,
        )
        told.append((uuid7(now, secrets.token_bytes(10)), granted))
    return told
