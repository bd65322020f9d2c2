"""What screens list: read from the tables, never from the journal, except one dossier's story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Engine, func, or_, select

from counter_app.storage import customers as found
from counter_app.storage import search_index, twins
from counter_app.storage import tables as t
from counter_app.storage import work as works
from counter_app.storage.engine import glance, reading
from counter_app.storage.shown import DOSSIERS, dossier_line
from counter_app.usecases.case import CustomerForm
from counter_app.usecases.lines import (
    SUGGESTED,
    CustomerLine,
    DossierLine,
    NumbersLeft,
    ProcedureLine,
    Similar,
)
from counter_app.usecases.office_card import OfficeCard
from domain.codes import RangeUsedUp, next_serial
from domain.identifiers import CustomerId, DeviceId, DossierId, ProcedureCode, SubjectId
from domain.moment import Moment, day
from domain.procedure import Procedure
from domain.vietnamese import search_key
from domain.working_time import WorkingCalendar

ACTIVE: Final = "kich_hoat"


@dataclass(frozen=True, slots=True)
class Queries:
    """Read-only questions; each its own short snapshot."""

    engine: Engine
    device: DeviceId

    def find_customers(self, typed: str, limit: int = 50) -> Sequence[CustomerLine]:
        """Customers by number, code or name as one types."""
        with glance(self.engine) as driver:
            return found.search(driver, typed, limit)

    def meet_customers(self, typed: str, limit: int) -> Sequence[CustomerLine]:
        """The same with count and last dossiers: one look more for each, so for short lists."""
        with glance(self.engine) as driver:
            lines = found.search(driver, typed, limit)
            return [found.by_id(driver, line.id) or line for line in lines]

    def customer_by_number(self, number: str, old_number: str = "") -> CustomerLine | None:
        """The customer of this identity number, else of the old one on the same card."""
        with glance(self.engine) as driver:
            return found.with_number(driver, number) or found.with_number(driver, old_number)

    def customer(self, customer: CustomerId) -> CustomerLine | None:
        """One customer with the last dossiers."""
        with glance(self.engine) as driver:
            return found.by_id(driver, customer)

    def standing_for(self, customer: CustomerId) -> CustomerId | None:
        """Who is shown for this customer in every list; the customer, where nobody else is."""
        with glance(self.engine) as driver:
            return found.standing_for(driver, customer)

    def similar(self, form: CustomerForm) -> Sequence[Similar]:
        """Known customers that look like the one at the desk."""
        with reading(self.engine) as connection:
            return found.similar(connection, form)

    def find_procedures(self, typed: str) -> Sequence[ProcedureLine]:
        """Active procedures by code or any words of the name, without accents; favourites first
        where nothing is typed."""
        words = search_key(typed).split()
        wanted = [t.procedure.c.state == ACTIVE]
        wanted += [t.procedure.c.name_key.contains(word, autoescape=True) for word in words]
        with reading(self.engine) as connection:
            rows = connection.execute(select(t.procedure).where(*wanted)).all()
        favourites = self.favourites()
        if words:
            best = sorted(rows, key=lambda row: _fit(row, words))
        else:  # nothing typed: what this counter receives most, then the others by name
            last = len(favourites) + 1
            best = sorted(rows, key=lambda row: (favourites.get(row.code, last), row.name_key))
        most = SUGGESTED if words else len(favourites)
        return [_procedure_line(row, favourites) for row in best[:most]]

    def procedure(self, code: ProcedureCode) -> Procedure | None:
        """A procedure as published last."""
        with reading(self.engine) as connection:
            document = connection.execute(
                select(t.procedure.c.document).where(t.procedure.c.code == code)
            ).scalar()
        return works.read_procedure(document) if document else None

    def favourites(self) -> Mapping[str, int]:
        """The nine procedures received most here, by code: what Alt+1…9 chooses."""
        count = func.count(t.dossier.c.id)
        most = (
            select(t.procedure.c.code)
            .outerjoin(t.dossier, t.dossier.c.procedure == t.procedure.c.code)
            .where(t.procedure.c.state == ACTIVE)
            .group_by(t.procedure.c.code)
            .order_by(count.desc(), t.procedure.c.code)
            .limit(9)
        )
        with reading(self.engine) as connection:
            return {row[0]: place for place, row in enumerate(connection.execute(most), start=1)}

    def calendar(self) -> WorkingCalendar:
        """The newest calendar known. Raises CatalogueMissing."""
        with reading(self.engine) as connection:
            return works.calendar(connection)

    def office(self) -> OfficeCard:
        """This office and counter. Raises CatalogueMissing."""
        with reading(self.engine) as connection:
            return works.office(connection, self.device)

    def dossiers(
        self, where: Sequence[ColumnElement[bool]] = (), limit: int = 200
    ) -> Sequence[DossierLine]:
        """Dossiers by due moment, the nearest first."""
        nearest = DOSSIERS.where(*where).order_by(t.dossier.c.due, t.dossier.c.code).limit(limit)
        with reading(self.engine) as connection:
            lines = [dossier_line(row) for row in connection.execute(nearest)]
            told = twins.beside(connection, [line.id for line in lines])
        return [replace(line, twins=told[line.id]) if line.id in told else line for line in lines]

    def find_dossiers(self, typed: str, limit: int = 200) -> Sequence[DossierLine]:
        """Dossiers by code, or of the customers that the words find.

        Of one paper that was received twice, the dossier that is gone on with, by either code.
        """
        wanted = typed.strip().upper()
        if not wanted:
            return self.dossiers((), limit)
        with glance(self.engine) as driver:
            named = search_index.named(driver, search_key(typed), limit)
        found_ = self.dossiers(
            [
                or_(
                    t.dossier.c.code == wanted,
                    t.dossier.c.code.endswith(wanted, autoescape=True),
                    t.customer.c.id.in_([row[0] for row in named]),
                )
            ],
            limit,
        )
        return self._standing(found_)

    def _standing(self, lines: Sequence[DossierLine]) -> Sequence[DossierLine]:
        with reading(self.engine) as connection:
            stands = twins.standing(connection, [line.id for line in lines])
        if not stands:
            return lines
        known = {line.id: line for line in lines}
        lacking = {SubjectId(one) for one in stands.values()} - known.keys()
        known |= {line.id: line for line in self.dossiers([t.dossier.c.id.in_(lacking)])}
        ends = [
            known.get(DossierId(SubjectId(stands.get(line.id, line.id))), line) for line in lines
        ]
        return list({line.id: line for line in ends}.values())

    def dossier(self, dossier: DossierId) -> DossierLine | None:
        """One dossier as lists show it."""
        lines = self.dossiers([t.dossier.c.id == dossier], 1)
        return lines[0] if lines else None

    def dossier_by_code(self, code: str) -> DossierLine | None:
        """The dossier of this code."""
        lines = self.dossiers([t.dossier.c.code == code.strip().upper()], 1)
        return lines[0] if lines else None

    def numbers_left(self, agency: str, now: Moment) -> NumbersLeft | None:
        """How the counter stands with its codes today; None before the first grant."""
        today = day(now)
        with reading(self.engine) as connection:
            daily = works.daily_range(connection, self.device, agency, today)
            if daily is None:
                return None
            used = works.last_serial(connection, self.device, agency, today)
            receipt = works.next_receipt(connection, self.device)
        try:
            serial, in_reserve = next_serial(daily, used)
        except RangeUsedUp:
            return NumbersLeft(
                left=0,
                in_reserve=True,
                next_serial=0,
                last_serial=0,
                next_receipt=receipt,
                reserve_first=daily.reserve_first,
                reserve_last=daily.reserve_last,
            )
        reserve = serial if in_reserve else daily.reserve_first
        last = daily.reserve_last if in_reserve else daily.last
        return NumbersLeft(
            left=last - serial + 1,
            in_reserve=in_reserve,
            next_serial=serial,
            last_serial=last,
            next_receipt=receipt,
            reserve_first=daily.reserve_first,
            reserve_last=daily.reserve_last,
            reserve_left=daily.reserve_last - reserve + 1,
        )


def _fit(row: Any, words: Sequence[str]) -> tuple[int, int, str]:
    """Names that begin with the words first, then those with more whole words."""
    name = search_key(row.name).removeprefix("thu tuc ")
    typed = " ".join(words)
    begins = 0 if name.startswith(typed) or row.code.startswith(typed) else 1
    whole = sum(word in name.split() for word in words)
    return begins, -whole, name


def _procedure_line(row: Any, favourites: Mapping[str, int]) -> ProcedureLine:
    said = works.read_procedure(row.document)
    return ProcedureLine(
        code=ProcedureCode(row.code),
        name=said.name,
        sector=said.sector,
        limit=str(said.limits[0]),
        fee=said.fee.text,
        favourite=favourites.get(row.code),
    )
