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
from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from sync.central.errors import Busy, SetUpWrong
from sync.central.store.tables import TABLES, province_lock, setting

SCHEMA: Final = b"1"
BUSY_TIMEOUT_S: Final = 10
SAFE_SQLITE: Final = (3, 51, 3)
"""Older ones can corrupt a WAL that two connections share."""

CACHE_KIB: Final = 32 * 1024
"""For each connection that reads so much: the tops of all indexes of an office's years."""

SIZES: Final = (
    ("fact", "sqlite_autoindex_fact_1", "1000000 50000 1"),
    ("fact", "sqlite_autoindex_fact_2", "1000000 50000 10000 9000 1 1"),
    ("fact", "fact_subject", "1000000 50000 4"),
    ("customer_account", "sqlite_autoindex_customer_account_1", "160000 10000 1"),
    ("identity", "sqlite_autoindex_identity_1", "160000 80000 1"),
)
"""Of indexes that begin with an office or a sort: rows, and rows for each beginning."""

PARTITIONS: Final = 8
USERNAMES: Final = "usernames"
_CREATING: Final = 0x51_4D_43  # key of the advisory lock while tables are made
BUSY: Final = "Trung tâm đang bận; quầy sẽ tự gửi lại, không mất gì."

Transaction: TypeAlias = Connection
"""One transaction; whoever wants its work kept says commit."""


@dataclass(frozen=True, slots=True)
class Store:
    """The database of the centre."""

    engine: Engine
    queue: threading.Lock = field(default_factory=threading.Lock)

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
    """The store at a PostgreSQL URL or a file's path, its tables made where they are missing.

    Raises SetUpWrong for a store of another release or a database that does not answer.
    """
    store = Store(_postgres(where) if where.startswith("postgresql") else _sqlite(Path(where)))
    try:
        _prepare(store)
    except SQLAlchemyError as error:
        raise SetUpWrong(
            "Không mở được cơ sở dữ liệu của trung tâm; hãy kiểm tra địa chỉ và quyền truy cập."
        ) from error
    return store


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


def _prepare(store: Store) -> None:
    with store.engine.connect() as connection:
        if not store.on_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CREATING})")
        if not inspect(connection).has_table(setting.name):
            TABLES.create_all(connection)
            if store.on_sqlite:
                _tell_sizes(connection)
            else:
                _partition(connection)
            connection.execute(insert(setting), {"name": "schema", "value": SCHEMA})
            connection.execute(insert(province_lock), {"name": USERNAMES})
            connection.commit()
        found = get_setting(connection, "schema")
    if found != SCHEMA:
        raise SetUpWrong("Cơ sở dữ liệu thuộc phiên bản khác; hãy cài đúng phiên bản trung tâm.")


def _tell_sizes(connection: Connection) -> None:
    """What SQLite would find by counting a grown office: it plans by that from the first day.

    Without, it takes a hundred keys for more than the whole table, and reads that instead:
    at 2·10⁵ facts 80 ms for each batch instead of 1.
    """
    connection.exec_driver_sql("ANALYZE")  # makes the table of these numbers
    told = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)"
    connection.exec_driver_sql(told, list(SIZES))
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # reads them


def _partition(connection: Connection) -> None:
    """The journal spread by scope, so that an office's facts lie together."""
    for part in range(PARTITIONS):
        connection.exec_driver_sql(
            f"CREATE TABLE fact_{part} PARTITION OF fact "
            f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
        )


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
