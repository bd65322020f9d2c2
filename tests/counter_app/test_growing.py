"""A store of an earlier release opens in this one, with what was added since."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, inspect, select

from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading, transaction
from counter_app.storage.growing import grow
from tests.office import KEY, open_counter


def test_an_earlier_store_gets_what_was_added_and_keeps_what_it_had(tmp_path: Path) -> None:
    path = tmp_path / "3.db"
    open_counter(path).engine.dispose()
    before = open_engine(path, KEY)
    with transaction(before) as connection:
        facts = connection.execute(select(t.fact.c.id)).all()
        connection.exec_driver_sql("DROP INDEX customer_username")
        connection.exec_driver_sql("ALTER TABLE aside DROP COLUMN clause")
        connection.exec_driver_sql("DROP TABLE foreseen")
        connection.exec_driver_sql("PRAGMA user_version = 2")
        connection.commit()
    before.dispose()

    after = open_engine(path, KEY)

    looked = inspect(after)
    assert "clause" in {each["name"] for each in looked.get_columns("aside")}
    assert "customer_username" in {each["name"] for each in looked.get_indexes("customer")}
    assert looked.has_table("foreseen")
    with reading(after) as connection:
        assert connection.execute(select(t.fact.c.id)).all() == facts
    after.dispose()


def test_a_column_that_was_added_is_empty_and_of_its_own_kind(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "3.db", KEY)
    added = MetaData()
    grown = Table(
        "grown",
        added,
        Column("id", Integer, primary_key=True),
        Column("text", Text, nullable=False),
        Column("bytes", LargeBinary, nullable=False),
        Column("whole", Integer, nullable=False),
        Column("none", Text),
    )
    with transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE grown (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO grown VALUES (1)")
        grow(connection, added)
        connection.commit()

    with reading(engine) as connection:
        assert connection.execute(select(grown)).one() == (1, "", b"", 0, None)
    engine.dispose()
