"""What use-cases ask of the world, in their own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeAlias

from counter_app.usecases.case import CustomerForm
from counter_app.usecases.deciders import Seat
from counter_app.usecases.lines import CustomerLine, Similar
from counter_app.usecases.office_card import OfficeCard
from domain.customer import Customer
from domain.dossier import Dossier
from domain.facts import Fact
from domain.history import Entry
from domain.identifiers import (
    CustomerId,
    DeviceId,
    DossierCode,
    DossierId,
    FactId,
    ProcedureCode,
    ReceiptNumber,
    Scope,
    SessionId,
    SubjectId,
)
from domain.moment import Moment
from domain.procedure import Procedure
from domain.working_time import WorkingCalendar

Now: TypeAlias = Callable[[], datetime]
"""The clock: an aware datetime."""


class Work(Protocol):
    """One transaction. What is not committed when the block ends never happened."""

    @property
    def now(self) -> Moment:
        """The moment at which this transaction began."""

    @property
    def scope(self) -> Scope:
        """The office that writes here."""

    @property
    def device(self) -> DeviceId:
        """The counter that writes here."""

    @property
    def seat(self) -> Seat:
        """Who acts, and what they may."""

    def new_subject(self) -> SubjectId:
        """A key for a new customer or dossier."""

    def customer(self, customer: CustomerId) -> Customer:
        """Folded from its facts. Raises NoSuchCustomer."""

    def customer_with(self, identity_number: str) -> CustomerLine | None:
        """The customer of this identity number or tax code, if any."""

    def similar(self, form: CustomerForm) -> Sequence[Similar]:
        """Known customers that look like the one at the desk."""

    def disputes(self, subject: SubjectId) -> Mapping[str, Sequence[Entry]]:
        """By matter, the facts of a customer or dossier that contradict each other."""

    def hands_on_two(self, one: SubjectId, other: SubjectId) -> frozenset[SubjectId]:
        """At whose receptions it arose whether two customers or dossiers are one."""

    def decided(self, subject: SubjectId, matter: str) -> FactId | None:
        """What somebody chose last in a matter that was in dispute."""

    def told_apart(self, one: CustomerId, other: CustomerId) -> bool:
        """Whether the last word on this one and the other is that they are two people."""

    def dossier(self, dossier: DossierId) -> Dossier:
        """Folded from its facts. Raises NoSuchDossier."""

    def shown_for(self, subject: SubjectId) -> str:
        """The purpose for which another office's customer or dossier is told here; else empty."""

    def dossier_of_case(self, case: bytes) -> DossierId | None:
        """The dossier that this case was saved as, if it was."""

    def procedure(self, code: ProcedureCode) -> tuple[Procedure, FactId]:
        """As published last, and by which fact. Raises NoSuchProcedure."""

    def calendar(self) -> WorkingCalendar:
        """The newest calendar known. Raises CatalogueMissing."""

    def office(self) -> OfficeCard:
        """This office and counter. Raises CatalogueMissing."""

    def next_code(self, agency: str) -> tuple[DossierCode, bool]:
        """From the counter's standing daily range, then its reserve (True).

        Raises NoNumbersLeft.
        """

    def next_receipt(self) -> ReceiptNumber:
        """The next of this counter's gapless series."""

    def held_session(self) -> SessionId:
        """The session that money taken now belongs to; NO_SESSION where none is held here."""

    def record(self, subject: SubjectId, *facts: Fact) -> None:
        """Write what happened; reads in this block see it at once."""

    def commit(self) -> None:
        """Make it durable, then announce what was touched."""


Begin: TypeAlias = Callable[[], AbstractContextManager[Work]]
