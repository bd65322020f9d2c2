"""The register of dossiers, read from the tables and from each dossier's own facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.journal import Journal
from counter_app.storage.work import read_procedure
from counter_app.usecases.reports import Period, Reading, RegisterLine
from domain.dossier import DossierReceived, ResultHandedOver, fold
from domain.identifiers import DossierCode, Scope, SubjectId
from domain.moment import Moment


def register_lines(
    engine: Engine, scope: Scope, period: Period, office: str, told: Reading
) -> Sequence[RegisterLine]:
    """Every dossier that the office received in the period, in the order of their moments."""
    wanted = (
        select(
            t.dossier.c.id,
            t.dossier.c.code,
            t.dossier.c.received,
            t.dossier.c.due,
            t.dossier.c.procedure,
            t.customer.c.name,
            t.customer.c.address,
            t.customer.c.phone,
        )
        .outerjoin(t.customer, t.customer.c.id == t.dossier.c.customer)
        .where(t.dossier.c.scope == scope, t.dossier.c.day.between(period.first, period.last))
        .order_by(t.dossier.c.received, t.dossier.c.code)
    )
    with reading(engine) as connection:
        rows = connection.execute(wanted).all()
        procedures = _procedures(connection, office)
        given_up = _given_up(connection)
        journal = Journal(connection, bytes)
        lines = []
        for number, row in enumerate(rows):
            told(number, len(rows))
            note = f"Nhận trùng, theo hồ sơ {given_up[row.id]}" if row.id in given_up else ""
            lines.append(_line(journal, row, procedures, office, note))
    return lines


def _line(
    journal: Journal,
    row: Any,
    procedures: Mapping[str, tuple[str, str]],
    office: str,
    note: str,
) -> RegisterLine:
    entries = journal.about(SubjectId(row.id))
    dossier = fold(entries)
    given = dossier.handed_over if dossier else None
    said = dossier.received if dossier else None
    name, agency = procedures.get(row.procedure, (row.procedure, office))
    return RegisterLine(
        code=DossierCode(row.code),
        procedure=name,
        sets=said.sets if said else 1,
        customer=row.name or "",
        address=row.address or "",
        phone=row.phone or "",
        agency=agency,
        received=Moment(row.received),
        due=Moment(row.due),
        way="Bưu chính" if _by_post(said, given) else "Tại quầy",
        returned=next((each.wall for each in entries if given and each.fact == given), None),
        note="; ".join(filter(None, (note, _instead(given)))),
    )


def _by_post(said: DossierReceived | None, given: ResultHandedOver | None) -> bool:
    """As it was done; before, as it was asked for."""
    if given is not None:
        return given.channel == "post"
    return said is not None and bool(said.post_address)


def _instead(given: ResultHandedOver | None) -> str:
    """Who took it in the applicant's place."""
    return f"{given.name} nhận thay: {given.authority}" if given and given.authority else ""


def _procedures(connection: Connection, office: str) -> Mapping[str, tuple[str, str]]:
    """Name and agency of each, by code."""
    found = connection.execute(select(t.procedure.c.code, t.procedure.c.document))
    said = {row.code: read_procedure(row.document) for row in found}
    return {code: (each.name, each.agency or office) for code, each in said.items()}


def _given_up(connection: Connection) -> Mapping[bytes, str]:
    """Of one paper received twice: the dossier given up, and the code that is gone on with."""
    pairs = connection.execute(select(t.dossier_pair).where(t.dossier_pair.c.given_up != b"")).all()
    goes_on = {row.given_up: row.other if row.given_up == row.id else row.id for row in pairs}
    codes = select(t.dossier.c.id, t.dossier.c.code).where(t.dossier.c.id.in_(goes_on.values()))
    known = {row.id: row.code for row in connection.execute(codes)}
    return {one: known[other] for one, other in goes_on.items() if other in known}
