"""Finding customers: by number, by name as one types, and those that look alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select

from counter_app.storage import search_index
from counter_app.storage import tables as t
from counter_app.usecases.case import CustomerForm, CustomerKind, FieldName
from counter_app.usecases.lines import CustomerLine, DossierLine, Similar
from domain.identifiers import CustomerId, DossierCode, DossierId, FactId, ProcedureCode, Username
from domain.moment import Moment
from domain.vietnamese import search_key

LAST_DOSSIERS: Final = 3
MOST_ALIKE: Final = 8
_STATUS: Final = {"received": "Được tiếp nhận"}
"""State names of the national list (docs/sources.md)."""

_ID_BYTES: Final = 32
_NUMBER_SIGNS: Final = 4

_BY_NUMBER = (
    select(t.customer)
    .where(
        or_(
            t.customer.c.identity_number == bindparam("number"),
            t.customer.c.old_number == bindparam("number"),
        )
    )
    .limit(1)
)
_BY_TEXT = (
    select(t.customer)
    .where(
        or_(
            t.customer.c.identity_number == bindparam("text"),
            t.customer.c.old_number == bindparam("text"),
            t.customer.c.phone == bindparam("text"),
        )
    )
    .order_by(t.customer.c.rank.desc())
    .limit(bindparam("limit"))
)
_BY_CODE = (
    select(t.customer)
    .join(t.dossier, t.dossier.c.customer == t.customer.c.id)
    .where(t.dossier.c.code == bindparam("text"))
    .limit(1)
)
_BY_ID = select(t.customer).where(t.customer.c.id == bindparam("key"))
LINES: Final = (
    select(
        t.dossier,
        t.customer.c.name.label("customer_name"),
        t.procedure.c.name.label("procedure_name"),
        func.coalesce(t.head.c.shared_seq, 0).label("shared_seq"),
    )
    .select_from(t.dossier)
    .outerjoin(t.customer, t.customer.c.id == t.dossier.c.customer)
    .outerjoin(t.procedure, t.procedure.c.code == t.dossier.c.procedure)
    .outerjoin(
        t.head,
        (t.head.c.device == t.dossier.c.device)
        & (t.head.c.epoch == t.dossier.c.epoch)
        & (t.head.c.scope == t.dossier.c.scope)
        & (t.head.c.branch == 0),
    )
)
_ALL = (
    select(func.count())
    .select_from(t.dossier)
    .where(t.dossier.c.customer == bindparam("key"))
    .scalar_subquery()
)
_LAST = (
    LINES.add_columns(_ALL.label("all_of_them"))
    .where(t.dossier.c.customer == bindparam("key"))
    .order_by(t.dossier.c.received.desc())
    .limit(LAST_DOSSIERS)
)


def with_number(connection: Connection, number: str) -> CustomerLine | None:
    """The customer of this identity number, tax code or old number."""
    if not number:
        return None
    row = connection.execute(_BY_NUMBER, {"number": number}).first()
    return with_history(connection, row) if row else None


def by_id(connection: Connection, customer: CustomerId) -> CustomerLine | None:
    """One customer with the last dossiers."""
    row = connection.execute(_BY_ID, {"key": customer}).first()
    return with_history(connection, row) if row else None


def search(connection: Connection, typed: str, limit: int = 50) -> Sequence[CustomerLine]:
    """What the clerk means while typing: an exact number or code first, else names."""
    wanted = typed.strip()
    digits = wanted.replace(" ", "").replace(".", "") if wanted[:1].isdigit() else wanted
    if any(sign.isdigit() for sign in wanted) and len(wanted) >= _NUMBER_SIGNS:
        exact = connection.execute(_BY_TEXT, {"text": digits, "limit": limit}).all()
        if exact := exact or connection.execute(_BY_CODE, {"text": wanted.upper()}).all():
            return [line(row) for row in exact]
    return [line(row) for row in search_index.named(connection, search_key(wanted), limit)]


def similar(connection: Connection, form: CustomerForm) -> Sequence[Similar]:
    """Known customers that agree in number, phone, e-mail, or name with birth or address.

    Source: docs/sources.md, duplicate control (S0 Đ12.6.a names the fields).
    """
    wanted = [
        (t.customer.c.identity_number, form.text(FieldName.IDENTITY_NUMBER)),
        (t.customer.c.old_number, form.text(FieldName.IDENTITY_NUMBER)),
        (t.customer.c.identity_number, form.text(FieldName.OLD_NUMBER)),
        (t.customer.c.old_number, form.text(FieldName.OLD_NUMBER)),
        (t.customer.c.phone, form.text(FieldName.PHONE)),
        (t.customer.c.email, form.text(FieldName.EMAIL)),
        (t.customer.c.name_key, search_key(form.text(FieldName.NAME))),
    ]
    found: dict[bytes, Any] = {}
    for column, text in wanted:  # one look each: OR over seven columns would not use the indexes
        if text:
            query = select(t.customer).where(column == text)
            newest = query.order_by(t.customer.c.rank.desc()).limit(MOST_ALIKE)
            found.update({row.id: row for row in connection.execute(newest)})
    if form.known is not None:
        found.pop(form.known, None)
        _drop_compared(connection, form.known, found)
    alike = (_likeness(connection, row, form) for row in found.values())
    told = [each for each in alike if _worth_showing(each, form)]
    told.sort(key=lambda each: (not each.certain, -len(each.alike)))
    return told[:MOST_ALIKE]


def _drop_compared(connection: Connection, known: CustomerId, found: dict[bytes, Any]) -> None:
    """What a clerk has already decided is not asked again."""
    decided = select(t.compared.c.other).where(
        t.compared.c.id == known, t.compared.c.outcome != "later"
    )
    for (other,) in connection.execute(decided):
        found.pop(other, None)


_ALIKE: Final = (
    FieldName.IDENTITY_NUMBER,
    FieldName.OLD_NUMBER,
    FieldName.NAME,
    FieldName.BORN,
    FieldName.ADDRESS,
    FieldName.PHONE,
    FieldName.EMAIL,
)


def _likeness(connection: Connection, row: Any, form: CustomerForm) -> Similar:
    same = tuple(
        name
        for name in _ALIKE
        if form.text(name) and search_key(form.text(name)) == search_key(getattr(row, name))
    )
    numbers = {row.identity_number, row.old_number} - {""}
    ours = {form.text(FieldName.IDENTITY_NUMBER), form.text(FieldName.OLD_NUMBER)} - {""}
    return Similar(customer=with_history(connection, row), alike=same, certain=bool(numbers & ours))


def _worth_showing(similar_: Similar, form: CustomerForm) -> bool:
    """A name alone is no likeness: half the province is called Nguyễn Thị Hương."""
    if similar_.certain or {FieldName.PHONE, FieldName.EMAIL} & set(similar_.alike):
        return True
    if FieldName.NAME not in similar_.alike:
        return False
    both = form.text(FieldName.IDENTITY_NUMBER) and similar_.customer.fields.get(
        FieldName.IDENTITY_NUMBER
    )
    return bool({FieldName.BORN, FieldName.ADDRESS} & set(similar_.alike)) or not both


def line(row: Any) -> CustomerLine:
    """A row of the customer table as lists show it."""
    return CustomerLine(
        id=CustomerId(row.id),
        kind=CustomerKind(row.sort),
        fields={name: getattr(row, name) for name in FieldName},
        username=Username(row.username) if row.username else None,
        newest=_ids(row.newest),
    )


def with_history(connection: Connection, row: Any) -> CustomerLine:
    """The same with how often the customer came and the last dossiers."""
    plain = line(row)
    last = connection.execute(_LAST, {"key": row.id}).all()
    return CustomerLine(
        id=plain.id,
        kind=plain.kind,
        fields=plain.fields,
        username=plain.username,
        newest=plain.newest,
        dossiers=last[0].all_of_them if last else 0,
        last=tuple(map(dossier_line, last)),
    )


def dossier_line(row: Any) -> DossierLine:
    """A row of LINES as lists show it."""
    return DossierLine(
        id=DossierId(row.id),
        code=DossierCode(row.code),
        customer=CustomerId(row.customer),
        customer_name=row.customer_name or "",
        procedure=ProcedureCode(row.procedure),
        procedure_name=row.procedure_name or row.procedure,
        status=_STATUS.get(row.status, row.status),
        received=Moment(row.received),
        due=Moment(row.due),
        fee=row.fee,
        slip=row.slip,
        copies=row.copies,
        pages=row.pages,
        shared=row.newest_seq <= row.shared_seq,
        disputed=bool(row.disputed),
    )


def _ids(joined: bytes) -> frozenset[FactId]:
    cuts: Iterable[int] = range(0, len(joined), _ID_BYTES)
    return frozenset(FactId(joined[cut : cut + _ID_BYTES]) for cut in cuts)
