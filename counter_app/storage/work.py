"""The unit of work: one begin, one journal, one announcement."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage import customers as found
from counter_app.storage import standing
from counter_app.storage import tables as t
from counter_app.storage.engine import driver_of, transaction
from counter_app.storage.journal import Author, Journal
from counter_app.storage.projection import project
from counter_app.storage.seats import seat_of
from counter_app.storage.sessions import SqlSessions, held
from counter_app.usecases.case import CustomerForm
from counter_app.usecases.deciders import Seat
from counter_app.usecases.errors import (
    CatalogueMissing,
    CounterHalted,
    NoNumbersLeft,
    NoSuchCustomer,
    NoSuchDossier,
    NoSuchProcedure,
)
from counter_app.usecases.lines import CustomerLine, Similar
from counter_app.usecases.office_card import OfficeCard
from counter_app.usecases.ports import Now
from domain import customer as customers
from domain import dossier as dossiers
from domain.codes import DailyRange, RangeUsedUp, format_code, next_serial
from domain.customer import Customer
from domain.deciders import hands_on_two
from domain.deciding import ConflictDecided
from domain.dossier import Dossier, ScanAttached
from domain.facts import Fact
from domain.history import Entry, conflicts, in_order
from domain.identifiers import (
    NO_SESSION,
    CustomerId,
    DeviceId,
    DossierCode,
    DossierId,
    FactId,
    OfficerId,
    ProcedureCode,
    ReceiptNumber,
    Scope,
    SessionId,
    SubjectId,
    uuid7,
)
from domain.moment import Moment, day, local, moment
from domain.procedure import Procedure, procedure_from
from domain.working_time import WorkingCalendar, calendar_from

_LAST_SERIAL = select(func.max(t.dossier.c.serial)).where(
    t.dossier.c.agency == bindparam("agency"),
    t.dossier.c.day == bindparam("day"),
    t.dossier.c.device == bindparam("device"),
)
_LAST_RECEIPT = select(func.max(t.receipt.c.no)).where(t.receipt.c.series == bindparam("series"))
_COUNTER = select(t.counter).where(t.counter.c.device == bindparam("device"))
_OF_CASE = select(t.dossier.c.id).where(t.dossier.c.case == bindparam("case"))
_SHOWN_FOR = select(t.introduced.c.purpose).where(
    t.introduced.c.id == bindparam("id"), t.introduced.c.ended == 0
)
_PROCEDURE = select(t.procedure.c.document, t.procedure.c.fact).where(
    t.procedure.c.code == bindparam("code")
)
_CALENDAR = select(t.calendar.c.document).order_by(t.calendar.c.at.desc()).limit(1)
_GRANT = (
    select(t.number_grant)
    .where(
        t.number_grant.c.device == bindparam("device"),
        t.number_grant.c.agency == bindparam("agency"),
        t.number_grant.c.from_day <= bindparam("day"),
    )
    .order_by(t.number_grant.c.from_day.desc(), t.number_grant.c.id.desc())
    .limit(1)
)


_APART = select(t.compared.c.id).where(
    t.compared.c.id == bindparam("id"),
    t.compared.c.other == bindparam("other"),
    t.compared.c.outcome == customers.DIFFERENT,
)
_NEW_BLOB = upsert(t.blob).on_conflict_do_nothing()


def _blob_row(fact: ScanAttached, now: Moment) -> dict[str, Any]:
    """A file that the centre does not have yet."""
    return {"sha256": fact.sha256, "size": fact.size, "sent": 0, "done": 0, "at": now}


class SqlWork:
    """Answers `usecases.ports.Work` inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        author: Author,
        now: Moment,
        announce: Callable[[frozenset[SubjectId]], None],
    ) -> None:
        self._connection = connection
        self._author = author
        self._now = now
        self._announce = announce
        self._journal = Journal(connection, secrets.token_bytes)
        self._unheard: set[SubjectId] = set()
        self._checked = False

    @property
    def now(self) -> Moment:
        """The moment at which this transaction began."""
        return self._now

    @property
    def scope(self) -> Scope:
        """The office that writes here."""
        return self._author.scope

    @property
    def device(self) -> DeviceId:
        """The counter that writes here."""
        return self._author.device

    @property
    def seat(self) -> Seat:
        """Who acts, and what they may."""
        return seat_of(self._connection, self._author.actor)

    def new_subject(self) -> SubjectId:
        """A key for a new customer or dossier."""
        subject = uuid7(self._now, secrets.token_bytes(10))
        self._unheard.add(subject)
        return subject

    def customer(self, customer: CustomerId) -> Customer:
        """Folded from its facts. Raises NoSuchCustomer."""
        if known := customers.fold(self._journal.about(customer)):
            return known
        raise NoSuchCustomer

    def customer_with(self, identity_number: str) -> CustomerLine | None:
        """The customer of this identity number or tax code, if any."""
        return found.with_number(driver_of(self._connection), identity_number)

    def similar(self, form: CustomerForm) -> Sequence[Similar]:
        """Known customers that look like the one at the desk."""
        return found.similar(self._connection, form)

    def disputes(self, subject: SubjectId) -> Mapping[str, Sequence[Entry]]:
        """By matter, the facts of a customer or dossier that contradict each other."""
        return conflicts(self._journal.about(subject))

    def hands_on_two(self, one: SubjectId, other: SubjectId) -> frozenset[SubjectId]:
        """At whose receptions it arose whether two customers or dossiers are one."""
        return hands_on_two(one, other, [e for s in (one, other) for e in self._journal.about(s)])

    def decided(self, subject: SubjectId, matter: str) -> FactId | None:
        """What somebody chose last in a matter that was in dispute."""
        words = [entry.fact for entry in in_order(self._journal.about(subject))]
        chosen = [w.chosen for w in words if isinstance(w, ConflictDecided) and w.about == matter]
        return chosen[-1] if chosen else None

    def told_apart(self, one: CustomerId, other: CustomerId) -> bool:
        """Whether the last word on this one and the other is that they are two people."""
        return bool(self._connection.execute(_APART, {"id": one, "other": other}).first())

    def dossier(self, dossier: DossierId) -> Dossier:
        """Folded from its facts. Raises NoSuchDossier."""
        if known := dossiers.fold(self._journal.about(dossier)):
            return known
        raise NoSuchDossier

    def shown_for(self, subject: SubjectId) -> str:
        """The purpose for which another office's customer or dossier is told here; else empty."""
        return self._connection.execute(_SHOWN_FOR, {"id": subject}).scalar() or ""

    def dossier_of_case(self, case: bytes) -> DossierId | None:
        """The dossier that this case was saved as, if it was."""
        return self._connection.execute(_OF_CASE, {"case": case}).scalar()

    def procedure(self, code: ProcedureCode) -> tuple[Procedure, FactId]:
        """As published last, and by which fact. Raises NoSuchProcedure."""
        row = self._connection.execute(_PROCEDURE, {"code": code}).first()
        if row is None:
            raise NoSuchProcedure(code)
        return read_procedure(row.document), FactId(row.fact)

    def calendar(self) -> WorkingCalendar:
        """The newest calendar known. Raises CatalogueMissing."""
        return calendar(self._connection)

    def office(self) -> OfficeCard:
        """This office and counter. Raises CatalogueMissing."""
        return office(self._connection, self._author.device)

    def next_code(self, agency: str) -> tuple[DossierCode, bool]:
        """From the counter's standing daily range, then its reserve (True)."""
        agency = agency or self._author.scope  # a procedure of the office itself
        daily = daily_range(self._connection, self._author.device, agency, day(self._now))
        if daily is None:
            raise NoNumbersLeft(agency)
        last = last_serial(self._connection, self._author.device, agency, day(self._now))
        try:
            serial, in_reserve = next_serial(daily, last)
        except RangeUsedUp as error:
            raise NoNumbersLeft(agency) from error
        return DossierCode(format_code(agency, local(self._now).date(), serial)), in_reserve

    def next_receipt(self) -> ReceiptNumber:
        """The next of this counter's gapless series."""
        return next_receipt(self._connection, self._author.device)

    @property
    def sessions(self) -> SqlSessions:
        """The sessions of this office."""
        who = self._author
        officer = OfficerId(who.actor)
        return SqlSessions(self._connection, self._journal, who.device, officer)

    def held_session(self) -> SessionId:
        """The session that money taken now belongs to; NO_SESSION where none is held here."""
        return held(self._connection, self._author.device) or NO_SESSION

    def record(self, subject: SubjectId, *facts: Fact) -> None:
        """Write what happened; reads in this block see it at once. Raises CounterHalted."""
        self._may_write()
        unheard = subject in self._unheard
        self._unheard.discard(subject)
        entries = self._journal.write(self._author, subject, facts, self._now, unheard=unheard)
        project(self._connection, subject, entries, fresh=unheard)
        for fact in facts:
            if isinstance(fact, ScanAttached):
                self._connection.execute(_NEW_BLOB, _blob_row(fact, self._now))

    def _may_write(self) -> None:
        if self._checked:
            return
        if halted := standing.halted(self._connection):
            raise CounterHalted(superseded=halted == standing.SUPERSEDED)
        self._checked = True

    def commit(self) -> None:
        """Make it durable, then announce what was touched."""
        self._connection.commit()
        self._announce(frozenset(self._journal.touched))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every transaction of this counter needs; `author` may change with the officer."""

    engine: Engine
    author: Callable[[], Author]
    now: Now
    announce: Callable[[frozenset[SubjectId]], None]

    @contextmanager
    def begin(self) -> Iterator[SqlWork]:
        """One transaction. What is not committed when the block ends never happened."""
        with transaction(self.engine) as connection:
            yield SqlWork(connection, self.author(), moment(self.now()), self.announce)


@lru_cache(maxsize=256)
def read_procedure(document: str) -> Procedure:
    """Read once for each publication, not for each dossier."""
    return procedure_from(json.loads(document))


@lru_cache(maxsize=4)
def _calendar(document: str) -> WorkingCalendar:
    """Read once for each publication: reading a calendar costs more than writing a dossier."""
    return calendar_from(json.loads(document))


def office(connection: Connection, device: DeviceId) -> OfficeCard:
    """This office and counter. Raises CatalogueMissing."""
    described = connection.execute(select(t.office).limit(1)).first()
    counter = connection.execute(_COUNTER, {"device": device}).first()
    if described is None or counter is None:
        raise CatalogueMissing("thông tin đơn vị")
    return OfficeCard(
        name=described.name,
        unit=described.unit,
        place=described.place,
        address=described.address,
        hotline=described.hotline,
        counter=counter.name,
        lookup_host=described.lookup_host,
        demonstration=bool(described.demonstration),
    )


def calendar(connection: Connection) -> WorkingCalendar:
    """The newest calendar known. Raises CatalogueMissing."""
    document = connection.execute(_CALENDAR).scalar()
    if document is None:
        raise CatalogueMissing("lịch làm việc")
    return _calendar(document)


def daily_range(
    connection: Connection, device: DeviceId, agency: str, today: str
) -> DailyRange | None:
    """The range in force for this counter, agency and day; None before the first grant."""
    row = connection.execute(_GRANT, {"device": device, "agency": agency, "day": today}).first()
    if row is None:
        return None
    return DailyRange(
        first=row.first,
        last=row.last,
        reserve_first=row.reserve_first,
        reserve_last=row.reserve_last,
    )


def last_serial(connection: Connection, device: DeviceId, agency: str, today: str) -> int | None:
    """The highest serial that this counter used today; read from the dossiers themselves."""
    key = {"device": device, "agency": agency, "day": today}
    found_: int | None = connection.execute(_LAST_SERIAL, key).scalar()
    return found_


def next_receipt(connection: Connection, device: DeviceId) -> ReceiptNumber:
    """The next number of the counter's receipt series, for example Q3-000437."""
    row = connection.execute(_COUNTER, {"device": device}).first()
    if row is None:
        raise CatalogueMissing("tên quầy")
    last = connection.execute(_LAST_RECEIPT, {"series": row.receipts}).scalar() or 0
    return ReceiptNumber(f"{row.receipts}-{last + 1:06}")
