"""What the reception screen is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from counter_app.usecases.case import (
    CustomerForm,
    CustomerKind,
    FieldName,
    Likeness,
    PaperTaken,
    PrintedSlip,
    Received,
    Reception,
)
from counter_app.usecases.decisions import Dispute
from counter_app.usecases.introduce import Introduced, Question
from counter_app.usecases.lines import CustomerLine, DraftLine, ProcedureLine, Similar
from counter_app.usecases.procedure_detail import DueDetail, MissingPaper, ProcedureDetail
from counter_app.usecases.scan_session import ScanSession
from domain.identifiers import CustomerId, DossierId, ProcedureCode
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionServices:
    """Callables that the reception presenter works with; all may raise OfficeError.

    Those of the first group are pure and quick: they are called on the UI thread at a
    keystroke. Those of the second touch the store and run through `Tasks`. Printing, and
    asking the centre, run through `Tasks` of their own.
    """

    # pure, called on the UI thread
    now: Callable[[], Moment]
    new_case: Callable[[], str]  # a fresh UUID text
    read_card: Callable[[str], Mapping[FieldName, str]]  # raises OfficeError: not a card, mangled
    check_field: Callable[[FieldName, str, CustomerForm], tuple[str, str]]  # error, warning
    expected_username: Callable[[CustomerKind, str], str]
    fee: Callable[[ProcedureCode, int], int | None]  # đồng for a quantity; None: typed
    missing: Callable[[ProcedureCode, Sequence[PaperTaken]], Sequence[MissingPaper]]

    # through Tasks
    find_customers: Callable[[str], Sequence[CustomerLine]]  # without their dossiers
    customer_by_number: Callable[[str, str], CustomerLine | None]  # number, old number
    customer: Callable[[CustomerId], CustomerLine | None]  # with the last dossiers
    disputes: Callable[[CustomerId], Sequence[Dispute]]
    similar: Callable[[CustomerForm], Sequence[Similar]]
    compare: Callable[[CustomerId, CustomerId, Likeness], CustomerLine | None]  # who stands for it
    find_procedures: Callable[[str], Sequence[ProcedureLine]]  # "": favourites first
    procedure: Callable[[ProcedureCode], ProcedureDetail]
    due: Callable[[ProcedureCode, int], DueDetail]  # code, index of the limit
    receive: Callable[[Reception], Received]
    save_draft: Callable[[str, str, bytes], None]  # case, name of the customer, content
    hold: Callable[[str, str, bytes], None]
    held: Callable[[], Sequence[DraftLine]]  # held cases, and what a crash left open
    drop: Callable[[str], None]  # the case was saved, or emptied

    # through the Tasks of whoever waits for the centre
    introduce: Callable[[Question], Introduced]

    # through the printer's Tasks
    print_slip: Callable[[DossierId], PrintedSlip]

    # devices
    scan_session: Callable[[str], ScanSession]  # the pages of a case, kept under its UUID
