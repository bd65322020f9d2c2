"""A centre that was restored from a backup: what it may not do yet, and what it learns again.

Its counters give back what it lost, its own decisions included. Until each has told what it
holds, or an administrator says that no other will, nothing is decided: a name or a number given
yesterday would be given twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select, update

from domain.aside import BodiesErased, FactQuarantined, FactReleased
from domain.day import DaySealed, OfficeDaySealed
from domain.facts import Fact
from domain.identifiers import DeviceId, Scope
from domain.moment import Moment
from domain.office import CounterNamed, EpochGranted, NumbersGranted
from sync.central.enrolment_rules import block_of
from sync.central.keys import CentreKeys
from sync.central.store import certificates
from sync.central.store.engine import Transaction
from sync.central.store.journal import Journal
from sync.central.store.many import put
from sync.central.store.names import UNDECIDED
from sync.central.store.tables import (
    customer_account,
    device,
    erasure,
    number_block,
    quarantine,
    scope_head,
    unheard,
)
from sync.protocol.certified import Certified


def recovering(transaction: Transaction) -> bool:
    """Whether some counter has not yet told what it holds."""
    return transaction.execute(select(unheard.c.device).limit(1)).first() is not None


def begin(transaction: Transaction, keys: CentreKeys, now: Moment) -> int:
    """The store was set back: every scope gets another life and another epoch of our own.

    Returns how many counters have to report. The caller commits.
    """
    epoch = now // 1000  # later than any that a lost history may hold
    scopes = transaction.execute(select(scope_head.c.scope).order_by(scope_head.c.scope)).all()
    for (scope,) in scopes:
        journal = Journal(transaction, Scope(scope))
        journal.begin_epoch(keys.device(journal.scope), max(epoch, journal.epoch + 1))
        journal.close()
    active = select(device.c.id, device.c.scope).where(device.c.state == "active")
    rows = [{"device": row.id, "scope": row.scope} for row in transaction.execute(active)]
    put(transaction, unheard, rows)
    return len(rows)


def heard(transaction: Transaction, id_: bytes) -> bool:
    """This counter holds nothing that is not here; whether it was the last one."""
    gone = delete(unheard).where(unheard.c.device == id_)
    return transaction.execute(gone).rowcount == 1 and not recovering(transaction)


def release(transaction: Transaction) -> int:
    """An administrator's word that no other counter will report; how many had not."""
    return transaction.execute(delete(unheard)).rowcount


def waits_for(transaction: Transaction) -> Sequence[tuple[Scope, DeviceId]]:
    """The counters that have not reported yet."""
    rows = transaction.execute(select(unheard).order_by(unheard.c.scope, unheard.c.device))
    return [(Scope(row.scope), DeviceId(bytes(row.device))) for row in rows]


def undecided(transaction: Transaction) -> Sequence[Scope]:
    """The offices where customers wait for a decision, sorted: locks are taken in this order."""
    found = select(customer_account.c.scope).where(customer_account.c.state == UNDECIDED).distinct()
    return sorted(Scope(row[0]) for row in transaction.execute(found))


def is_unheard(transaction: Transaction, id_: bytes) -> bool:
    """Whether this counter has still to report."""
    found = select(func.count()).select_from(unheard).where(unheard.c.device == id_)
    return bool(transaction.execute(found).scalar())


def take_certificate(transaction: Transaction, told: Certified, certificate: bytes) -> None:
    """A device, or its epoch, that this database has forgotten; its certificate is ours."""
    row = {
        "id": told.device,
        "scope": told.scope,
        "name": told.name,
        "receipts": told.receipts,
        "public_key": told.public_key,
        "certificate": certificate,
        "epoch": told.epoch,
        "continues": told.continues,
        "mark": told.mark,
        "state": "active",
        "enrolled": told.issued,
        "seen": 0,
        "proven": 0,
    }
    known = select(device.c.epoch).where(device.c.id == told.device)
    epoch = transaction.execute(known).scalar()
    if epoch is None:
        transaction.execute(insert(device), row)
        if recovering(transaction):
            put(transaction, unheard, [{"device": told.device, "scope": told.scope}])
    elif epoch < told.epoch:
        changed = {name: row[name] for name in ("certificate", "epoch", "continues", "mark")}
        transaction.execute(update(device).where(device.c.id == told.device).values(changed))


def stands_again(journal: Journal, keys: CentreKeys, told: Fact, now: Moment) -> None:
    """A fact of our own came back: what it decided stands in our tables again."""
    transaction = journal.transaction
    match told:
        case NumbersGranted(agency=agency, first=first, device=by):
            row = {"agency": agency, "block": block_of(first), "scope": journal.scope}
            put(transaction, number_block, [{**row, "device": by}])
        case CounterNamed(certificate=certificate) | EpochGranted(certificate=certificate):
            certified = keys.certified(certificate)
            if certified is not None and not keys.is_revoked(certified.device):
                take_certificate(transaction, certified, certificate)
        case DaySealed(certificate=certificate):
            certificates.learn(transaction, certificate, now)
        case OfficeDaySealed():
            certificates.keep_office(transaction, journal.scope, told)
        case _:
            _aside_again(journal, told, now)


def _aside_again(journal: Journal, told: Fact, now: Moment) -> None:
    transaction = journal.transaction
    match told:
        case FactQuarantined(fact=fact, reason=reason):
            row = {"scope": journal.scope, "id": fact, "device": b"", "epoch": 0, "seq": 0}
            put(transaction, quarantine, [{**row, "reason": reason, "at": now}])
        case BodiesErased(facts=facts):
            put(transaction, erasure, [{"scope": journal.scope, "fact": each} for each in facts])
            journal.chains.erase(facts)
        case FactReleased(fact=fact):
            gone = delete(quarantine).where(
                quarantine.c.scope == journal.scope, quarantine.c.id == fact
            )
            transaction.execute(gone)
        case _:
            return
