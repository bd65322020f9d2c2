"""One subject's facts in a scope as the domain reads them, and as they are told elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from domain.customer import Customer
from domain.customer import fold as fold_customer
from domain.dossier import Dossier
from domain.dossier import fold as fold_dossier
from domain.facts import Fact, body_of
from domain.history import Entry, in_order
from domain.identifiers import DeviceId, FactId, Scope, SubjectId
from domain.introduction import SubjectIntroduced, SubjectRelayed, Told, spread
from domain.kinds import fact_of
from domain.moment import Moment, Stamp
from domain.office import OfficeDescribed
from domain.present_state import present
from sync.central.store.engine import Transaction
from sync.central.store.tables import fact, published
from sync.protocol.cbor import decode_own, encode

OFFICE: Final = "office"
"""The name under which an office's description is published."""


class Story:
    """All that a scope holds of a subject, those set aside included."""

    def __init__(self, transaction: Transaction, scope: Scope, subject: SubjectId) -> None:
        told = select(fact.c.id, fact.c.envelope, fact.c.body).where(
            fact.c.scope == scope, fact.c.subject == subject
        )
        rows = transaction.execute(told.order_by(fact.c.position)).all()
        written = [_entry(FactId(bytes(row.id)), row) for row in rows]
        self.rows = {entry.id: entry for entry in written}
        self.entries = spread(written, _read)
        self._as_read = {entry.id: entry.fact for entry in self.entries}
        self._raw = {FactId(bytes(row.id)): _raw(row) for row in rows} | _raw_brought(written)

    def builds_on(self) -> dict[FactId, frozenset[FactId]]:
        """What each fact names as its basis."""
        return {entry.id: entry.basis for entry in self.entries}

    @property
    def customer(self) -> Customer | None:
        """The customer that these facts tell of."""
        return fold_customer(self.entries)

    @property
    def dossier(self) -> Dossier | None:
        """The dossier that these facts tell of."""
        return fold_dossier(self.entries)

    def present(self) -> Sequence[Entry]:
        """The facts that make up the present state, without those whose contents are gone."""
        return present([each for each in in_order(self.entries) if self.holds(each.id)])

    def told(self, entry: Entry, basis: tuple[bytes, ...]) -> Told:
        """A fact of this subject as it is told elsewhere: its own bytes, unless it was cut."""
        kind, version, body = self._raw[entry.id]
        if entry.fact != self._as_read[entry.id]:
            version, body = entry.fact.version, encode(body_of(entry.fact))
        return (
            entry.id,
            entry.scope,
            kind,
            version,
            body,
            entry.at,
            entry.wall,
            entry.day,
            entry.device,
            entry.epoch,
            entry.seq,
            entry.actor,
            basis,
        )

    def holds(self, id_: FactId) -> bool:
        """Whether the contents of this fact are here."""
        return id_ in self._raw and bool(self._raw[id_][2])


def office_name(transaction: Transaction, scope: Scope) -> str:
    """The office as screens say it; its code where it was never described."""
    described = select(fact.c.envelope, fact.c.body).join(
        published, (published.c.scope == fact.c.scope) & (published.c.subject == fact.c.subject)
    )
    ours = described.where(published.c.scope == scope, published.c.name == OFFICE)
    row = transaction.execute(ours.order_by(fact.c.position.desc()).limit(1)).first()
    told = _read(*_raw(row)) if row else None
    return told.name if isinstance(told, OfficeDescribed) else scope


def _raw(row: Any) -> tuple[str, int, bytes]:
    fields = decode_own(row.envelope)
    return fields[13], fields[14], bytes(row.body)


def _raw_brought(written: Sequence[Entry]) -> dict[FactId, tuple[str, int, bytes]]:
    told: list[Told] = []
    for entry in written:
        match entry.fact:
            case SubjectRelayed(told=one):
                told.append(one)
            case SubjectIntroduced(state=state):
                told.extend(state)
    return {FactId(each[0]): (each[2], each[3], each[4]) for each in told}


def _read(kind: str, version: int, body: bytes) -> Fact:
    return fact_of(kind, version, decode_own(body) if body else None)


def _entry(id_: FactId, row: Any) -> Entry:
    fields = decode_own(row.envelope)
    return Entry(
        id=id_,
        fact=_read(fields[13], fields[14], bytes(row.body)),
        scope=Scope(fields[1]),
        at=Stamp(fields[6]),
        wall=Moment(fields[7]),
        day=fields[9],
        device=DeviceId(fields[2]),
        epoch=fields[3],
        seq=fields[4],
        actor=SubjectId(fields[10]),
        subject=SubjectId(fields[11]),
        basis=frozenset(map(FactId, fields[12])),
    )
