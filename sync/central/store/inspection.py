"""Re-hashing everything that is stored, and counting it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select

from domain.identifiers import Scope
from sync.central.keys import CentreKeys
from sync.central.store.engine import Transaction
from sync.central.store.journal import Chain, chains
from sync.central.store.tables import (
    blob,
    chain_head,
    device,
    fact,
    quarantine,
    scope_head,
    work_item,
)
from sync.protocol.errors import SyncError
from sync.protocol.frame import NO_PREVIOUS, opened
from sync.protocol.heads import Head, statement


@dataclass(slots=True)
class Inspection:
    """What was re-hashed, and what was found wrong, in words."""

    scopes: int = 0
    chains: int = 0
    facts: int = 0
    blobs: int = 0
    wanted: int = 0  # scans that were marked to be sent again
    problems: list[str] = field(default_factory=list)


def scopes(transaction: Transaction) -> list[Scope]:
    """All scopes, sorted."""
    rows = transaction.execute(select(scope_head.c.scope).order_by(scope_head.c.scope))
    return [Scope(row[0]) for row in rows]


def inspect_facts(transaction: Transaction, keys: CentreKeys, found: Inspection) -> None:
    """Every fact from its bytes, every chain against its head and signature, every position."""
    for scope in scopes(transaction):
        found.scopes += 1
        _inspect_positions(transaction, scope, found)
        for chain in chains(transaction, scope):
            found.chains += 1
            _inspect_chain(transaction, scope, chain, found)
            if not _vouched(transaction, keys, scope, chain):
                found.problems.append(f"{scope}: chữ ký của {chain.head.device.hex()} không đúng")


def whole_blobs(transaction: Transaction) -> Iterator[bytes]:
    """The hashes of all scans that were said to be whole."""
    rows = transaction.execute(select(blob.c.sha256).where(blob.c.done.is_(True)).distinct())
    return (bytes(row[0]) for row in rows)


def counts(transaction: Transaction) -> dict[str, dict[str, int]]:
    """Facts, devices, scans, quarantined facts and open work by scope."""
    told: dict[str, dict[str, int]] = {}
    for scope in scopes(transaction):
        told[scope] = {
            name: transaction.execute(
                select(func.count()).select_from(table).where(table.c.scope == scope)
            ).scalar_one()
            for name, table in (
                ("facts", fact),
                ("chains", chain_head),
                ("devices", device),
                ("scans", blob),
                ("quarantined", quarantine),
                ("work", work_item),
            )
        }
    return told


def _inspect_positions(transaction: Transaction, scope: Scope, found: Inspection) -> None:
    ends = select(func.count(), func.max(fact.c.position)).where(fact.c.scope == scope)
    counted, last = transaction.execute(ends).one()
    head = select(scope_head.c.position).where(scope_head.c.scope == scope)
    if not counted == (last or 0) == transaction.execute(head).scalar_one():
        found.problems.append(f"{scope}: thứ tự tiếp nhận có chỗ trống")


def _inspect_chain(transaction: Transaction, scope: Scope, chain: Chain, found: Inspection) -> None:
    head = chain.head
    rows = transaction.execute(
        select(fact.c.id, fact.c.envelope, fact.c.salt, fact.c.body)
        .where(fact.c.scope == scope, fact.c.device == head.device, fact.c.epoch == head.epoch)
        .order_by(fact.c.seq)
    )
    seq, prev = 0, NO_PREVIOUS
    for row in rows:
        found.facts += 1
        try:
            sealed = opened(bytes(row.envelope), bytes(row.salt), bytes(row.body))
        except SyncError:
            found.problems.append(f"{scope}: việc {seq + 1} của {head.device.hex()} đã hỏng")
            return
        seq += 1
        if (sealed.frame.seq, sealed.frame.prev, sealed.id) != (seq, prev, bytes(row.id)):
            found.problems.append(f"{scope}: chuỗi {head.device.hex()} đứt ở việc {seq}")
            return
        prev = sealed.id
    if (seq, prev) != (head.seq, head.id):
        found.problems.append(f"{scope}: chuỗi {head.device.hex()} không tới đầu chuỗi")


def _vouched(transaction: Transaction, keys: CentreKeys, scope: Scope, chain: Chain) -> bool:
    head = chain.head
    if head.device == keys.device(scope):
        public = keys.public
    else:
        known = select(device.c.public_key).where(device.c.id == head.device)
        public = bytes(transaction.execute(known).scalar() or b"")
    told = statement(scope, Head(head.device, head.epoch, *chain.vouched))
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(chain.signature, told)
    except (InvalidSignature, ValueError):
        return False
    return True
