"""One archive as a file: made, filled, and read back as whoever finds it would.

Filling it is a connection of its own; readers have it attached for reading and see none of it
before the store says so.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from counter_app.storage.archive_tables import about, in_file
from sync.protocol.errors import SyncError
from sync.protocol.frame import opened

MARK_BYTES: Final = 16
CHECKED_AT_ONCE: Final = 1_000
_BUSY_S: Final = 10.0
_FACT: Final = in_file()


class Volume:
    """The file of one archive, open for writing."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._engine = _engine(path, key)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, kept when the block ends well."""
        with self._engine.begin() as connection:
            yield connection

    def mark(self) -> bytes:
        """Which archive this is, made so where it is none yet. Raises DatabaseError, OSError."""
        with self.writing() as connection:
            about.metadata.create_all(connection)
            _FACT.metadata.create_all(connection)
            known = connection.execute(select(about.c.mark)).scalar()
            if known is None:
                known = secrets.token_bytes(MARK_BYTES)
                connection.execute(insert(about), {"mark": known})
        flush_folder(self.path.parent)
        return bytes(known)

    def holds_any(self) -> bool:
        """Whether any row is in it, counted or not."""
        with self._engine.begin() as connection:
            return connection.execute(select(_FACT.c.no).limit(1)).first() is not None

    def forget_after(self, no: int) -> None:
        """Take out what a move that did not come to its end left behind."""
        with self.writing() as connection:
            connection.execute(delete(_FACT).where(_FACT.c.no > no))

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Facts as they were stored, each with its `no`; durable when this returns."""
        if rows:
            with self.writing() as connection:
                connection.execute(insert(_FACT), list(rows))

    def close(self) -> None:
        """Everything into the one file, so that it can be copied; let go of it.

        Where there is no room for that, what was written is durable beside it all the same.
        """
        with self._engine.connect() as connection:
            connection.rollback()
            driver: Any = connection.connection.dbapi_connection
            with suppress(sqlcipher.DatabaseError):
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._engine.dispose()


def check(
    path: Path, key: bytes, after: int, last: int, go_on: Callable[[int], bool] = lambda _: True
) -> list[int] | None:
    """Hash anew what lies in a file between two places; the numbers of rows that lack or differ.

    `go_on` hears how many more were hashed; None when it said no. Raises DatabaseError where the
    file cannot be read at all.
    """
    engine = _engine(path, key)
    wrong: list[int] = []
    try:
        for first in range(after + 1, last + 1, CHECKED_AT_ONCE):
            end = min(last, first + CHECKED_AT_ONCE - 1)
            c = _FACT.c
            rows = select(c.no, c.id, c.envelope, c.salt, c.body).where(c.no.between(first, end))
            with engine.begin() as connection:
                told = connection.execute(rows).all()
            whole = {no for no, *row in told if _is_whole(*map(bytes, row))}
            wrong += [no for no in range(first, end + 1) if no not in whole]
            if not go_on(end - first + 1):
                return None
    finally:
        engine.dispose()
    return wrong


def last_no(path: Path, key: bytes) -> int:
    """The number of the last row. Raises DatabaseError."""
    engine = _engine(path, key)
    try:
        with engine.begin() as connection:
            return connection.execute(select(func.max(_FACT.c.no))).scalar() or 0
    finally:
        engine.dispose()


def mark_in(path: Path, key: bytes) -> bytes | None:
    """Which archive a file is; None for what is none of this key, or not there."""
    if not path.is_file():
        return None
    engine = _engine(path, key)
    try:
        with engine.begin() as connection:
            return bytes(connection.execute(select(about.c.mark)).scalar() or b"") or None
    except DatabaseError:
        return None
    finally:
        engine.dispose()


def flush_folder(folder: Path) -> None:
    """Make the names in it durable; Windows does so by itself."""
    if os.name == "posix":
        at = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(at)
        finally:
            os.close(at)


def _is_whole(id_: bytes, envelope: bytes, salt: bytes, body: bytes) -> bool:
    try:
        return opened(envelope, salt, body).id == id_
    except SyncError:
        return False


def _engine(path: Path, key: bytes) -> Engine:
    def connect() -> Any:
        connection = sqlcipher.connect(str(path), isolation_level=None, timeout=_BUSY_S)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased here is erased
        return connection

    engine = create_engine("sqlite://", module=sqlcipher, creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine
