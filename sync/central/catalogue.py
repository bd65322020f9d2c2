"""What the centre publishes as facts: procedures, calendar, offices. The same again is no fact."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.facts import Fact, body_of
from domain.identifiers import PROVINCE, Scope, SubjectId, uuid7
from domain.office import CalendarPublished, ProcedurePublished
from domain.procedure import procedure_from, to_mapping
from domain.working_time import calendar_from
from sync.central.centre import Centre
from sync.central.store.engine import Transaction
from sync.central.store.journal import Journal, ensure_scope
from sync.central.store.publications import held, remember
from sync.protocol.cbor import encode


def publish_province(
    centre: Centre, procedures: Iterable[Mapping[str, Any]], calendar: Mapping[str, Any]
) -> int:
    """Publish the catalogue and the calendar; how many facts that took.

    Raises KeyError, ValueError for a procedure or calendar that counters could not read.
    """
    calendar_from(calendar)
    told = [*_procedures(procedures), _calendar(calendar)]
    with centre.store.writing() as transaction:
        ensure_scope(transaction, PROVINCE)
        written = publish(centre, transaction, PROVINCE, told)
        transaction.commit()
    return written


def publish(
    centre: Centre, transaction: Transaction, scope: Scope, told: Iterable[tuple[str, Fact]]
) -> int:
    """Write those of the named facts whose content is new; how many. The caller commits."""
    now = centre.now()
    journal = Journal(transaction, scope)
    known = held(transaction, scope)
    fresh: list[tuple[SubjectId, Fact]] = []
    for name, fact in told:
        content = hashlib.sha256(encode([fact.kind, fact.version, body_of(fact)])).digest()
        subject, before = known.get(name, (None, b""))
        if before != content:
            subject = subject or uuid7(now, secrets.token_bytes(10))
            fresh.append((subject, fact))
            remember(transaction, scope, name, (subject, content))
    journal.write(centre.keys, fresh, now)
    journal.close()
    return len(fresh)


def _procedures(procedures: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Fact]]:
    for plain in procedures:
        document = _document(to_mapping(procedure_from(plain)))
        fact = ProcedurePublished(code=plain["code"], document=document)
        yield f"procedure:{plain['code']}", fact


def _calendar(plain: Mapping[str, Any]) -> tuple[str, Fact]:
    fact = CalendarPublished(version_name=plain["version"], document=_document(plain))
    return "calendar", fact


def _document(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
