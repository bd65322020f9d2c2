"""Archives attached to each connection, so that whoever reads `fact` reads them too.

A view of that name over the store's facts and its archives' hides the table from every reader;
what is written goes to `main.fact` by name. A store without archives has no view. Archives are
attached for reading only: a saving clerk never waits for whoever fills one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, select
from sqlalchemy.dialects import sqlite
from sqlcipher3.dbapi2 import DatabaseError

from counter_app.storage.archive_tables import AWAY, COLUMNS, archived, counts, schema_of

Known: TypeAlias = Sequence[tuple[int, str, bytes, int]]
"""number, name, mark, absent"""

MOST: Final = 9
"""SQLite attaches ten files, and needs one place itself to copy the store."""

SUFFIX: Final = ".db"
_KNOWN: Final = "SELECT no, name, mark, absent FROM main.archive_file ORDER BY no"
_KNOWN_TO: Final = "archives known to this connection"
_SEEN: Final = "archives in its view"


@dataclass(frozen=True, slots=True)
class Beside:
    """Where a store's archives lie, and the key that opens them."""

    folder: Path
    key: bytes

    def path(self, name: str) -> Path:
        """The file of an archive."""
        return self.folder / f"{name}{SUFFIX}"

    def begin(self, connection: Connection, words: str) -> None:
        """Begin a transaction that sees the archives which its own snapshot knows.

        Costs one look at a table of a few rows; only where that has changed is anything attached,
        which no transaction may be open for. An archive that does not open is marked absent, for
        every process, and its facts are missing like any others.
        """
        driver: Any = connection.connection.dbapi_connection
        while True:
            driver.execute(words)
            known = driver.execute(_KNOWN).fetchall()
            if known == connection.info.get(_KNOWN_TO, []):
                return
            driver.execute("ROLLBACK")
            opened = self._attach(driver, known)
            connection.info[_KNOWN_TO] = known
            connection.info[_SEEN] = opened
            for no in opened.keys() ^ {no for no, _, _, absent in known if not absent}:
                with suppress(DatabaseError):  # where even that cannot be written: for now
                    mark_absent(driver, no)

    def _attach(self, driver: Any, known: Known) -> Mapping[int, str]:
        """Attach what is there and make the view; numbers and names of those that open."""
        driver.execute("DROP VIEW IF EXISTS temp.fact")
        for _, schema, _ in driver.execute("PRAGMA database_list").fetchall():
            if schema.startswith(schema_of(0)[:-1]):
                driver.execute(f"DETACH {schema}")
        opened = {
            no: name
            for no, name, mark, absent in known
            if not absent and self._opens(driver, no, name, mark)
        }
        if opened:
            driver.execute(_view(list(opened)))
        return opened

    def _opens(self, driver: Any, no: int, name: str, mark: bytes) -> bool:
        where = f"{self.path(name).absolute().as_uri()}?mode=ro"
        moved = "SELECT moved FROM main.archive_file WHERE no = ?"
        try:
            driver.execute(f"ATTACH ? AS {schema_of(no)} KEY \"x'{self.key.hex()}'\"", (where,))
            (told,) = driver.execute(f"SELECT mark FROM {schema_of(no)}.about").fetchone()  # noqa: S608
            held = driver.execute(f"SELECT max(no) FROM {schema_of(no)}.fact").fetchone()[0] or 0  # noqa: S608
            return bool(told == mark and held >= driver.execute(moved, (no,)).fetchone()[0])
        except (DatabaseError, TypeError):  # TypeError: no row of its own
            return False


def seen(connection: Connection) -> Sequence[int]:
    """The numbers of the archives that this transaction reads; it begins here if it has not."""
    if not connection.in_transaction():
        connection.begin()
    return list(_opened(connection))


def _opened(connection: Connection) -> Mapping[int, str]:
    opened: Mapping[int, str] = connection.info.get(_SEEN, {})
    return opened


def bare_driver(connection: Connection) -> Any:
    """The driver outside of a transaction and without the view, which copying a file stumbles over.

    Archives stay attached; the next transaction makes the view anew.
    """
    connection.rollback()
    driver: Any = connection.connection.dbapi_connection
    driver.execute("DROP VIEW IF EXISTS temp.fact")
    connection.info.pop(_KNOWN_TO, None)
    return driver


def damaged(connection: Connection) -> Sequence[str]:
    """Look through the archives attached, after an error; those that do not read are absent now.

    The names of those.
    """
    seen(connection)  # begins
    names = _opened(connection)
    connection.rollback()
    driver: Any = connection.connection.dbapi_connection
    found = []
    for no, name in names.items():
        try:
            (told,) = driver.execute(f"PRAGMA {schema_of(no)}.quick_check(1)").fetchone()
        except DatabaseError as error:
            told = str(error)
        if told != "ok":
            mark_absent(driver, no)
            found.append(name)
    return found


def mark_absent(driver: Any, no: int) -> None:
    """Nobody looks into this archive until it was found whole again."""
    told = "UPDATE main.archive_file SET absent = ? WHERE no = ?"
    driver.execute(told, (AWAY, no))


def _view(numbers: Sequence[int]) -> str:
    columns = ", ".join(COLUMNS)
    parts = [f"SELECT {columns} FROM main.fact"]  # noqa: S608 - our own names
    for no in numbers:
        there = select(*(archived(no).c[name] for name in COLUMNS)).where(counts(no))
        told = there.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        parts.append(str(told))
    return f"CREATE TEMP VIEW fact AS {' UNION ALL '.join(parts)}"
