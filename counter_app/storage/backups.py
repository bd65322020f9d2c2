"""A copy of the counter's store, encrypted as the store is, and going back to one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage import standing
from counter_app.storage.archive_tables import archive_file, schema_of
from counter_app.storage.attached import SUFFIX, Beside, bare_driver, seen
from counter_app.storage.engine import beside_of, open_engine, reading, transaction
from counter_app.storage.tables import setting as settings
from domain.moment import Moment

_BEFORE: Final = ".before"
_LAST: Final = "last backup"  # a moment, 8 bytes


def copy_store(engine: Engine, to: Path) -> int:
    """A consistent copy while the counter works, readable with the store's key alone; its bytes.

    Raises FileExistsError, StorageUnavailable.
    """
    if to.exists():
        raise FileExistsError(17, "tệp đã có, hãy đặt tên khác", str(to))
    to.parent.mkdir(parents=True, exist_ok=True)
    with reading(engine) as connection:
        bare_driver(connection).execute("VACUUM INTO ?", (str(to),))
    return to.stat().st_size


def copy_archives(engine: Engine, beside: Beside, to: Path) -> Sequence[Path]:
    """Each archive that is there, consistent, into a folder beside the copy of the store.

    Raises FileExistsError, StorageUnavailable.
    """
    copies = []
    with reading(engine) as connection:
        names = {each.no: each.name for each in connection.execute(select(archive_file))}
        numbers = seen(connection)
        driver = bare_driver(connection)
        for no in numbers:
            copy = beside_copy(to) / beside.path(names[no]).name
            if copy.exists():
                raise FileExistsError(17, "tệp đã có, hãy đặt tên khác", str(copy))
            copy.parent.mkdir(parents=True, exist_ok=True)
            driver.execute(f"VACUUM {schema_of(no)} INTO ?", (str(copy),))
            copies.append(copy)
    return copies


def beside_copy(copy: Path) -> Path:
    """Where the copies of archives lie that belong to a copy of the store."""
    return copy.with_name(f"{copy.name}.archive")


def note_backup(engine: Engine, now: Moment) -> None:
    """Remember that a copy was made: the morning's check tells its age."""
    put = upsert(settings).values(name=_LAST, value=now.to_bytes(8, "big"))
    with transaction(engine) as connection:
        connection.execute(
            put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value})
        )
        connection.commit()


def last_backup(engine: Engine) -> Moment | None:
    """When a copy was made last; None where none was."""
    with reading(engine) as connection:
        told = connection.execute(select(settings.c.value).where(settings.c.name == _LAST)).scalar()
    return Moment(int.from_bytes(told, "big")) if told else None


def restore_store(store: Path, key: bytes, copy: Path, archives: Path | None = None) -> None:
    """Put a copy in the store's place; what stood there is kept beside it.

    The restored store writes nothing before the centre has granted it another epoch: its numbers
    may have been used since the copy (I2). Nobody may have the store open. Archives that lack here
    come back from beside the copy; what still lacks is given back by the centre.

    Raises KeyUnavailable where this machine's key does not open the copy, OSError.
    """
    open_engine(copy, key).dispose()  # never begins a transaction: its archives are not looked for
    beside = beside_of(store, key, archives)
    for archive in beside_copy(copy).glob(f"*{SUFFIX}"):
        if not beside.path(archive.stem).exists():
            beside.folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(archive, beside.path(archive.stem))
    for name in (store.name, f"{store.name}-wal", f"{store.name}-shm"):
        part = store.with_name(name)
        if part.exists():
            part.replace(part.with_name(name + _BEFORE))
    shutil.copyfile(copy, store)
    with store.open("r+b") as file:
        os.fsync(file.fileno())
    engine = open_engine(store, key, archives)
    with transaction(engine) as connection:
        standing.set_back(connection)
        connection.commit()
    engine.dispose()
