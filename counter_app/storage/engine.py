"""Opening the encrypted store. SQLite through SQLCipher, raw key, WAL, synchronous=FULL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeAlias

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import ClauseElement, Connection, Engine, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from counter_app.storage.attached import SUFFIX, Beside, damaged
from counter_app.storage.growing import grow
from counter_app.storage.tables import CREATE_SEARCH, JOURNAL, LINK, READ
from counter_app.usecases.archive_errors import ArchiveUnavailable
from counter_app.usecases.errors import KeyUnavailable, StorageUnavailable

SAFE_SQLITE: Final = (3, 51, 3)
"""Older ones can corrupt a WAL that two connections share."""

BUSY_TIMEOUT_MS: Final = 10_000
KEY_BYTES: Final = 32
ARCHIVES: Final = "archive"
CACHE_KIB: Final = 32 * 1024
"""For each connection that reads so much: every page not kept is read and deciphered anew."""

Driver: TypeAlias = Any
"""A connection of sqlcipher3, which has no types."""

SCHEMA: Final = 9
"""3: foreseen, introduced; 4: who is one person; 5: matters left for later; 6: sessions;
7: sheets and reports that were made; 8: archives, an index of what is open alone;
9: numbers explained."""

THE_WORLD: Final = (
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_BUSY",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
)
"""Names of errors that are not our mistake."""

UNREADABLE: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_ERROR")
"""What a page that does not decipher may come out as."""


def open_engine(path: Path, key: bytes, archives: Path | None = None) -> Engine:
    """An engine on the store at `path`, its tables made where they are missing.

    `archives`: the folder of its archives; without it `archive`, beside the store.

    Raises KeyUnavailable when the key does not open the file, StorageUnavailable for the disk.
    """
    if sqlcipher.sqlite_version_info < SAFE_SQLITE:
        raise StorageUnavailable(f"SQLite {sqlcipher.sqlite_version} is too old")
    if len(key) != KEY_BYTES:
        raise KeyUnavailable("khóa sai độ dài")

    def connect() -> Any:
        connection = sqlcipher.connect(
            str(path),
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_TIMEOUT_MS / 1000,
            uri=True,  # archives are attached by one
        )
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        return connection

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=_GlancingPool,
        pool_size=4,
        max_overflow=8,
    )
    event.listen(engine, "begin", _begin_alone)
    _prepare(engine)
    event.remove(engine, "begin", _begin_alone)
    event.listen(engine, "begin", partial(_begin, beside_of(path, key, archives)))
    return engine


def beside_of(store: Path, key: bytes, archives: Path | None = None) -> Beside:
    """Where a store's archives lie; for `archives` see `open_engine`."""
    return Beside(archives or store.with_name(ARCHIVES), key)


def _begin_alone(connection: Connection) -> None:
    connection.exec_driver_sql(_words_of(connection))


def _begin(beside: Beside, connection: Connection) -> None:
    beside.begin(connection, _words_of(connection))


def _words_of(connection: Connection) -> str:
    reading = connection.get_execution_options().get("reading")
    return "BEGIN" if reading else "BEGIN IMMEDIATE"


def _prepare(engine: Engine) -> None:
    try:
        with engine.connect().execution_options(reading=True) as connection:
            if connection.exec_driver_sql("PRAGMA user_version").scalar() == SCHEMA:
                return
        with engine.begin() as connection:
            for tables in (JOURNAL, LINK, READ):
                tables.create_all(connection)
            for tables in (LINK, READ):
                grow(connection, tables)
            connection.exec_driver_sql("DROP INDEX IF EXISTS dossier_due")  # until 7: of all
            connection.execute(CREATE_SEARCH)
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise KeyUnavailable("khóa không mở được kho") from error
        raise outage_of(error) from error


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A writing transaction (BEGIN IMMEDIATE). Whoever wants its work kept says commit."""
    with _outages(engine), engine.connect() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A snapshot for lists; never waits for a writer."""
    with _outages(engine), engine.connect().execution_options(reading=True) as connection:
        yield connection


@contextmanager
def _outages(engine: Engine) -> Iterator[None]:
    """Errors that are not ours become outages; an archive that cannot be read is named.

    It is done without from then on, so that the next try works with what is left.
    """
    try:
        yield
    except (DatabaseError, sqlcipher.DatabaseError) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        if outage := _archive_broken(engine, cause) or as_outage(cause):
            raise outage from error
        raise


def glance(engine: Engine) -> AbstractContextManager[Driver]:
    """The same for what is asked at every key, by the driver alone: read tables, never `fact`."""
    pool = engine.pool
    assert isinstance(pool, _GlancingPool)  # noqa: S101 - made by open_engine
    return pool.glance()


class _GlancingPool(QueuePool):
    """Keeps one connection aside for glances.

    Measured: SQLAlchemy's connection and result cost 50 µs around one statement, lending a
    connection 8 µs, taking turns at this one 2 µs; a name in a small store is found in 20 µs.
    """

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self._turn = Lock()
        self._aside: PoolProxiedConnection | None = None

    @contextmanager
    def glance(self) -> Iterator[Driver]:
        """A snapshot on the connection kept aside; after an error the next one opens another."""
        with self._turn:
            try:
                self._aside = aside = self._aside or self.connect()
                driver: Driver = aside.dbapi_connection
                driver.execute("BEGIN")
                yield driver
                driver.rollback()
            except BaseException as error:
                self._let_go()
                if outage := as_outage(error):
                    raise outage from error
                raise

    def dispose(self) -> None:
        """Close what is kept aside with the others."""
        with self._turn:
            self._let_go()
        super().dispose()

    def _let_go(self) -> None:
        if self._aside is not None:
            self._aside.invalidate()
            self._aside = None


def driver_of(connection: Connection) -> Driver:
    """The driver inside this connection's transaction, which begins here if it has not."""
    if not connection.in_transaction():
        connection.begin()
    driver: Driver = connection.connection.dbapi_connection
    return driver


def ask(driver: Driver, query: ClauseElement, /, **values: Any) -> Any:
    """The rows of a query by the driver alone, as tuples; the query is put in words once."""
    words, given = _words(query)
    return driver.execute(words, {**given, **values}).fetchall()


@cache
def _words(query: ClauseElement) -> tuple[str, Mapping[str, Any]]:
    compiled = query.compile(dialect=sqlite.dialect(paramstyle="named"))
    return str(compiled), compiled.params


def _archive_broken(engine: Engine, error: BaseException | None) -> ArchiveUnavailable | None:
    if str(getattr(error, "sqlite_errorname", "")).startswith(UNREADABLE):
        with suppress(DatabaseError), engine.connect().execution_options(reading=True) as looking:
            if found := damaged(looking):
                return ArchiveUnavailable(f"{found[0]}{SUFFIX}")
    return None


def outage_of(error: DatabaseError) -> Exception:
    """The outage that the error tells of, or the error itself: a defect of ours."""
    return as_outage(error.orig) or error


def as_outage(error: BaseException | None) -> StorageUnavailable | None:
    """The same for an error of the driver's; None for a defect."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return StorageUnavailable(name) if name.startswith(THE_WORLD) else None
