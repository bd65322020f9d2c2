"""What the reception screen is given, from the station's parts."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from uuid import uuid4

from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.scan_session import DeskScan
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.ui.reception.services import ReceptionServices
from counter_app.usecases.card_fields import card_fields
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
from counter_app.usecases.errors import NoSuchProcedure
from counter_app.usecases.field_rules import check_field
from counter_app.usecases.introduce import Introduced, Question
from counter_app.usecases.lines import SUGGESTED, CustomerLine, DraftLine
from counter_app.usecases.procedure_detail import (
    ComponentDetail,
    DueDay,
    DueDetail,
    DueStep,
    MissingPaper,
    ProcedureDetail,
)
from domain.due import due
from domain.identifiers import CustomerId, Day, DossierId, ProcedureCode, SubjectId
from domain.legal_forms import LegalForms, legal_forms
from domain.moment import OFFICE_ZONE, local, moment
from domain.procedure import Procedure, fee_for
from domain.usernames import base
from resources.load import legal_forms_data


class DeskServices:
    """Joins station and reception screen; each method is one of the screen's callables."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._queries = station.queries
        self._scanner = ScanDevice()
        self._procedures: dict[ProcedureCode, Procedure] = {}

    def services(self) -> ReceptionServices:
        """All of them."""
        return ReceptionServices(
            now=moment_now,
            new_case=lambda: str(uuid4()),
            read_card=card_fields,
            check_field=self._check_field,
            expected_username=expected_username,
            fee=self._fee,
            missing=self._missing,
            find_customers=partial(
                self._queries.find_customers, limit=SUGGESTED + 1
            ),  # are there more?
            customer_by_number=self._queries.customer_by_number,
            customer=self._queries.customer,
            disputes=lambda customer: self._station.decisions.disputes_of(SubjectId(customer)),
            similar=self._queries.similar,
            compare=self._compare,
            find_procedures=self._queries.find_procedures,
            procedure=self._detail,
            due=self._due,
            receive=self._receive,
            save_draft=lambda case, name, content: self._draft(case, name, content, held=False),
            hold=lambda case, name, content: self._draft(case, name, content, held=True),
            held=self._held,
            drop=self._drop,
            introduce=self.introduce,
            print_slip=self.print_slip,
            scan_session=self._scan_session,
        )

    def introduce(self, question: Question) -> Introduced:
        """Whom the centre knows by a number, on a thread that may wait for it."""
        return self._station.introduce(question)

    def print_slip(self, dossier: DossierId) -> PrintedSlip:
        """The next copy, signed by whoever sits here."""
        officer = self._station.officer
        return self._station.print_slip()(dossier, officer.name if officer else "")

    def _compare(
        self, one: CustomerId, other: CustomerId, outcome: Likeness
    ) -> CustomerLine | None:
        """The clerk's word on two customers, one of whom stands at the desk."""
        compare = self._station.compare
        if outcome is Likeness.SAME:
            compare.same(one, other, at_desk=True)
        elif outcome is Likeness.DIFFERENT:
            compare.different(one, other, at_desk=True)
        else:
            compare.later(one, other)
        return self._queries.customer(self._queries.standing_for(one) or one)

    def _check_field(self, name: FieldName, text: str, form: CustomerForm) -> tuple[str, str]:
        found = check_field(name, text, form, moment_now())
        return found.error, found.warning

    def _procedure(self, code: ProcedureCode) -> Procedure:
        """As published now: a cached one serves only for the fee and papers of the open case."""
        if (found := self._queries.procedure(code)) is None:
            raise NoSuchProcedure(code)
        self._procedures[code] = found
        return found

    def _detail(self, code: ProcedureCode) -> ProcedureDetail:
        procedure = self._procedure(code)
        return ProcedureDetail(
            code=code,
            name=procedure.name,
            sector=procedure.sector,
            limits=tuple(_limit(limit.case, str(limit)) for limit in procedure.limits),
            fee_text=procedure.fee.text,
            fee=fee_for(procedure),
            fee_unit=procedure.fee.unit,
            components=tuple(
                ComponentDetail(
                    no=component.no,
                    name=component.name,
                    originals=component.original or 0,
                    copies=component.copy or 0,
                    required=component.required,
                    present_only=component.present_only,
                )
                for component in procedure.components
            ),
            result=procedure.result,
        )

    def _fee(self, code: ProcedureCode, quantity: int) -> int | None:
        procedure = self._procedures.get(code)
        return fee_for(procedure, quantity) if procedure else None

    def _missing(self, code: ProcedureCode, papers: Sequence[PaperTaken]) -> Sequence[MissingPaper]:
        procedure = self._procedures.get(code)
        lacks = procedure.missing_from(papers) if procedure else []
        return [
            MissingPaper(component=lack.component.no, text=f"{lack.component.name}: {lack.what}")
            for lack in lacks
        ]

    def _due(self, code: ProcedureCode, limit: int) -> DueDetail:
        promised = due(
            local(moment_now()), self._procedure(code).limits[limit], self._queries.calendar()
        )
        return DueDetail(
            at=moment(promised.at.replace(tzinfo=OFFICE_ZONE)),
            cells=tuple(
                DueDay(day=Day(cell.date.isoformat()), label=cell.name, counted=cell.counted)
                for cell in promised.days
            ),
            steps=tuple(DueStep(text=step.text, basis=step.basis) for step in promised.steps),
            calendar=promised.calendar,
            warning=" ".join(promised.warnings),
        )

    def _receive(self, reception: Reception) -> Received:
        received = self._station.receive(reception)
        self._drop(reception.case)
        return received

    def _draft(self, case: str, name: str, content: bytes, *, held: bool) -> None:
        officer = self._station.officer
        if officer is not None:
            self._station.drafts.save(case, officer.id, name, content, held=held)

    def _held(self) -> Sequence[DraftLine]:
        officer = self._station.officer
        return self._station.drafts.all(officer.id) if officer else ()

    def _drop(self, case: str) -> None:
        """The dossier holds the bundled files; the case's loose pages have served."""
        self._station.drafts.drop(case)
        shutil.rmtree(self._pages(case), ignore_errors=True)

    def _pages(self, case: str) -> Path:
        return self._station.settings.scans / case

    def _scan_session(self, case: str) -> DeskScan:
        station = self._station
        return DeskScan(
            self._pages(case), station.vault, station.blobs, self._scanner, station.settings.scanner
        )


@lru_cache(maxsize=1)
def _forms() -> LegalForms:
    return legal_forms(legal_forms_data())


def expected_username(kind: CustomerKind, name: str) -> str:
    """The base that the centre will count on; the ordinal is the centre's alone.

    Raises NotLatin.
    """
    individual = kind is CustomerKind.INDIVIDUAL
    return base("individual" if individual else "organisation", name, _forms())


def _limit(case: str, text: str) -> str:
    return f"{text}, khi {case}" if case else text
