"""One subject's facts as rows of the read tables. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import Table

from counter_app.storage import tables as t
from counter_app.storage.session_rows import money_rows, session_rows
from counter_app.storage.shown import SEPARATOR
from domain import customer as customers
from domain import dossier as dossiers
from domain import office as offices
from domain.aside import BodiesErased, FactQuarantined
from domain.codes import NotADossierCode, parse_code
from domain.customer import Customer
from domain.day import DaySealed, OfficeDaySealed
from domain.day_matters import MatterDeferred, NumberExplained
from domain.day_sheets import SheetPrinted
from domain.dossier import Dossier
from domain.history import Entry, erased, in_order, set_aside
from domain.identifiers import SubjectId, is_centre
from domain.introduction import IntroductionEnded, SubjectIntroduced
from domain.morning import CounterChecked
from domain.reports import ReportMade
from domain.vietnamese import search_key

Rows: TypeAlias = Sequence[Mapping[str, Any]]


def rows_of(subject: SubjectId, entries: Sequence[Entry]) -> list[tuple[Table, Rows]]:
    """What the read tables say of a subject that these facts tell of; empty for one unknown."""
    rows = [*_subject_rows(subject, entries), *_aside_rows(subject, entries)]
    rows.append((t.money, money_rows(subject, entries)))
    return [*rows, (t.introduced, _introduced_rows(subject, entries))]


def _introduced_rows(subject: SubjectId, entries: Sequence[Entry]) -> Rows:
    """Whose it is, where it is another office's; the newest word of the centre counts."""
    if not any(isinstance(entry.fact, SubjectIntroduced) for entry in entries):
        return []
    row: dict[str, Any] = {}
    for entry in in_order(each for each in entries if is_centre(each.device)):
        match entry.fact:
            case SubjectIntroduced(office=office, purpose=purpose, until=until):
                told = {"id": subject, "office": office, "purpose": purpose, "until": until}
                row = {**told, "ended": 0}
            case IntroductionEnded() if row:
                row = {**row, "ended": 1}
    return [row] if row else []


def _aside_rows(subject: SubjectId, entries: Sequence[Entry]) -> list[tuple[Table, Rows]]:
    if not any(isinstance(entry.fact, FactQuarantined | BodiesErased) for entry in entries):
        return []
    aside: Rows = [
        {"id": subject, "fact": fact, "reason": w.reason, "clause": w.clause, "field": w.field}
        for fact, w in set_aside(entries).items()
    ]
    return [
        (t.aside, aside),
        (t.erasure, [{"id": subject, "fact": fact} for fact in sorted(erased(entries))]),
    ]


def _subject_rows(subject: SubjectId, entries: Sequence[Entry]) -> list[tuple[Table, Rows]]:
    if dossier := dossiers.fold(entries):
        return _dossier_rows(dossier, entries)
    if customer := customers.fold(entries):
        return [(t.customer, [_customer_row(customer)]), (t.compared, _compared_rows(entries))]
    if session := session_rows(subject, entries):
        return [(t.session, session)]
    told = in_order(entries)
    days = [row for row in _day_rows(subject, told) if row[1]]
    # A counter is also told of when it gets another epoch or a day of it is sealed.
    named = [entry for entry in told if type(entry.fact) in _ROW_OF]
    return [*([_ROW_OF[type(named[-1].fact)](subject, named[-1])] if named else []), *days]


def _dossier_rows(dossier: Dossier, entries: Sequence[Entry]) -> list[tuple[Table, Rows]]:
    received, first = dossier.received, _first(entries)
    agency, serial = _code_parts(received.code)
    row = {
        "id": dossier.id,
        "case": received.case,
        "code": received.code,
        "agency": agency,
        "serial": serial,
        "scope": first.scope,
        "device": first.device,
        "epoch": first.epoch,
        "actor": first.actor,
        "day": dossier.day,
        "customer": received.customer,
        "procedure": received.procedure,
        "status": dossier.status,
        "received": dossier.at,
        "due": received.due,
        "fee": sum(fee.amount for fee in dossier.fees),
        "slip": dossier.slip,
        "copies": dossier.sent,
        "pages": sum(scan.pages for scan in dossier.scans),
        "newest_seq": max(
            e.seq for e in entries if (e.device, e.epoch) == (first.device, first.epoch)
        ),
        "disputed": " ".join(sorted(dossier.disputed)),
    }
    receipts = [
        {
            "id": dossier.id,
            "number": fee.receipt,
            "series": fee.receipt.rpartition("-")[0],
            "no": _number(fee.receipt.rpartition("-")[2]),
            "amount": fee.amount,
            "method": fee.method,
            "day": dossier.day,
            "device": first.device,
        }
        for fee in {fee.receipt: fee for fee in dossier.fees}.values()
    ]
    scans = [
        {
            "id": dossier.id,
            "component": scan.component,
            "sha256": scan.sha256,
            "size": scan.size,
            "pages": scan.pages,
        }
        for scan in {(s.component, s.sha256): s for s in dossier.scans}.values()
    ]
    return [
        (t.dossier, [row]),
        (t.receipt, receipts),
        (t.scan, scans),
        (t.dossier_pair, _pair_rows(dossier)),
    ]


def _pair_rows(dossier: Dossier) -> Rows:
    told = []
    for other, word in dossier.compared.items():
        given_up = (other if word.keeps == dossier.id else dossier.id) if word.keeps else b""
        told.append({"id": dossier.id, "other": other, "given_up": given_up})
    return told


def _code_parts(code: str) -> tuple[str, int]:
    try:
        parts = parse_code(code)
    except NotADossierCode:  # a fold takes history as it is
        return "", 0
    return parts.agency, parts.serial


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _first(entries: Sequence[Entry]) -> Entry:
    return next(e for e in in_order(entries) if isinstance(e.fact, dossiers.DossierReceived))


