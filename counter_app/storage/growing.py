"""Columns and indexes that a newer release added to tables which stand already.

Only what can be empty is added so: texts, bytes, numbers, indexes. Anything else is a migration.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, inspect

_EMPTY: Final = {Integer: "0", LargeBinary: "x''"}


def grow(connection: Connection, tables: MetaData) -> None:
    """Add what lacks; rows that stand get an empty value or 0, or NULL where that is allowed."""
    looked = inspect(connection)
    for table in tables.sorted_tables:
        there = {column["name"] for column in looked.get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                connection.exec_driver_sql(
                    f"ALTER TABLE {table.name} ADD COLUMN {_defined(column)}"
                )
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def _defined(column: Column[object]) -> str:
    empty = next((word for sort, word in _EMPTY.items() if isinstance(column.type, sort)), "''")
    needed = "" if column.nullable else f" NOT NULL DEFAULT {empty}"
    return f"{column.name} {column.type}{needed}"
