"""Bringing the centre's database to the revision of this release, at start and in one transaction.

A database that holds nothing gets all tables; one of an earlier revision is copied first, where
it is a file, and brought up; a newer one is refused. PostgreSQL's is backed up by its own tools.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, text

from sync.central.errors import SetUpWrong


@dataclass(frozen=True, slots=True)
class Revisions:
    """Where the revisions lie, and the one of a release."""

    where: str
    head: str


OURS: Final = Revisions("sync.central.store:revisions", "0006")
"""This release's; Alembic is loaded only where a database has another."""

_MAKING: Final = 0x51_4D_43  # key of the advisory lock while tables are made or changed
_VERSION: Final = "alembic_version"


def bring_up(engine: Engine, file: str = "", to: Revisions = OURS) -> str:
    """Make or change the tables where needed; what was done, for the administrator.

    `file`: the database, where it is one. Raises SetUpWrong for one of another release.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")
        found = revision_of(connection)
        if found == to.head:
            return ""
        _may_change(connection, found, to)
        copy = _copied(engine, file, found, to) if found and file else ""
        _upgrade(connection, to)
        connection.commit()
    if not found:
        return ""
    kept = f"; bản trước khi nâng cấp ở {copy}" if copy else ""
    return f"Đã nâng cơ sở dữ liệu của trung tâm từ bản {found} lên bản {to.head}{kept}."


def revision_of(connection: Connection) -> str:
    """The revision that the database says it has; empty for none."""
    if not inspect(connection).has_table(_VERSION):
        return ""
    return connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar() or ""  # noqa: S608


def _may_change(connection: Connection, found: str, to: Revisions) -> None:
    if not found:
        if inspect(connection).has_table("setting"):
            raise SetUpWrong(
                "Cơ sở dữ liệu này do một bản thử trước bản đầu tiên tạo ra;"
                " hãy chỉ một cơ sở dữ liệu trống, các quầy sẽ gửi lại dữ liệu."
            )
        return
    from alembic.script import ScriptDirectory

    known = {each.revision for each in ScriptDirectory.from_config(_config(to)).walk_revisions()}
    if found not in known:
        raise SetUpWrong("Cơ sở dữ liệu thuộc bản trung tâm mới hơn; hãy cài bản mới rồi chạy lại.")


def _copied(engine: Engine, file: str, found: str, to: Revisions) -> str:
    """A copy of the file as it stands, while the caller's transaction keeps others from writing."""
    copy = f"{file}.{found}-before-{to.head}"
    driver = engine.raw_connection()
    try:
        driver.cursor().execute("VACUUM INTO ?", (copy,))
    except Exception as error:
        raise SetUpWrong(
            f"Không sao lưu được cơ sở dữ liệu vào {copy} trước khi nâng cấp;"
            " hãy dọn chỗ hoặc dời bản sao cũ đi rồi chạy lại."
        ) from error
    finally:
        driver.close()
    return copy


def _upgrade(connection: Connection, to: Revisions) -> None:
    from alembic import command

    config = _config(to)
    config.attributes["connection"] = connection
    command.upgrade(config, to.head)


def _config(to: Revisions) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", to.where)
    return config
