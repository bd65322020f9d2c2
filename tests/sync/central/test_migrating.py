"""The centre's database comes to the release's revision by itself, and a newer one is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sync.central.errors import SetUpWrong
from sync.central.store.engine import open_store
from sync.central.store.migrating import HEAD
from sync.central.store.tables import TABLES
from tests.rig_postgres import postgres


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rig)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield str(tmp_path / "centre.db")
        else:
            yield stack.enter_context(postgres())


def ours(_object: Any, name: str | None, kind: str, *_others: Any) -> bool:
    """Partitions of the journal, and what SQLite counts, are not tables of ours."""
    return kind != "table" or not (name or "").startswith(("fact_", "sqlite_"))


def test_an_empty_database_gets_exactly_the_tables_of_this_release(database: str) -> None:
    store = open_store(database)
    with store.engine.connect() as connection:
        options: dict[str, Any] = {"include_object": ours}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, TABLES)
    store.close()

    assert differences == []


def test_opening_again_changes_nothing_and_a_newer_database_is_refused(database: str) -> None:
    open_store(database).close()
    store = open_store(database)
    with store.engine.begin() as connection:
        told = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    assert told == HEAD
    with pytest.raises(SetUpWrong, match="mới hơn"):
        open_store(database)
