"""What an administrator orders on single facts: erasure by law, and the release of a held fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, select

from domain.aside import BodiesErased, FactReleased
from domain.dossier import DossierReceived, ScanAttached
from domain.facts import Fact
from domain.identifiers import Scope, SubjectId
from domain.introduction import IntroductionEnded
from domain.kinds import fact_of
from sync.central.centre import Centre
from sync.central.errors import NotFound, SetUpWrong
from sync.central.introduction_end import end
from sync.central.settling import decide_what_came
from sync.central.store import files, phones, sessions
from sync.central.store.apply import Taken, count_after_all
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
from sync.protocol.cbor import decode
from sync.protocol.errors import PeerBrokeProtocol
from sync.protocol.frame import opened

ERASED: Final = "erased"
_KEPT: Final = (BodiesErased.kind, IntroductionEnded.kind)
"""What tells of the order itself."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How many facts lost their contents, and how many scans are gone."""

    facts: int
    scans: int


def erase(
    centre: Centre, scope: Scope, subject: SubjectId, order: str, *, dossiers: bool = False
) -> Erased:
    """Destroy the contents of all that was told of a subject, and its scans.

    `dossiers`: of a customer's dossiers too, which are subjects of their own. Every counter of the
    office destroys them with its next exchange; envelopes stay, so chains and certificates verify.
    A scan that another fact names as well is kept. Where this fails halfway, nothing was
    ordered: say it again. Raises NotFound, Busy, and SetUpWrong where a row is damaged.

    Source: docs/sources.md S-60.
    """
    try:
        return _erase(centre, scope, subject, order, dossiers=dossiers)
    except PeerBrokeProtocol as error:
        raise SetUpWrong(
            "Có dòng dữ liệu hỏng; hãy chạy verify, đợi các quầy gửi bù rồi ra lệnh lại."
        ) from error


def _erase(
    centre: Centre, scope: Scope, subject: SubjectId, order: str, *, dossiers: bool
) -> Erased:
    with centre.store.writing() as transaction:
        journal = Journal(transaction, scope)
        erased = erase_here(centre, journal, subject, order, dossiers=dossiers)
        if not erased.facts:
            raise NotFound("Không có nội dung nào của đối tượng này; hãy kiểm tra lại mã.")
        journal.close()
        transaction.commit()
    centre.errands.set()
    return erased


def erase_here(
    centre: Centre, journal: Journal, subject: SubjectId, order: str, *, dossiers: bool
) -> Erased:
    """The same in the scope of this journal, whose closing tells the other offices that know the
    subject (I7). Raises Busy, PeerBrokeProtocol where a row is damaged."""
    transaction, scope = journal.transaction, journal.scope
    subjects = [subject, *(_dossiers_of(transaction, scope, subject) if dossiers else ())]
    told = {each: _contents(transaction, scope, each) for each in subjects}
    ids = {bytes(row.id) for rows in told.values() for row in rows}
    if not ids:
        return Erased(0, 0)
    named = [row for rows in told.values() for row in rows if row.kind == ScanAttached.kind]
    scans = _scans(named) - _scans(_others(transaction, scope, ids)) if named else set()
    facts = [
        (
            each,
            BodiesErased(
                facts=tuple(bytes(row.id) for row in rows),
                order=order,
                scans=tuple(sorted(scans & _scans(rows))),
            ),
        )
        for each, rows in told.items()
        if rows
    ]
    journal.write(centre.keys, facts, centre.now())
    put(transaction, erasure, [{"scope": scope, "fact": each} for each in sorted(ids)])
    journal.chains.erase(sorted(ids))
    _forget_number(transaction, scope, subject)
    for each in subjects:
        phones.forget(transaction, each)
        end(journal, centre.keys, each, ERASED, centre.now())
    sessions.refresh(transaction, scope, subjects)
    for sha256 in sorted(scans):
        if files.forget(transaction, scope, sha256):
            centre.blobs.destroy(sha256)
    return Erased(len(ids), len(scans))


def _contents(transaction: Transaction, scope: Scope, subject: SubjectId) -> Sequence[Any]:
    """The subject's facts that still say something, but for what was ordered of it."""
    told = select(fact.c.id, fact.c.kind, fact.c.envelope, fact.c.salt, fact.c.body).where(
        fact.c.scope == scope, fact.c.subject == subject
    )
    rows = transaction.execute(told).all()
    return [row for row in rows if row.body and row.kind not in _KEPT]


def _dossiers_of(
    transaction: Transaction, scope: Scope, customer: SubjectId
) -> Sequence[SubjectId]:
    """Looks at every dossier of the office: an order of law is rare, an index of it is not free."""
    told = select(fact.c.subject, fact.c.kind, fact.c.envelope, fact.c.salt, fact.c.body).where(
        fact.c.scope == scope, fact.c.kind == DossierReceived.kind
    )
    return [
        SubjectId(bytes(row.subject))
        for row in transaction.execute(told)
        if row.body and getattr(_read(row), "customer", None) == customer
    ]


def _others(transaction: Transaction, scope: Scope, ids: set[bytes]) -> Sequence[Any]:
    """The other facts of the office that name a scan."""
    told = select(fact.c.id, fact.c.kind, fact.c.envelope, fact.c.salt, fact.c.body).where(
        fact.c.scope == scope, fact.c.kind == ScanAttached.kind
    )
    return [row for row in transaction.execute(told) if row.body and bytes(row.id) not in ids]


def _scans(rows: Sequence[Any]) -> set[bytes]:
    told = (_read(row) for row in rows if row.kind == ScanAttached.kind)
    return {each.sha256 for each in told if isinstance(each, ScanAttached)}


def _read(row: Any) -> Fact:
    """Raises PeerBrokeProtocol for a row that does not hash."""
    frame = opened(bytes(row.envelope), bytes(row.salt), bytes(row.body)).frame
    return fact_of(frame.kind, frame.version, decode(frame.body))


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
        subject = transaction.execute(held.where(fact.c.scope == scope, fact.c.id == id_)).scalar()
        if subject is None:
            raise NotFound("Không có việc nào đang bị giữ mang mã này; hãy xem lệnh held.")
        told = FactReleased(fact=id_, reason=reason)
        journal.write(centre.keys, [(SubjectId(bytes(subject)), told)], centre.now())
        transaction.execute(
            delete(quarantine).where(quarantine.c.scope == scope, quarantine.c.id == id_)
        )
        taken = Taken()
        count_after_all(journal, centre.keys, id_, centre.now(), taken)
        decide_what_came(centre, journal, taken)
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
