"""Whether this store may go on writing its chain, and the mark that tells it was set back.

A store that was restored from a copy, or runs twice, would write its numbers a second time (I2).
It notices by a mark kept beside it, by the machine, or by what the centre gives back to it; then
nothing is written until the centre has granted another epoch.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.tables import setting as settings

SET_BACK: Final = b"set back"
"""Its chain went on elsewhere; the centre is asked for another epoch at the next exchange."""

SUPERSEDED: Final = b"superseded"
"""Another copy of this store has the next epoch: this one has to be enrolled anew."""

_NAME: Final = "standing"


def set_back(connection: Connection) -> None:
    """Stop writing until the centre grants another epoch; a superseded store stays so."""
    if halted(connection) is None:
        _put(connection, SET_BACK)


def supersede(connection: Connection) -> None:
    """Another copy goes on with this device."""
    _put(connection, SUPERSEDED)


def go_on(connection: Connection) -> None:
    """The centre granted an epoch, or this store was enrolled anew."""
    connection.execute(delete(settings).where(settings.c.name == _NAME))


def halted(connection: Connection) -> bytes | None:
    """SET_BACK or SUPERSEDED; None for a store that may write."""
    found: bytes | None = connection.execute(
        select(settings.c.value).where(settings.c.name == _NAME)
    ).scalar()
    return found


def _put(connection: Connection, value: bytes) -> None:
    put = upsert(settings).values(name=_NAME, value=value)
    connection.execute(
        put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value})
    )
