"""Rows of the read tables as the lines that screens show.

A row is any tuple with the columns named here, in this order: the driver's own, or SQLAlchemy's.
Columns after these are the caller's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import func, select

from counter_app.storage import tables as t
from counter_app.usecases.case import CustomerKind, FieldName
from counter_app.usecases.lines import RESULT_RETURNED, CustomerLine, DossierLine
from domain.dossier import RECEIVED, RETURNED
from domain.identifiers import (
    CustomerId,
    DossierCode,
    DossierId,
    FactId,
    ProcedureCode,
    SubjectId,
    Username,
)
from domain.moment import Moment

_NAMES: Final = tuple(FieldName)
_KINDS: Final = {kind.value: kind for kind in CustomerKind}
_STATUS: Final = {RECEIVED: "Được tiếp nhận", RETURNED: RESULT_RETURNED}
"""State names of the national list (docs/sources.md)."""

_ID_BYTES: Final = 32
SAME: Final = 3
"""Where a row of CUSTOMER names the others who are the same person."""

SEPARATOR: Final = "\x1f"
"""Stands in no text of a read table (see rows)."""

CUSTOMER: Final = (
    t.customer.c.id,
    t.customer.c.newest,
    func.concat_ws(  # one column: the driver names and converts each, twelve took 10 µs of 30
        SEPARATOR,
        *(t.customer.c[name] for name in _NAMES),
        t.customer.c.sort,
        func.coalesce(t.customer.c.username, ""),
    ),
    t.customer.c.same,
)
DOSSIERS: Final = (
    select(
        t.dossier.c.id,
        t.dossier.c.code,
        t.dossier.c.customer,
        t.customer.c.name.label("customer_name"),
        t.dossier.c.procedure,
        t.procedure.c.name.label("procedure_name"),
        t.dossier.c.status,
        t.dossier.c.received,
        t.dossier.c.due,
        t.dossier.c.fee,
        t.dossier.c.slip,
        t.dossier.c.copies,
        t.dossier.c.pages,
        t.dossier.c.newest_seq,
        func.coalesce(t.head.c.shared_seq, 0).label("shared_seq"),
        t.dossier.c.disputed,
        func.coalesce(t.introduced.c.office, "").label("office"),
    )
    .select_from(t.dossier)
    .outerjoin(t.customer, t.customer.c.id == t.dossier.c.customer)
    .outerjoin(t.introduced, t.introduced.c.id == t.dossier.c.id)
    .outerjoin(t.procedure, t.procedure.c.code == t.dossier.c.procedure)
    .outerjoin(
        t.head,
        (t.head.c.device == t.dossier.c.device)
        & (t.head.c.epoch == t.dossier.c.epoch)
        & (t.head.c.scope == t.dossier.c.scope)
        & (t.head.c.branch == 0),
    )
)


def customer_line(row: Sequence[Any]) -> CustomerLine:
    """A row of CUSTOMER."""
    return _line(row[0], row[1], row[2])


@lru_cache(maxsize=4096)  # the next key shows many of the same customers: 2 µs each
def _line(id_: bytes, newest: bytes, packed: str) -> CustomerLine:
    texts = packed.split(SEPARATOR)
    return CustomerLine(
        id=CustomerId(SubjectId(id_)),
        kind=_KINDS[texts[-2]],
        fields=dict(zip(_NAMES, texts, strict=False)),  # kind and username follow the fields
        username=Username(texts[-1]) if texts[-1] else None,
        newest=_ids(newest),
    )


def dossier_line(row: Sequence[Any]) -> DossierLine:
    """A row of DOSSIERS."""
    (
        id_,
        code,
        customer,
        customer_name,
        procedure,
        procedure_name,
        status,
        received,
        due,
        fee,
        slip,
        copies,
        pages,
        newest_seq,
        shared_seq,
        disputed,
        office,
        *_,
    ) = row
    return DossierLine(
        id=DossierId(id_),
        code=DossierCode(code),
        customer=CustomerId(customer),
        customer_name=customer_name or "",
        procedure=ProcedureCode(procedure),
        procedure_name=procedure_name or procedure,
        status=_STATUS.get(status, status),
        received=Moment(received),
        due=Moment(due),
        fee=fee,
        slip=slip,
        copies=copies,
        pages=pages,
        shared=bool(office) or newest_seq <= shared_seq,
        disputed=bool(disputed),
        office=office,
    )


def _ids(joined: bytes) -> frozenset[FactId]:
    if len(joined) == _ID_BYTES:  # nearly always
        return frozenset((FactId(joined),))
    cuts = range(0, len(joined), _ID_BYTES)
    return frozenset([FactId(joined[cut : cut + _ID_BYTES]) for cut in cuts])
