"""Many rows in one statement, and many keys through one index, on either database.

A planner that has not counted a table yet believes that a hundred keys are half of it, and reads
it whole: in a fresh database each batch of a counter then cost more the more there was (measured
at 2·10⁵ facts: 180 ms instead of 2). So the way is told here, not guessed there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ARRAY, Column, Select, Table, func, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite

from sync.central.errors import Busy
from sync.central.store.engine import BUSY, Transaction

_IN_ONE_QUERY: Final = 500
_COUNTED: Final = {"preserve_rowcount": True}


def rows_with(
    transaction: Transaction, wanted: Select[Any], column: Column[Any], keys: Iterable[Any]
) -> Sequence[Any]:
    """The rows that `wanted` picks among those with one of the keys, in no order."""
    asked = sorted(set(keys))
    if not asked:
        return []
    if transaction.dialect.name == "postgresql":
        key = _unnested([column], [(each,) for each in asked])
        one = wanted.where(column == key.c[0]).correlate(key).offset(0).lateral("one")
        return transaction.execute(select(one).select_from(key.join(one, true()))).all()
    found: list[Any] = []
    for at in range(0, len(asked), _IN_ONE_QUERY):
        some = wanted.where(column.in_(asked[at : at + _IN_ONE_QUERY]))
        found += transaction.execute(some).all()
    return found


def put(
    transaction: Transaction,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    change: Iterable[str] = (),
) -> int:
    """Insert rows; where the key stands already, change these columns, or leave it as it is.

    For one row, how many were written (several at once are not counted by every driver).
    """
    if not rows:
        return 0
    if transaction.dialect.name == "postgresql":
        statement, told = _for_postgres(table, rows, tuple(change))
        done = transaction.execute(statement, told, execution_options=_COUNTED)
    else:  # past SQLAlchemy's treatment of each value, as `append`
        text, names = _for_sqlite(table, tuple(rows[0]), tuple(change))
        values = [tuple([row[name] for name in names]) for row in rows]
        done = transaction.exec_driver_sql(
            text, values if len(values) > 1 else values[0], execution_options=_COUNTED
        )
    return done.rowcount


def _for_postgres(
    table: Table, rows: Sequence[Mapping[str, Any]], change: Sequence[str]
) -> tuple[Any, Any]:
    """The statement, and its values where they are not in it."""
    statement = postgresql.insert(table)
    if len(rows) == 1:
        return _or_else(statement, table, change), rows[0]
    key = [column.name for column in table.primary_key]
    columns = [table.c[name] for name in rows[0]]
    in_turn = rows if change else reversed(rows)  # of two with one key one is told:
    once = {tuple(row[name] for name in key): row for row in in_turn}  # as row by row
    ordered = [once[each] for each in sorted(once)]  # so that no two wait for each other
    listed = [tuple(row[column.name] for column in columns) for row in ordered]
    one_statement = statement.from_select(  # a row of its own took 25 µs each
        [column.name for column in columns], select(_unnested(columns, listed))
    )
    return _or_else(one_statement, table, change), None


@cache
def _for_sqlite(
    table: Table, names: tuple[str, ...], change: tuple[str, ...]
) -> tuple[str, Sequence[str]]:
    """The statement as text, and whose values its marks stand for."""
    statement = _or_else(sqlite.insert(table), table, change)
    compiled = statement.compile(dialect=sqlite.dialect(), column_keys=list(names))
    return str(compiled), compiled.positiontup or ()


def _or_else(statement: Any, table: Table, change: Sequence[str]) -> Any:
    """Where the key stands already."""
    key = [column.name for column in table.primary_key]
    if not change:
        return statement.on_conflict_do_nothing(index_elements=key)
    changed = {name: statement.excluded[name] for name in change}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def append(
    transaction: Transaction, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Many new rows at once, past SQLAlchemy's treatment of each value: a third of the time of all.

    PostgreSQL takes them as one COPY.
    """
    named = ", ".join(f'"{column}"' for column in columns)
    if not rows:
        return
    if transaction.dialect.name == "postgresql":
        driver = transaction.connection.driver_connection
        if driver is None:
            raise Busy(BUSY)
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({named}) FROM STDIN") as to,
        ):
            for row in rows:
                to.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        told = f"INSERT INTO {table.name} ({named}) VALUES ({marks})"  # noqa: S608 - own names
        transaction.exec_driver_sql(told, list(rows))


def _unnested(columns: Sequence[Column[Any]], rows: Sequence[tuple[Any, ...]]) -> Any:
    """Rows as a table: one array for each column."""
    arrays = [
        literal([row[no] for row in rows], ARRAY(column.type)) for no, column in enumerate(columns)
    ]
    names = [column.name for column in columns]
    return func.unnest(*arrays).table_valued(*names).render_derived(name="told")
