"""Copies of the centre's database, and going back to one. Keys and scans have copies of their own.

The key folder is never part of a copy: with it a copy could speak as the centre.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Final

from sync.central.errors import SetUpWrong
from sync.central.store.engine import open_store

_DUMP: Final = "pg_dump"
_LOAD: Final = "pg_restore"
_BEFORE: Final = ".before"


def backup(database: str, to: Path) -> int:
    """A consistent copy while the centre works; its size in bytes. Raises SetUpWrong.

    A copy of SQLite is opened and its pages checked before it counts; of PostgreSQL it is an
    archive of pg_dump, whose list of contents is read back.
    """
    if to.exists():
        raise SetUpWrong(f"{to} đã có; hãy đặt tên khác cho bản sao.")
    to.parent.mkdir(parents=True, exist_ok=True)
    if _on_postgres(database):
        _run(_DUMP, "--format=custom", f"--file={to}", database)
        _run(_LOAD, "--list", str(to))
    else:
        _copy(database, to)
    return to.stat().st_size


def restore(database: str, copy: Path) -> None:
    """Put a copy in the database's place; nobody may work meanwhile. Raises SetUpWrong.

    What stood there is kept: beside it (SQLite), or as a copy beside the one restored from.
    The caller begins another life of the data afterwards.
    """
    if not copy.exists():
        raise SetUpWrong(f"Không có bản sao {copy}; hãy kiểm tra đường dẫn.")
    if _on_postgres(database):
        _restore_postgres(database, copy)
        return
    _check(copy)
    place = Path(database)
    for name in (place.name, f"{place.name}-wal", f"{place.name}-shm"):
        part = place.with_name(name)
        if part.exists():
            part.replace(part.with_name(name + _BEFORE))
    shutil.copyfile(copy, place)
    with place.open("r+b") as file:
        os.fsync(file.fileno())


def _restore_postgres(database: str, copy: Path) -> None:
    """Into an emptied schema: dropping partitions one by one is what pg_restore cannot do."""
    _run(_LOAD, "--list", str(copy))
    backup(database, copy.with_name(f"{copy.name}{_BEFORE}-{secrets.token_hex(4)}"))
    store = open_store(database)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    store.close()
    told = ["--single-transaction", "--no-owner", "--no-privileges", f"--dbname={database}"]
    _run(_LOAD, *told, str(copy))


def _copy(database: str, to: Path) -> None:
    store = open_store(database)
    try:
        with store.engine.connect().execution_options(reading=True) as connection:
            connection.rollback()
            driver = connection.connection.driver_connection
            if driver is None:
                raise SetUpWrong("Không mở được cơ sở dữ liệu; hãy kiểm tra đường dẫn.")
            driver.execute("VACUUM INTO ?", (str(to),))
    finally:
        store.close()
    _check(to)


def _check(copy: Path) -> None:
    store = open_store(str(copy))
    try:
        with store.reading() as snapshot:
            told = snapshot.exec_driver_sql("PRAGMA quick_check").scalar()
    finally:
        store.close()
    if told != "ok":
        raise SetUpWrong(f"Bản sao {copy} đã hỏng; hãy dùng bản sao khác.")


def _on_postgres(database: str) -> bool:
    return database.startswith("postgresql")


def _run(program: str, *told: str) -> None:
    where = shutil.which(program)
    if where is None:
        raise SetUpWrong(f"Máy này chưa có chương trình {program} của PostgreSQL; hãy cài đặt nó.")
    done = subprocess.run(  # noqa: S603 - the administrator's own database
        [where, *told], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["không rõ"])[-1]
        raise SetUpWrong(f"{program} báo lỗi: {last}. Hãy kiểm tra địa chỉ và quyền truy cập.")
