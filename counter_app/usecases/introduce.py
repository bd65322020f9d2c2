"""Ask the centre for a customer or a dossier of another office. It never holds up a reception."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from counter_app.usecases.errors import FieldsMissing
from counter_app.usecases.lines import CustomerLine, DossierLine
from domain.identifiers import CustomerId, DossierId, SubjectId
from domain.introduction import LONGEST_REASON, PURPOSES, SHORTEST_REASON

AT_THE_DESK: Final = "Khách đến nộp hồ sơ tại quầy"
ABOUT_A_DOSSIER: Final = "Khách hỏi hồ sơ nộp ở nơi khác"
HANDED_OVER_HERE: Final = "Khách nhận kết quả tại quầy"
"""The reasons that the screens give; the command line takes any."""


class Sought(StrEnum):
    """What a number is."""

    IDENTITY = "identity"
    TAX = "tax"
    DOSSIER = "dossier"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whom we ask for, and why: the centre keeps both, with who asked and when."""

    what: Sought
    number: str
    purpose: str  # one of PURPOSES
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the centre said. `subject` is None where it knows nobody, or several."""

    subject: SubjectId | None
    several: bool = False


class AskCentre(Protocol):
    """Over the link, on whatever thread it is called."""

    def __call__(self, question: Question) -> Known:
        """The centre's answer, its facts fetched and in the store.

        Raises CentreOutOfReach, CentreRefused.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """Whom the centre introduced: a customer, or a dossier with its customer."""

    customer: CustomerLine | None = None
    dossier: DossierLine | None = None
    several: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduce:
    """Asks, and reads what came. Raises FieldsMissing, CentreOutOfReach, CentreRefused."""

    ask: AskCentre
    customer: Callable[[CustomerId], CustomerLine | None]
    dossier: Callable[[DossierId], DossierLine | None]

    def __call__(self, question: Question) -> Introduced:
        """Whom the number means; empty where nobody is known by it."""
        if question.purpose not in PURPOSES:
            known = ", ".join(PURPOSES)
            raise FieldsMissing([f"mục đích phải là một trong {known}"])
        if not SHORTEST_REASON <= len(question.reason.strip()) <= LONGEST_REASON:
            raise FieldsMissing([f"lý do hỏi dài từ {SHORTEST_REASON} đến {LONGEST_REASON} ký tự"])
        told = self.ask(question)
        if told.subject is None:
            return Introduced(several=told.several)
        if question.what is not Sought.DOSSIER:
            return Introduced(customer=self.customer(CustomerId(told.subject)))
        dossier = self.dossier(DossierId(told.subject))
        customer = self.customer(dossier.customer) if dossier else None
        return Introduced(dossier=dossier, customer=customer)