def _customer_row(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id,
        "registered": customer.registered,
        "sort": customer.sort,
        **{name: text.replace(SEPARATOR, " ") for name, text in customer.fields.items()},
        "name_key": search_key(customer.name),
        "username": customer.username,
        "newest": b"".join(sorted(customer.newest)),
        "disputed": " ".join(sorted(customer.disputed)),
        "same": b"".join(sorted(customer.same)),
    }


def _compared_rows(entries: Sequence[Entry]) -> Rows:
    subject = entries[0].subject
    return [
        {"id": subject, "other": other, "outcome": outcome}
        for other, outcome in customers.last_words(entries).items()
    ]


def _day_rows(subject: SubjectId, told: Sequence[Entry]) -> list[tuple[Table, Rows]]:
    """Days that the centre sealed: of a counter, or of the office as a whole."""
    words = [
        fact
        for entry in told
        if isinstance(fact := entry.fact, DaySealed) and is_centre(entry.device)
    ]
    sealed = {
        fact.number: {
            "id": subject,
            "number": fact.number,
            "day": fact.day,
            "hash": fact.hash,
            "certificate": fact.certificate,
        }
        for fact in sorted(words, key=lambda fact: fact.hash, reverse=True)
    }  # of two of one number the lower hash stands, as at the centre
    offices_sealed = {
        fact.day: {"id": subject, "day": fact.day, "certificates": b"".join(fact.certificates)}
        for entry in told
        if isinstance(fact := entry.fact, OfficeDaySealed) and is_centre(entry.device)
    }
    return [(t.day_sealed, [*sealed.values()]), (t.office_day, [*offices_sealed.values()])]


def _procedure_row(subject: SubjectId, entry: Entry) -> tuple[Table, Rows]:
    fact = entry.fact
    assert isinstance(fact, offices.ProcedurePublished)  # noqa: S101 - chosen by type below
    said = json.loads(fact.document)
    row = {
        "id": subject,
        "code": fact.code,
        "fact": entry.id,
        "name": said["name"],
        "name_key": search_key(f"{fact.code} {said['name']}"),
        "state": said["state"],
        "document": fact.document,
    }
    return (t.procedure, [row])


def _plain_row(table: Table, *names: str) -> Callable[[SubjectId, Entry], tuple[Table, Rows]]:
    def row(subject: SubjectId, entry: Entry) -> tuple[Table, Rows]:
        told = {name: getattr(entry.fact, name) for name in names}
        return (table, [{"id": subject, **told}])

    return row


def _calendar_row(subject: SubjectId, entry: Entry) -> tuple[Table, Rows]:
    fact = entry.fact
    assert isinstance(fact, offices.CalendarPublished)  # noqa: S101 - chosen by type below
    told = {"id": subject, "at": entry.at, "version_name": fact.version_name}
    return (t.calendar, [{**told, "document": fact.document}])


def _officer_row(subject: SubjectId, entry: Entry) -> tuple[Table, Rows]:
    fact = entry.fact
    assert isinstance(fact, offices.OfficerGranted)  # noqa: S101 - chosen by type below
    told = {"id": subject, "username": fact.username, "name": fact.name}
    return (t.officer, [{**told, "roles": " ".join(sorted(fact.roles))}])


def _deferred_row(subject: SubjectId, entry: Entry) -> tuple[Table, Rows]:
    fact = entry.fact
    assert isinstance(fact, MatterDeferred)  # noqa: S101 - chosen by type below
    said = {"device": fact.device, "day": fact.day, "matter": fact.matter, "title": fact.title}
    told = {"reason": fact.reason, "actor": entry.actor, "at": entry.wall}
    return (t.deferred, [{"id": subject, **said, **told}])


def _explained_row(subject: SubjectId, entry: Entry) -> tuple[Table, Rows]:
    fact = entry.fact
    assert isinstance(fact, NumberExplained)  # noqa: S101 - chosen by type below
    told = {"id": subject, "device": entry.device, "sort": fact.sort, "series": fact.series}
    return (t.number_explained, [{**told, "first": fact.first, "last": fact.last}])


def _checked_row(subject: SubjectId, entry: Entry) -> tuple[Table, Rows]:
    fact = entry.fact
    assert isinstance(fact, CounterChecked)  # noqa: S101 - chosen by type below
    told = {"id": subject, "device": fact.device, "day": fact.day, "at": entry.wall}
    said = {"worst": fact.worst.value, "results": json.dumps(fact.results, ensure_ascii=False)}
    return (t.checked, [{**told, "actor": entry.actor, **said}])


_ROW_OF: Final[Mapping[type, Callable[[SubjectId, Entry], tuple[Table, Rows]]]] = {
    offices.ProcedurePublished: _procedure_row,
    offices.CalendarPublished: _calendar_row,
    offices.OfficerGranted: _officer_row,
    MatterDeferred: _deferred_row,
    NumberExplained: _explained_row,
    CounterChecked: _checked_row,
    SheetPrinted: _plain_row(t.sheet_print, "device", "day", "sort", "copy"),
    ReportMade: _plain_row(t.report, "sort", "first", "last"),
    offices.OfficeDescribed: _plain_row(
        t.office,
        "name",
        "unit",
        "place",
        "address",
        "hotline",
        "lookup_host",
        "demonstration",
        "cash_tolerance",
    ),
    offices.CounterNamed: _plain_row(t.counter, "device", "name", "receipts"),
    offices.NumbersGranted: _plain_row(
        t.number_grant,
        "device",
        "agency",
        "from_day",
        "first",
        "last",
        "reserve_first",
        "reserve_last",
    ),
}
