"""A case as bytes and back: what the crash guard keeps, and what holding keeps. Knows no Qt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from counter_app.ui.reception.desk_case import DeskCase
from counter_app.usecases.case import (
    Compared,
    CustomerKind,
    Entered,
    FieldName,
    Likeness,
    PaperTaken,
    PaymentMethod,
    ResultChannel,
    Source,
    Submitter,
)
from domain.identifiers import CustomerId, FactId, ProcedureCode, SubjectId

VERSION = 1


def encode(case: DeskCase) -> bytes:
    """The case as UTF-8 JSON. What can be read again (procedure, due day, pages) is left out."""
    fields = {
        name.value: [value.text, value.source.value, value.before, value.reason]
        for name, value in case.fields.items()
    }
    submitter = case.submitter
    told = {
        "version": VERSION,
        "kind": case.kind.value,
        "known": case.known_id.hex() if case.known_id else "",
        "seen": sorted(fact.hex() for fact in case.seen),
        "fields": fields,
        "procedure": case.procedure.code if case.procedure else "",
        "limit": case.limit,
        "quantity": case.quantity,
        "fee": case.fee,
        "papers": [[p.no, p.ticked, p.originals, p.copies] for p in case.papers.values()],
        "method": case.method.value,
        "tendered": case.tendered,
        "paid": case.paid,
        "channel": case.channel.value,
        "post_address": case.post_address,
        "submitter": [
            submitter.name,
            submitter.identity_number,
            submitter.phone,
            submitter.authority,
        ]
        if submitter
        else None,
        "compared": [[c.other.hex(), c.outcome.value, c.reason] for c in case.compared.values()],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def decode(case: str, content: bytes) -> tuple[DeskCase, ProcedureCode | None]:
    """The case, and its procedure's code, which the caller loads anew.

    Raises:
        ValueError: the content is not a draft that this release reads.
    """
    told: Any = json.loads(content)
    if not isinstance(told, dict) or told.get("version") != VERSION:
        raise ValueError("not a draft of this release")
    desk = DeskCase(case=case, kind=CustomerKind(told["kind"]))
    desk.known_id = _customer(told["known"]) if told["known"] else None
    desk.seen = frozenset(FactId(bytes.fromhex(fact)) for fact in told["seen"])
    desk.fields = _fields(told["fields"])
    desk.limit, desk.quantity, desk.fee = told["limit"], told["quantity"], told["fee"]
    desk.papers = {
        no: PaperTaken(no=no, ticked=ticked, originals=originals, copies=copies)
        for no, ticked, originals, copies in told["papers"]
    }
    desk.method, desk.tendered = PaymentMethod(told["method"]), told["tendered"]
    desk.paid = told["paid"]
    desk.channel, desk.post_address = ResultChannel(told["channel"]), told["post_address"]
    if told["submitter"]:
        name, number, phone, authority = told["submitter"]
        desk.submitter = Submitter(
            name=name, identity_number=number, phone=phone, authority=authority
        )
    for other, outcome, reason in told["compared"]:
        who = _customer(other)
        desk.compared[who] = Compared(other=who, outcome=Likeness(outcome), reason=reason)
    code = told["procedure"]
    return desk, ProcedureCode(code) if code else None


def _customer(text: str) -> CustomerId:
    return CustomerId(SubjectId(bytes.fromhex(text)))


def _fields(told: Mapping[str, list[str]]) -> dict[FieldName, Entered]:
    return {
        FieldName(name): Entered(text=text, source=Source(source), before=before, reason=reason)
        for name, (text, source, before, reason) in told.items()
    }
