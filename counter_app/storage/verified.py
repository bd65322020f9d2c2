"""Since when this store is verified as a whole; the certificate of a day names it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from counter_app.storage import tables as t
from domain.moment import Moment

_NEVER: Final = Moment(0)


def last_verified(connection: Connection) -> Moment:
    """The moment since which every branch has been hashed anew; 0 where one never was."""
    looked = t.verified
    told = (
        select(func.min(func.coalesce(looked.c.at, 0)))
        .select_from(t.head)
        .outerjoin(
            looked,
            (looked.c.scope == t.head.c.scope)
            & (looked.c.device == t.head.c.device)
            & (looked.c.epoch == t.head.c.epoch)
            & (looked.c.branch == t.head.c.branch),
        )
        .where(t.head.c.seq > 0)
    )
    return Moment(connection.execute(told).scalar() or _NEVER)
