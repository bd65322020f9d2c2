"""Counters that were enrolled, their one-time codes, and the number blocks given to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from domain.identifiers import DeviceId, Scope
from domain.moment import Moment
from sync.central.store.engine import Transaction
from sync.central.store.many import put
from sync.central.store.tables import (
    agency,
    device,
    enrolment,
    enrolment_try,
    number_block,
    request_seen,
)
from sync.protocol.certified import Certified
from sync.protocol.frame import NO_PREVIOUS

NEVER: Final = Moment(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A counter that proved who it is."""

    id: DeviceId
    scope: Scope
    name: str
    public_key: bytes
    epoch: int
    state: str
    receipts: str
    certificate: bytes
    continues: bytes = NO_PREVIOUS
    mark: bytes = b""
    seen: Moment = NEVER
    proven: Moment = NEVER


def certified(told: Certified, certificate: bytes) -> Device:
    """The device of a certificate."""
    return Device(
        id=DeviceId(told.device),
        scope=Scope(told.scope),
        name=told.name,
        public_key=told.public_key,
        epoch=told.epoch,
        state="active",
        receipts=told.receipts,
        certificate=certificate,
        continues=told.continues,
        mark=told.mark,
    )


def find(transaction: Transaction, id_: bytes) -> Device | None:
    """The device of this id, also a revoked one."""
    row = transaction.execute(select(device).where(device.c.id == id_)).first()
    return None if row is None else _device(row)


def of_scope(transaction: Transaction, scope: Scope) -> Sequence[Device]:
    """All devices of an office."""
    rows = transaction.execute(select(device).where(device.c.scope == scope))
    return [_device(row) for row in rows]


def add(transaction: Transaction, told: Device, enrolled: Moment) -> None:
    """A device enrolled just now."""
    row = {name: getattr(told, name) for name in Device.__dataclass_fields__}
    transaction.execute(insert(device), {**row, "enrolled": enrolled})


def regrant(transaction: Transaction, told: Device) -> None:
    """The device goes on under another epoch."""
    changed = {
        "epoch": told.epoch,
        "continues": told.continues,
        "mark": told.mark,
        "certificate": told.certificate,
    }
    transaction.execute(update(device).where(device.c.id == told.id).values(changed))


def revoke(transaction: Transaction, id_: bytes) -> bool:
    """Close a device for ever; whether there was one."""
    closed = update(device).where(device.c.id == id_).values(state="revoked")
    return transaction.execute(closed).rowcount == 1


def was_seen(transaction: Transaction, id_: bytes, now: Moment) -> None:
    """The device asked something just now."""
    transaction.execute(update(device).where(device.c.id == id_).values(seen=now))


def was_proven(transaction: Transaction, id_: bytes, now: Moment) -> None:
    """Both sides hold the same just now."""
    transaction.execute(update(device).where(device.c.id == id_).values(proven=now))


def seen_first(transaction: Transaction, id_: bytes, request: str, now: int, keep_ms: int) -> bool:
    """Whether this request id is new; older ones than `keep_ms` are forgotten."""
    transaction.execute(delete(request_seen).where(request_seen.c.at < now - keep_ms))
    return put(transaction, request_seen, [{"device": id_, "request": request, "at": now}]) == 1


def add_code(transaction: Transaction, row: dict[str, Any]) -> None:
    """A one-time code, by its hash."""
    transaction.execute(insert(enrolment), row)


def find_code(transaction: Transaction, hashed: bytes) -> Any:
    """The row of a code: scope, counter, receipts, expires, used_by; None where there is none."""
    return transaction.execute(select(enrolment).where(enrolment.c.code_hash == hashed)).first()


def use_code(transaction: Transaction, hashed: bytes, by: DeviceId, now: Moment) -> bool:
    """Use the code; of two that race one wins."""
    used = (
        update(enrolment)
        .where(
            enrolment.c.code_hash == hashed,
            enrolment.c.used_by.is_(None),
            enrolment.c.expires > now,
        )
        .values(used_by=by)
    )
    return transaction.execute(used).rowcount == 1


def tries(transaction: Transaction, address: str, since: int) -> int:
    """Failed tries from an address since a moment."""
    counted = select(func.count()).where(
        enrolment_try.c.address == address, enrolment_try.c.at >= since
    )
    return transaction.execute(counted).scalar_one()


def tried(transaction: Transaction, address: str, now: int, keep_ms: int) -> None:
    """One more failed try; old ones are forgotten."""
    transaction.execute(delete(enrolment_try).where(enrolment_try.c.at < now - keep_ms))
    transaction.execute(insert(enrolment_try), {"address": address, "at": now})


def receipts_taken(transaction: Transaction, scope: Scope) -> set[str]:
    """Prefixes of receipt series in use, or promised by a code."""
    used = select(device.c.receipts).where(device.c.scope == scope)
    promised = select(enrolment.c.receipts).where(
        enrolment.c.scope == scope, enrolment.c.used_by.is_(None)
    )
    return {row[0] for row in transaction.execute(used.union(promised))}


def set_agencies(transaction: Transaction, scope: Scope, agencies: Sequence[str]) -> None:
    """The agencies for which an office receives; none is taken away here."""
    put(transaction, agency, [{"scope": scope, "agency": each} for each in agencies])


def agencies_of(transaction: Transaction, scope: Scope) -> Sequence[str]:
    """The agencies for which an office receives, sorted."""
    found = select(agency.c.agency).where(agency.c.scope == scope).order_by(agency.c.agency)
    return [row[0] for row in transaction.execute(found)]


def next_block(transaction: Transaction, told: str, scope: Scope, by: DeviceId) -> int:
    """The agency's next free block, taken; blocks are never given twice."""
    highest = select(func.max(number_block.c.block)).where(number_block.c.agency == told)
    last = transaction.execute(highest).scalar()
    block = 0 if last is None else last + 1
    row = {"agency": told, "block": block, "scope": scope, "device": by}
    transaction.execute(insert(number_block), row)
    return block


def _device(row: Any) -> Device:
    return Device(
        id=DeviceId(bytes(row.id)),
        scope=Scope(row.scope),
        name=row.name,
        public_key=bytes(row.public_key),
        epoch=row.epoch,
        state=row.state,
        receipts=row.receipts,
        certificate=bytes(row.certificate),
        continues=bytes(row.continues),
        mark=bytes(row.mark),
        seen=Moment(row.seen),
        proven=Moment(row.proven),
    )
