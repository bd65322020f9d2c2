"""Opening the centre's store: PostgreSQL through psycopg, or SQLite through SQLCipher's library."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from sync.central.errors import Busy, SetUpWrong
from sync.central.store.migrating import bring_up
from sync.central.store.tables import province_lock, setting

BUSY_TIMEOUT_S: Final = 10
SAFE_SQLITE: Final = (3, 51, 3)
"""Older ones can corrupt a WAL that two connections share."""

CACHE_KIB: Final = 32 * 1024
"""For each connection that reads so much: the tops of all indexes of an office's years."""

USERNAMES: Final = "usernames"
BUSY: Final = "Trung tâm đang bận; quầy sẽ tự gửi lại, không mất gì."

Transaction: TypeAlias = Connection
"""One transaction; whoever wants its work kept says commit."""


@dataclass(frozen=True, slots=True)
class Store:
    """The database of the centre."""

    engine: Engine
    queue: threading.Lock = field(default_factory=threading.Lock)
    told: str = ""  # what was done to it when it was opened, for the administrator

    @property
    def on_sqlite(self) -> bool:
        """Whether this is the embedded database: one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A writing transaction, thrown away unless committed. Raises Busy."""
        # Writers of one process queue here, in order; SQLite itself would let them poll.
        with self.queue if self.on_sqlite else nullcontext(), _outages():  # noqa: SIM117 - order
            with self.engine.connect() as connection:
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One snapshot. Raises Busy."""
        options: dict[str, Any] = {"reading": True}
        if not self.on_sqlite:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with _outages(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if "no such table" in str(error.orig):
            raise  # our own mistake, not an outage
        raise Busy(BUSY) from error


def open_store(where: str) -> Store:
    """The store at a PostgreSQL URL or a file's path, its tables brought up to this release.

    Raises SetUpWrong for a store of a newer release or a database that does not answer.
    """
    on_postgres = where.startswith("postgresql")
    engine = _postgres(where) if on_postgres else _sqlite(Path(where))
    try:
        return Store(engine, told=bring_up(engine, "" if on_postgres else where))
    except SetUpWrong:
        engine.dispose()
        raise
    except SQLAlchemyError as error:
        engine.dispose()
        raise SetUpWrong(
            "Không mở được cơ sở dữ liệu của trung tâm; hãy kiểm tra địa chỉ và quyền truy cập."
        ) from error


def _postgres(url: str) -> Engine:
    driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(
        driver, pool_size=8, max_overflow=32, pool_pre_ping=True, hide_parameters=True
    )


def _sqlite(path: Path) -> Engine:
    if sqlcipher.sqlite_version_info < SAFE_SQLITE:
        raise SetUpWrong(f"SQLite {sqlcipher.sqlite_version} quá cũ; hãy cài lại trung tâm.")
    path.parent.mkdir(parents=True, exist_ok=True)

    def connect() -> Any:
        connection = sqlcipher.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_S
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        return connection

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=40,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def lock_province(transaction: Transaction) -> None:
    """The province-wide lock of usernames and numbers; always after the scope's own lock (I4)."""
    row = select(province_lock).where(province_lock.c.name == USERNAMES).with_for_update()
    transaction.execute(row).one()


def get_setting(transaction: Transaction, name: str) -> bytes | None:
    """A value kept beside the journal."""
    found = transaction.execute(select(setting.c.value).where(setting.c.name == name)).scalar()
    return None if found is None else bytes(found)


def random_incarnation() -> bytes:
    """Names one life of a scope's feed; a restored centre gets another."""
    return secrets.token_bytes(8)
