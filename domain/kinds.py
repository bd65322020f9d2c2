"""Every kind of fact that this release can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain import (
    aside,
    customer,
    day,
    day_matters,
    day_sheets,
    deciding,
    dossier,
    introduction,
    morning,
    office,
    reports,
    session,
)
from domain.facts import Fact, Plain, Upcast, read

KINDS: Final[Mapping[str, type[Fact]]] = {
    kind.kind: kind
    for kind in (
        customer.CustomerRegistered,
        customer.CustomerChanged,
        customer.CustomersCompared,
        customer.CustomersMerged,
        customer.CustomersSeparated,
        customer.UsernameGiven,
        deciding.ConflictDecided,
        dossier.DossierReceived,
        dossier.FeeTaken,
        dossier.FeeJoined,
        dossier.FeeRefunded,
        dossier.ScanAttached,
        dossier.SlipSent,
        dossier.SlipConfirmed,
        dossier.SlipFailed,
        dossier.ResultHandedOver,
        dossier.DossiersCompared,
        office.OfficeDescribed,
        office.CounterNamed,
        office.NumbersGranted,
        office.OfficerGranted,
        office.ProcedurePublished,
        office.CalendarPublished,
        office.EpochGranted,
        aside.FactQuarantined,
        aside.FactReleased,
        aside.BodiesErased,
        day.DaySealed,
        day.OfficeDaySealed,
        day_matters.MatterDeferred,
        day_matters.NumberExplained,
        day_sheets.SheetPrinted,
        reports.ReportMade,
        morning.CounterChecked,
        introduction.SubjectIntroduced,
        introduction.SubjectRelayed,
        introduction.IntroductionEnded,
        *session.KINDS,
    )
}

UPCASTS: Final[Mapping[tuple[str, int], Upcast]] = {
    ("fact.quarantined", 1): lambda body: body,  # said neither clause nor field
    ("fee.taken", 1): lambda body: body,  # named no session
    ("office.described", 1): lambda body: body,  # said no tolerance
}


def fact_of(kind: str, version: int, body: Plain) -> Fact:
    """The fact that a decoded body tells, or `Unread`."""
    return read(KINDS, UPCASTS, kind, version, body)
