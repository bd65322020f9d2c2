"""Days that were sealed, days in dispute, and offices of which every counter is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import delete, select, update

from domain.day import OfficeDaySealed
from domain.identifiers import Day, Scope
from domain.moment import Moment
from sync.central.store.engine import Transaction
from sync.central.store.many import put
from sync.central.store.tables import certificate, day_dispute, office_day, work_item
from sync.protocol.certificate import SealedDay, from_document, sealed_from_bytes
from sync.protocol.errors import SyncError

DISPUTED: Final = "day_disputed"
TWICE: Final = "certificate_twice"
"""Kinds of work items; their subject is the counter's device."""

_SIGNED: Final = ["day", "hash", "document", "counter_signature", "centre_signature", "at"]


def keep(transaction: Transaction, sealed: SealedDay, now: Moment) -> None:
    """A day is sealed; what is known of it already stays.

    Only copies of a counter, one of them sealed by a centre that was set back since, can bring two
    of one number: then the one with the lower hash stands, here as at every counter, and a person
    looks at the copies.
    """
    told = from_document(sealed.document)
    held = numbered(transaction, Scope(told.scope), told.device, told.number)
    if held is not None and held.id != sealed.id:
        _for_a_person(transaction, told.scope, TWICE, told.device, now)
    if held is not None and held.id <= sealed.id:
        return
    row = {
        "scope": told.scope,
        "device": told.device,
        "number": told.number,
        "day": told.day,
        "hash": sealed.id,
        "document": sealed.document,
        "counter_signature": sealed.signature,
        "centre_signature": sealed.countersignature,
        "at": now,
    }
    put(transaction, certificate, [row], _SIGNED)


def learn(transaction: Transaction, told: bytes, now: Moment) -> None:
    """A day that this very centre sealed and has forgotten, from its own fact."""
    try:
        keep(transaction, sealed_from_bytes(told), now)
    except SyncError:  # a later release's form: it is understood after the upgrade
        return


def newest(transaction: Transaction, scope: Scope, device: bytes) -> SealedDay | None:
    """The last one of a counter."""
    rows = (
        select(certificate)
        .where(certificate.c.scope == scope, certificate.c.device == device)
        .order_by(certificate.c.number.desc())
        .limit(1)
    )
    return _sealed(transaction.execute(rows).first())


def numbered(
    transaction: Transaction, scope: Scope, device: bytes, number: int
) -> SealedDay | None:
    """One of a counter."""
    row = select(certificate).where(
        certificate.c.scope == scope,
        certificate.c.device == device,
        certificate.c.number == number,
    )
    return _sealed(transaction.execute(row).first())


def of_day(transaction: Transaction, scope: Scope, day: str) -> Sequence[bytes]:
    """The hashes of an office's certificates of a day, sorted."""
    rows = select(certificate.c.hash).where(certificate.c.scope == scope, certificate.c.day == day)
    return sorted(bytes(row[0]) for row in transaction.execute(rows))


def office_open(transaction: Transaction, scope: Scope) -> Sequence[Day]:
    """Days of which some counter is sealed and the office is not, sorted."""
    sealed = select(office_day.c.day).where(office_day.c.scope == scope)
    rows = (
        select(certificate.c.day)
        .where(certificate.c.scope == scope, certificate.c.day.not_in(sealed))
        .distinct()
    )
    return sorted(Day(row[0]) for row in transaction.execute(rows))


def office_told(transaction: Transaction, scope: Scope, day: str) -> bytes:
    """The hashes that the office's last certificate of a day names; empty for none."""
    row = select(office_day.c.certificates).where(
        office_day.c.scope == scope, office_day.c.day == day
    )
    return bytes(transaction.execute(row).scalar() or b"")


def keep_office(transaction: Transaction, scope: Scope, told: OfficeDaySealed) -> None:
    """Every counter that wrote that day is sealed."""
    row = {"scope": scope, "day": told.day, "certificates": b"".join(told.certificates)}
    put(transaction, office_day, [row], ["certificates"])


def dispute(transaction: Transaction, row: dict[str, Any]) -> None:
    """Both counted and differ: for a person; `row` as in the table."""
    put(transaction, day_dispute, [row], ["day", "document", "differs", "at"])
    _for_a_person(transaction, row["scope"], DISPUTED, row["device"], row["at"])


def _for_a_person(
    transaction: Transaction, scope: str, kind: str, device: bytes, now: Moment
) -> None:
    item = {"scope": scope, "kind": kind, "subject": device, "at": now, "state": "open"}
    put(transaction, work_item, [item], ["at", "state"])


def settle(transaction: Transaction, scope: Scope, device: bytes) -> None:
    """What was in dispute is sealed now."""
    gone = delete(day_dispute).where(day_dispute.c.scope == scope, day_dispute.c.device == device)
    transaction.execute(gone)
    done = update(work_item).where(
        work_item.c.scope == scope,
        work_item.c.kind == DISPUTED,
        work_item.c.subject == device,
    )
    transaction.execute(done.values(state="done"))


def _sealed(row: Any) -> SealedDay | None:
    if row is None:
        return None
    told = (row.document, row.counter_signature, row.centre_signature)
    return SealedDay(*map(bytes, told))
