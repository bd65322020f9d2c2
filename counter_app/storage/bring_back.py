"""Archived facts that have to change come back into the store first.

An archive is another file, and no transaction ends in two files at once. So nothing is changed
there: the rows are copied into the store, where they change, and no longer count in the archive,
all in one transaction of the store.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, insert, select, update

from counter_app.storage.archive_tables import (
    COLUMNS,
    archive_gone,
    archive_holds,
    archived,
    counts,
    live,
)
from counter_app.storage.attached import seen
from sync.store.sql_chains import Which

_PLACE = ("scope", "device", "epoch", "branch")
_KEPT = tuple(name for name in COLUMNS if name != "pos")
"""They arrive anew: their old number may have been given to another since."""


def bring_back(connection: Connection, which: Which) -> None:
    """Bring these facts back from the archives that this transaction sees."""
    for no in seen(connection):
        there = archived(no)
        found = connection.execute(select(there).where(counts(no), *which(there)))
        rows = found.mappings().all()
        if not rows:
            continue
        connection.execute(insert(live), [{name: row[name] for name in _KEPT} for row in rows])
        connection.execute(insert(archive_gone), [{"file": no, "no": row["no"]} for row in rows])
        places = Counter(tuple(row[name] for name in _PLACE) for row in rows)
        for place, facts in places.items():
            key = [
                archive_holds.c[name] == value for name, value in zip(_PLACE, place, strict=True)
            ]
            fewer = update(archive_holds).where(archive_holds.c.file == no, *key)
            connection.execute(fewer.values(facts=archive_holds.c.facts - facts))
