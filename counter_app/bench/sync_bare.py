"""The same rows as the centre keeps, written bare: by the driver alone, in the same batches.

What the centre wrote for the last facts of an office is read from its store, and written again
into empty tables of the same form, each batch durable. So the figure says what verifying,
chaining and deciding cost above the writing itself.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

TABLES: Final = (
    "fact",
    "username",
    "username_base",
    "identity",
    "customer_account",
    "dossier_state",
    "scan_named",
)
_SCHEMA: Final = "bare"


def bare_sqlite(path: str, scope: str, facts: int, batch: int) -> float:
    """Seconds that the driver takes for what the centre wrote with these facts."""
    source = sqlcipher.connect(path, isolation_level=None)
    copy = Path(path).with_suffix(".bare")
    target = sqlcipher.connect(str(copy), isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -32768"):
        target.execute(f"PRAGMA {pragma}")
    kept = (
        f"name IN ({', '.join('?' * len(TABLES))}) OR tbl_name IN ({', '.join('?' * len(TABLES))})"
    )
    told = f"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND ({kept}) ORDER BY rootpage"  # noqa: S608
    for (made,) in source.execute(told, (*TABLES, *TABLES)):
        target.execute(made)
    rows = {name: _rows(source, name, scope, facts) for name in TABLES}
    begun = time.perf_counter()
    for parts in _batches(rows, facts, batch):
        target.execute("BEGIN IMMEDIATE")
        for name, part in parts.items():
            marks = ", ".join("?" * len(part[0]))
            target.executemany(f"INSERT INTO {name} VALUES ({marks})", part)  # noqa: S608
        target.execute("COMMIT")
    took = time.perf_counter() - begun
    source.close()
    target.close()
    for left in copy.parent.glob(f"{copy.name}*"):
        left.unlink()
    return took


def bare_postgres(url: str, scope: str, facts: int, batch: int) -> float:
    """The same through COPY."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(url, autocommit=True) as connection:
        schema = Identifier(_SCHEMA)
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
        connection.execute(SQL("CREATE SCHEMA {}").format(schema))
        rows: dict[str, Sequence[Any]] = {}
        for name in TABLES:
            of = Identifier(name)
            made = SQL("CREATE TABLE {}.{} (LIKE public.{} INCLUDING ALL)").format(schema, of, of)
            connection.execute(made)
            order = SQL("position" if name == "fact" else "1")
            where = SQL("scope = %s" if name in _OF_SCOPE else "%s <> ''")
            limit = facts if name == "fact" else facts // 4
            found = SQL("SELECT * FROM public.{} WHERE {} ORDER BY {} DESC LIMIT {}").format(
                of, where, order, limit
            )
            rows[name] = connection.execute(found, (scope,)).fetchall()[::-1]
        begun = time.perf_counter()
        for parts in _batches(rows, facts, batch):
            with connection.transaction(), connection.cursor() as cursor:
                for name, part in parts.items():
                    copy = SQL("COPY {}.{} FROM STDIN").format(schema, Identifier(name))
                    with cursor.copy(copy) as to:
                        for row in part:
                            to.write_row(row)
        took = time.perf_counter() - begun
        connection.execute(SQL("DROP SCHEMA {} CASCADE").format(schema))
    return took


_OF_SCOPE: Final = frozenset(
    {"fact", "username", "customer_account", "dossier_state", "scan_named"}
)


def _rows(source: Any, name: str, scope: str, facts: int) -> Sequence[Any]:
    order = "position" if name == "fact" else "rowid"
    where = "scope = ?" if name in _OF_SCOPE else "? <> ''"
    limit = facts if name == "fact" else facts // 4
    found = f"SELECT * FROM {name} WHERE {where} ORDER BY {order} DESC LIMIT {limit}"  # noqa: S608
    return list(source.execute(found, (scope,)))[::-1]


def _batches(
    rows: dict[str, Sequence[Any]], facts: int, batch: int
) -> list[dict[str, Sequence[Any]]]:
    """Every table's rows dealt out evenly over as many transactions as the centre made."""
    number = max(1, facts // batch)
    dealt: list[dict[str, Sequence[Any]]] = []
    for no in range(number):
        part = {n: r[len(r) * no // number : len(r) * (no + 1) // number] for n, r in rows.items()}
        dealt.append({name: some for name, some in part.items() if some})
    return dealt
