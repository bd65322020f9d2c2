"""Scans of archived dossiers go along with their facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import Engine, select, update

from counter_app.storage.archive_tables import OPENS, archive_file, archive_month, archived
from counter_app.storage.attached import seen
from counter_app.storage.engine import reading, transaction
from counter_app.storage.file_queue import THERE
from counter_app.storage.tables import blob, scan

Carry: TypeAlias = Callable[[bytes, str], int]
"""Moves a file by its SHA-256 to the scans of the archive of this name; its bytes, 0 where it was
not among the others (any more)."""


def move_scans(
    engine: Engine, carry: Carry, go_on: Callable[[int], bool] = lambda _: True
) -> tuple[int, int]:
    """Move what the centre has too; files and bytes. What was begun and not finished goes on.

    A file that another dossier names as well is found in either place. Raises OSError.
    """
    files = size = 0
    for part in _unfinished(engine):
        moved = moved_bytes = 0
        finished = True
        for sha256 in _scans(engine, part):
            held = carry(sha256, part.name)
            moved, moved_bytes = moved + bool(held), moved_bytes + held
            if not go_on(1):
                finished = False
                break
        _note(engine, part.no, moved, moved_bytes, finished=finished)
        files, size = files + moved, size + moved_bytes
        if not finished:
            break
    return files, size


def _unfinished(engine: Engine) -> list[Any]:
    told = (
        select(archive_month, archive_file.c.name)
        .join(archive_file, archive_file.c.no == archive_month.c.file)
        .where(archive_month.c.scans_done == 0, archive_file.c.absent == OPENS)
    )
    with reading(engine) as connection:
        return list(connection.execute(told).all())


def _scans(engine: Engine, part: Any) -> list[bytes]:
    there = archived(part.file).c
    subjects = select(there.subject).where(there.no.between(part.first, part.last))
    named = (
        select(scan.c.sha256)
        .distinct()
        .join(blob, blob.c.sha256 == scan.c.sha256)
        .where(scan.c.id.in_(subjects), blob.c.done == THERE)
    )
    with reading(engine) as connection:
        there_now = part.file in seen(connection)
        return [bytes(row[0]) for row in connection.execute(named)] if there_now else []


def _note(engine: Engine, no: int, files: int, size: int, *, finished: bool) -> None:
    table = archive_month
    changed = {
        "scans": table.c.scans + files,
        "scan_bytes": table.c.scan_bytes + size,
        "scans_done": int(finished),
    }
    with transaction(engine) as connection:
        connection.execute(update(table).where(table.c.no == no).values(**changed))
        connection.commit()
