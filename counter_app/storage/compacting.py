"""Giving the room back that moved facts left in the store's file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from counter_app.storage.engine import as_outage
from counter_app.usecases.archive_errors import StoreInUse

_PATIENCE_S: Final = 1.0


def compact(store: Path, key: bytes) -> tuple[int, int]:
    """Write the store anew without its empty pages: bytes before and after.

    Only while nobody else has it open, which is what leaving WAL asks for: a clerk's saving would
    wait for all of it. Dies it half-way, SQLite's journal undoes it.
    Raises StoreInUse, StorageUnavailable (it needs as much room as the store has).
    """
    before = store.stat().st_size
    try:
        with closing(_alone(store, key)) as connection:
            try:
                connection.execute("VACUUM")
            finally:
                connection.execute("PRAGMA journal_mode = WAL").fetchall()
    except sqlcipher.DatabaseError as error:
        raise (as_outage(error) or error) from error
    return before, store.stat().st_size


def _alone(store: Path, key: bytes) -> Any:
    connection = sqlcipher.connect(str(store), isolation_level=None, timeout=_PATIENCE_S)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA synchronous = FULL")
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlcipher.OperationalError as error:
        connection.close()
        raise StoreInUse from error
    if mode != "delete":
        connection.close()
        raise StoreInUse
    return connection
