"""A database is brought to this release's revision, or refused with one sentence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from sync.central.errors import SetUpWrong
from sync.central.store.engine import Store, open_store
from sync.central.store.migrating import OURS, Revisions, bring_up, revision_of
from sync.central.store.tables import TABLES
from tests.rig_postgres import postgres

SESSIONS = ("session_state", "session_money")
BOARD = ("board_dossier", "board_fee", "board_day", "counter_state")
LATER = """
from alembic import op
from sqlalchemy import Column, Text

revision = "later"
down_revision = "{before}"


def upgrade():
    op.create_table("later", Column("name", Text, primary_key=True))
    op.add_column("office_of_test", Column("more", Text)) if {fails} else None
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rig)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield str(tmp_path / "centre.db")
        else:
            yield stack.enter_context(postgres())


def file_of(database: str) -> str:
    return "" if database.startswith("postgresql") else database


def later(tmp_path: Path, *, fails: bool = False) -> Revisions:
    """The revisions of an imagined next release."""
    folder = tmp_path / f"revisions-{fails}"
    with as_file(files("sync.central.store") / "revisions") as ours:
        shutil.copytree(ours, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "later.py").write_text(
        LATER.format(fails=fails, before=OURS.head), encoding="utf-8"
    )
    return Revisions(str(folder), "later")


def ours(_object: Any, name: str | None, kind: str, _reflected: Any, _compared: Any) -> bool:
    partition = kind == "table" and str(name).startswith("fact_")
    return not partition and name != "alembic_version"


def tables(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(inspect(connection).get_table_names())


def test_an_empty_database_comes_to_the_tables_of_this_release(database: str) -> None:
    store = open_store(database)

    with store.reading() as connection:
        options = {"include_object": ours, "compare_type": True, "compare_server_default": True}
        found = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(found, TABLES) == []
        assert revision_of(connection) == OURS.head
    if not store.on_sqlite:
        assert {f"fact_{part}" for part in range(8)} <= tables(store)
    assert store.told == ""
    store.close()


def test_this_release_names_the_newest_revision_that_there_is() -> None:
    config = Config()
    config.set_main_option("script_location", OURS.where)

    assert ScriptDirectory.from_config(config).get_heads() == [OURS.head]


def test_an_earlier_database_is_brought_up_after_a_copy(database: str, tmp_path: Path) -> None:
    store = open_store(database)

    told = bring_up(store.engine, file_of(database), later(tmp_path))

    assert f"từ bản {OURS.head} lên bản later" in told
    assert "later" in tables(store)
    if store.on_sqlite:
        before = open_store(f"{database}.{OURS.head}-before-later")
        assert "later" not in tables(before)
        before.close()
    assert bring_up(store.engine, file_of(database), later(tmp_path / "again")) == ""
    store.close()


def test_a_database_of_the_first_revision_is_brought_up(database: str) -> None:
    store = open_store(database)
    with store.writing() as connection:
        for later_table in (
            "escrow",
            "phone_told",
            "asked",
            "introduced",
            "relayed",
            *SESSIONS,
            *BOARD,
        ):
            connection.execute(text(f"DROP TABLE {later_table}"))
        connection.execute(text("DROP INDEX outbox_scope"))
        connection.execute(text("DROP INDEX customer_account_username"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.commit()
    store.close()

    store = open_store(database)

    assert "từ bản 0001 lên bản" in store.told
    assert set(TABLES.tables) <= tables(store)
    store.close()


def test_a_revision_that_fails_changes_nothing(database: str, tmp_path: Path) -> None:
    store = open_store(database)

    with pytest.raises(Exception, match="office_of_test"):
        bring_up(store.engine, file_of(database), later(tmp_path, fails=True))

    assert "later" not in tables(store)
    store.close()
    open_store(database).close()  # this release still opens it


def test_a_newer_database_is_refused(database: str, tmp_path: Path) -> None:
    store = open_store(database)
    bring_up(store.engine, file_of(database), later(tmp_path))
    store.close()

    with pytest.raises(SetUpWrong, match="mới hơn; hãy cài bản mới"):
        open_store(database)


def test_a_database_without_a_revision_is_refused(database: str) -> None:
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        connection.commit()
    store.close()

    with pytest.raises(SetUpWrong, match="bản thử"):
        open_store(database)


def test_a_copy_that_cannot_be_made_stops_the_upgrade(tmp_path: Path) -> None:
    database = str(tmp_path / "centre.db")
    store = open_store(database)
    Path(f"{database}.{OURS.head}-before-later").write_bytes(b"of an earlier try")

    with pytest.raises(SetUpWrong, match="Không sao lưu được"):
        bring_up(store.engine, database, later(tmp_path))

    assert "later" not in tables(store)
    store.close()
