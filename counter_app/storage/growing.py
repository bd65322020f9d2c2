"""Columns and indexes that a newer release added to tables which stand already.

Only what can be empty is added so: texts, numbers, and indexes. Anything else is a migration.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, MetaData, inspect


def grow(connection: Connection, tables: MetaData) -> None:
    """Add what lacks; rows that stand get an empty text or 0, or NULL where that is allowed."""
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
    empty = "0" if isinstance(column.type, Integer) else "''"
    needed = "" if column.nullable else f" NOT NULL DEFAULT {empty}"
    return f"{column.name} {column.type}{needed}"
