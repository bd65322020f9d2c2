"""Finding customers: by number, by name as one types, and those that look alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, union_all

from counter_app.storage import one_person, search_index
from counter_app.storage import tables as t
from counter_app.storage.engine import Driver, ask, driver_of
from counter_app.storage.shown import CUSTOMER, DOSSIERS, SAME, customer_line, dossier_line
from counter_app.usecases.case import CustomerForm, FieldName
from counter_app.usecases.lines import CustomerLine, Similar
from domain.customer import LATER
from domain.identifiers import CustomerId, SubjectId
from domain.vietnamese import search_key

LAST_DOSSIERS: Final = 3
MOST_ALIKE: Final = 8
_NUMBER_SIGNS: Final = 4
_DIGIT: Final = re.compile(r"\d")

_BY_NUMBER: Final = union_all(  # one look in each index, the second where the first finds none
    select(*CUSTOMER).where(t.customer.c.identity_number == bindparam("number")),
    select(*CUSTOMER).where(t.customer.c.old_number == bindparam("number")),
).limit(1)
_WITH_TEXT: Final = union_all(
    select(t.customer.c.rank).where(t.customer.c.identity_number == bindparam("text")),
    select(t.customer.c.rank).where(t.customer.c.old_number == bindparam("text")),
    select(t.customer.c.rank).where(t.customer.c.phone == bindparam("text")),
)
_BY_TEXT: Final = (
    select(*CUSTOMER)
    .where(t.customer.c.rank.in_(_WITH_TEXT))
    .order_by(t.customer.c.rank.desc())
    .limit(bindparam("limit"))
)
_BY_CODE: Final = (
    select(*CUSTOMER)
    .join(t.dossier, t.dossier.c.customer == t.customer.c.id)
    .where(t.dossier.c.code == bindparam("text"))
    .limit(1)
)
_BY_ID: Final = select(*CUSTOMER).where(t.customer.c.id == bindparam("key"))
_OFFICE: Final = select(t.introduced.c.office).where(t.introduced.c.id == bindparam("key"))
_ALL: Final = (
    select(func.count())
    .select_from(t.dossier)
    .where(t.dossier.c.customer == bindparam("key"))
    .scalar_subquery()
)
_LAST: Final = (
    DOSSIERS.add_columns(_ALL.label("all_of_them"))
    .where(t.dossier.c.customer == bindparam("key"))
    .order_by(t.dossier.c.received.desc())
    .limit(LAST_DOSSIERS)
)


def with_number(driver: Driver, number: str) -> CustomerLine | None:
    """The customer of this identity number or tax code, else of this old number."""
    if not number:
        return None
    rows = one_person.shown(driver, ask(driver, _BY_NUMBER, number=number))
    return with_history(driver, rows[0]) if rows else None


def by_id(driver: Driver, customer: CustomerId) -> CustomerLine | None:
    """One customer with the last dossiers."""
    rows = ask(driver, _BY_ID, key=customer)
    return with_history(driver, rows[0]) if rows else None


def standing_for(driver: Driver, customer: CustomerId) -> CustomerId | None:
    """Who is shown for this customer; None for nobody known."""
    rows = one_person.shown(driver, ask(driver, _BY_ID, key=customer))
    return CustomerId(SubjectId(rows[0][0])) if rows else None


def search(driver: Driver, typed: str, limit: int = 50) -> Sequence[CustomerLine]:
    """What the clerk means while typing: an exact number or code first, else names."""
    wanted = typed.strip()
    digits = wanted.replace(" ", "").replace(".", "") if wanted[:1].isdigit() else wanted
    if len(wanted) >= _NUMBER_SIGNS and _DIGIT.search(wanted):
        exact = ask(driver, _BY_TEXT, text=digits, limit=limit)
        if exact := exact or ask(driver, _BY_CODE, text=wanted.upper()):
            return _lines(driver, exact)
    return _lines(driver, search_index.named(driver, search_key(wanted), limit))


def _lines(driver: Driver, rows: Sequence[Any]) -> Sequence[CustomerLine]:
    return [customer_line(row) for row in one_person.shown(driver, rows)]


def with_history(driver: Driver, row: Sequence[Any]) -> CustomerLine:
    """A row of CUSTOMER with how often the customer came and the last dossiers, also of those who
    are the same person."""
    if row[SAME]:
        return _of_person(driver, row)
    last = ask(driver, _LAST, key=row[0])
    count = last[0][-1] if last else 0
    shown = ask(driver, _OFFICE, key=row[0])
    line = replace(customer_line(row), dossiers=count, last=tuple(map(dossier_line, last)))
    return replace(line, office=shown[0][0]) if shown else line


def _of_person(driver: Driver, row: Sequence[Any]) -> CustomerLine:
    each = [ask(driver, _LAST, key=member[0]) for member in one_person.group(driver, row)]
    count = sum(last[0][-1] for last in each if last)
    lines = sorted((dossier_line(r) for last in each for r in last), key=lambda d: -d.received)
    return replace(customer_line(row), dossiers=count, last=tuple(lines[:LAST_DOSSIERS]))


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
            query = select(*CUSTOMER).where(column == text)
            newest = query.order_by(t.customer.c.rank.desc()).limit(MOST_ALIKE)
            found.update({row.id: row for row in connection.execute(newest)})
    driver = driver_of(connection)
    if form.known is not None:
        for row in _is(driver, form.known):
            found.pop(row[0], None)
        _drop_compared(connection, form.known, found)
    found = {row[0]: row for row in one_person.shown(driver, list(found.values()))}
    alike = (_likeness(driver, row, form) for row in found.values())
    told = [each for each in alike if _worth_showing(each, form)]
    told.sort(key=lambda each: (not each.certain, -len(each.alike)))
    return told[:MOST_ALIKE]


def _is(driver: Driver, known: CustomerId) -> Sequence[Any]:
    """Everybody who is this very person."""
    rows = ask(driver, _BY_ID, key=known)
    return one_person.group(driver, rows[0]) if rows and rows[0][SAME] else rows


def _drop_compared(connection: Connection, known: CustomerId, found: dict[bytes, Any]) -> None:
    """What a clerk has already decided is not asked again."""
    both = t.compared.c
    of_two = select(both.id, both.other).where(both.outcome != LATER)
    others = [both.id == known, (both.other == known) & both.id.in_(list(found))]
    for which in others:  # said of one of them alone at a desk
        for row in connection.execute(of_two.where(which)):
            found.pop(row.other, None)
            if row.other == known:
                found.pop(row.id, None)


_NUMBERS: Final = (FieldName.IDENTITY_NUMBER, FieldName.OLD_NUMBER)
_ALIKE: Final = (
    FieldName.IDENTITY_NUMBER,
    FieldName.OLD_NUMBER,
    FieldName.NAME,
    FieldName.BORN,
    FieldName.ADDRESS,
    FieldName.PHONE,
    FieldName.EMAIL,
)


def _likeness(driver: Driver, row: Any, form: CustomerForm) -> Similar:
    customer = with_history(driver, row)
    fields = customer.fields
    same = tuple(
        name
        for name in _ALIKE
        if form.text(name) and search_key(form.text(name)) == search_key(fields[name])
    )
    numbers = {fields[name] for name in _NUMBERS} - {""}
    ours = {form.text(name) for name in _NUMBERS} - {""}
    return Similar(customer=customer, alike=same, certain=bool(numbers & ours))


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
