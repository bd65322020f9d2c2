"""When this store was last verified as a whole; the certificate of a day names it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.engine import transaction
from counter_app.storage.tables import setting as settings
from domain.moment import Moment

_NAME: Final = "verified as a whole"
_NEVER: Final = Moment(0)


def note_verified(engine: Engine, at: Moment) -> None:
    """Everything stored was re-hashed and found whole."""
    put = upsert(settings).values(name=_NAME, value=int(at).to_bytes(8, "big"))
    with transaction(engine) as connection:
        connection.execute(
            put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value})
        )
        connection.commit()


def last_verified(connection: Connection) -> Moment:
    """0 for never."""
    told = connection.execute(select(settings.c.value).where(settings.c.name == _NAME)).scalar()
    return Moment(int.from_bytes(told, "big")) if told else _NEVER
