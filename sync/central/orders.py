"""What an administrator orders on single facts: erasure by law, and the release of a held fact."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from domain.aside import BodiesErased, FactReleased
from domain.identifiers import Scope, SubjectId
from sync.central.centre import Centre
from sync.central.errors import NotFound
from sync.central.store.engine import Transaction
from sync.central.store.journal import Journal
from sync.central.store.many import put
from sync.central.store.tables import (
    customer_account,
    erasure,
    fact,
    identity,
    quarantine,
)


def erase(centre: Centre, scope: Scope, subject: SubjectId, order: str) -> int:
    """Destroy the contents of all that was told of a subject; how many facts that were.

    Every counter of the office destroys them with its next exchange; envelopes stay, so chains and
    certificates verify as before. Raises NotFound.

    Source: docs/sources.md S-60.
    """
    with centre.store.writing() as transaction:
        journal = Journal(transaction, scope)
        told = select(fact.c.id, fact.c.kind, fact.c.body).where(
            fact.c.scope == scope, fact.c.subject == subject
        )
        rows = transaction.execute(told).all()
        ids = [bytes(row.id) for row in rows if row.body and row.kind != BodiesErased.kind]
        if not ids:
            raise NotFound("Không có nội dung nào của đối tượng này; hãy kiểm tra lại mã.")
        journal.write(
            centre.keys, [(subject, BodiesErased(facts=tuple(ids), order=order))], centre.now()
        )
        put(transaction, erasure, [{"scope": scope, "fact": each} for each in ids])
        journal.chains.erase(ids)
        _forget_number(transaction, scope, subject)
        journal.close()
        transaction.commit()
    return len(ids)


def _forget_number(transaction: Transaction, scope: Scope, subject: SubjectId) -> None:
    """The paper's number leaves the province's index, unless another customer bears the account.

    The username itself stays taken for ever: it is never given to anybody else.
    """
    account = customer_account.c
    ours = select(account.username).where(account.scope == scope, account.subject == subject)
    name = transaction.execute(ours).scalar()
    others = select(account.subject).where(account.username == name, account.subject != subject)
    if name is not None and transaction.execute(others).first() is None:
        transaction.execute(delete(identity).where(identity.c.username == name))


def release(centre: Centre, scope: Scope, id_: bytes, reason: str) -> None:
    """A fact that was set aside counts after all. Raises NotFound."""
    with centre.store.writing() as transaction:
        journal = Journal(transaction, scope)
        held = select(fact.c.subject).join(
            quarantine, (quarantine.c.scope == fact.c.scope) & (quarantine.c.id == fact.c.id)
        )
        row = transaction.execute(held.where(fact.c.scope == scope, fact.c.id == id_)).first()
        if row is None:
            raise NotFound("Không có việc nào đang bị giữ mang mã này; hãy xem lệnh held.")
        told = FactReleased(fact=id_, reason=reason)
        journal.write(centre.keys, [(SubjectId(bytes(row.subject)), told)], centre.now())
        transaction.execute(
            delete(quarantine).where(quarantine.c.scope == scope, quarantine.c.id == id_)
        )
        journal.close()
        transaction.commit()


def held(centre: Centre, scope: Scope) -> Sequence[tuple[str, str]]:
    """The facts set aside in an office: id in hex, and the reason."""
    with centre.store.reading() as snapshot:
        rows = snapshot.execute(
            select(quarantine.c.id, quarantine.c.reason)
            .where(quarantine.c.scope == scope)
            .order_by(quarantine.c.at)
        )
        return [(bytes(row.id).hex(), row.reason) for row in rows]
