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
from sync.central.store.journal import Journal
from sync.central.store.many import put
from sync.central.store.tables import (
    blob,
    chain_head,
    device,
    fact,
    quarantine,
    scope_head,
    vacant,
    work_item,
)
from sync.protocol.chains import Branch, Hole
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
    """Every fact from its bytes, every chain against its head and signature, every position.

    What is damaged is set aside and remembered as a hole, which the counters heal: the caller
    commits.
    """
    for scope in scopes(transaction):
        found.scopes += 1
        journal = Journal(transaction, scope)
        inspect_positions(journal, found)
        for branch in journal.chains.branches():
            if not branch.seq:
                continue
            found.chains += 1
            checked = journal.chains.check(branch)
            found.facts += checked.facts
            for hole in checked.holes:
                found.problems.append(f"{scope}: chuỗi {branch.device.hex()} {words_of(hole)}")
            if checked.holes or checked.damaged:
                journal.chains.note(branch, checked)
            if not _vouched(transaction, keys, scope, branch):
                found.problems.append(f"{scope}: chữ ký của {branch.device.hex()} không đúng")


def words_of(hole: Hole) -> str:
    """A hole as an administrator reads it."""
    which = f"việc {hole.first}" if hole.size == 1 else f"việc {hole.first} đến {hole.last}"
    return f"đợt {hole.epoch} thiếu hoặc hỏng {which}"


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
                select(func.count()).select_from(table).where(table.c.scope == scope, *still)
            ).scalar_one()
            for name, table, *still in (
                ("facts", fact),
                ("chains", chain_head),
                ("devices", device),
                ("scans", blob),
                ("quarantined", quarantine),
                ("work", work_item, work_item.c.state == "open"),
            )
        }
    return told


def inspect_positions(journal: Journal, found: Inspection) -> None:
    """Whether the feed has a fact at every place; empty places are kept for what comes back."""
    of_scope = fact.c.scope == journal.scope
    counted = select(func.count(), func.max(fact.c.position)).where(of_scope)
    number, last = journal.transaction.execute(counted).one()
    if number == (last or 0) == journal.position:  # each place is filled once: nearly always
        return
    rows = select(fact.c.position).where(of_scope).order_by(fact.c.position)
    empty: list[int] = []
    expected = 1
    for (position,) in journal.transaction.execute(rows):
        empty.extend(range(expected, position))
        expected = position + 1
    empty.extend(range(expected, journal.position + 1))
    put(journal.transaction, vacant, [{"scope": journal.scope, "position": at} for at in empty])
    if empty or expected > journal.position + 1:
        found.problems.append(f"{journal.scope}: thứ tự tiếp nhận có chỗ trống")


def _vouched(transaction: Transaction, keys: CentreKeys, scope: Scope, branch: Branch) -> bool:
    told = statement(scope, Head(branch.device, branch.epoch, *branch.vouched))
    if keys.signed(branch.signature, told):
        return True
    known = select(device.c.public_key).where(device.c.id == branch.device)
    public = bytes(transaction.execute(known).scalar() or b"")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(branch.signature, told)
    except (InvalidSignature, ValueError):
        return False
    return True
