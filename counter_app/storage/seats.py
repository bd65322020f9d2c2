"""Who acts at the counter, with the roles that the centre granted last."""

from __future__ import annotations

from sqlalchemy import Connection, select

from counter_app.storage import tables as t
from counter_app.usecases.deciders import Seat
from domain.identifiers import SubjectId
from domain.office import SUPERVISOR


def seat_of(connection: Connection, actor: SubjectId) -> Seat:
    """What this officer may; the counter itself, or somebody unknown, has no role."""
    rows = connection.execute(select(t.officer.c.id, t.officer.c.name, t.officer.c.roles)).all()
    roles = {row.id: frozenset(row.roles.split()) for row in rows}
    supervisors = sorted(row.name for row in rows if SUPERVISOR in roles[row.id])
    return Seat(officer=actor, roles=roles.get(actor, frozenset()), supervisors=tuple(supervisors))
