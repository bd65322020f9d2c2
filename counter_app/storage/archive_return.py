"""Archives that were away and are there again: read once more, and nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from counter_app.storage.archive_tables import (
    AWAY,
    NAMED,
    OPENS,
    archive_file,
    archive_gone,
    archive_holds,
    in_file,
    live,
)
from counter_app.storage.archive_volume import Volume, check, last_no, mark_in
from counter_app.storage.archives import ArchiveFile, files
from counter_app.storage.attached import Beside
from counter_app.storage.engine import reading, transaction
from counter_app.storage.verification import count_check
from domain.moment import Moment

_AT_ONCE: Final = 1_000
_FACT: Final = in_file()
_PLACE: Final = ("scope", "device", "epoch", "branch")


def take_up_again(engine: Engine, beside: Beside, now: Moment) -> Sequence[str]:
    """Read archives that were absent and are there again; the names of those.

    All of such a file is hashed anew. What was given back to the store meanwhile, and what does
    not hash, does not count there any more.
    """
    found = []
    for each in files(engine, beside):
        path = beside.path(each.name)
        if not each.absent or mark_in(path, beside.key) != _mark(engine, each.no):
            continue
        try:
            if last_no(path, beside.key) < each.moved:
                continue  # an older copy of it
            wrong = check(path, beside.key, 0, each.moved) or []
            _take_up(engine, beside, each, wrong, now)
        except DatabaseError:
            continue  # damaged
        found.append(each.name)
    return found


def name_missing(engine: Engine, now: Moment) -> bool:
    """What archives held that are away is missing from now on, so the next exchange heals it.

    Costs one look where none went away since. Whether any had.
    """
    away = archive_file.c.absent == AWAY
    with reading(engine) as connection:
        if connection.execute(select(archive_file.c.no).where(away)).first() is None:
            return False
    count_check(engine, now)
    with transaction(engine) as connection:
        connection.execute(update(archive_file).where(away).values(absent=NAMED))
        connection.commit()
    return True


def _mark(engine: Engine, no: int) -> bytes | None:
    with reading(engine) as connection:
        told = select(archive_file.c.mark).where(archive_file.c.no == no)
        return connection.execute(told).scalar()


def _take_up(
    engine: Engine, beside: Beside, each: ArchiveFile, wrong: Sequence[int], now: Moment
) -> None:
    """One transaction, after what is double was looked for in short ones."""
    volume = Volume(beside.path(each.name), beside.key)
    try:
        gone, top = set(wrong), 0
        while True:
            with reading(engine) as connection:
                rows, top = _page(connection, top)
            gone |= _doubles(volume, rows)
            if len(rows) < _AT_ONCE:
                break
        with transaction(engine) as connection:
            while True:
                rows, top = _page(connection, top)
                gone |= _doubles(volume, rows)
                if len(rows) < _AT_ONCE:
                    break
            _count_again(connection, volume, each, gone)
            here = update(archive_file).where(archive_file.c.no == each.no)
            connection.execute(here.values(absent=OPENS, verified=now))
            connection.commit()
    finally:
        volume.close()


def _page(connection: Connection, top: int) -> tuple[Sequence[tuple[int, bytes]], int]:
    rows = select(live.c.pos, live.c.id).where(live.c.pos > top).order_by(live.c.pos)
    told = [(row[0], bytes(row[1])) for row in connection.execute(rows.limit(_AT_ONCE))]
    return told, told[-1][0] if told else top


def _doubles(volume: Volume, rows: Sequence[tuple[int, bytes]]) -> set[int]:
    with volume.writing() as connection:
        same = select(_FACT.c.no).where(_FACT.c.id.in_([id_ for _, id_ in rows]))
        return {row[0] for row in connection.execute(same)}


def _count_again(connection: Connection, volume: Volume, each: ArchiveFile, gone: set[int]) -> None:
    of_file = select(archive_gone.c.no).where(archive_gone.c.file == each.no)
    gone |= {row[0] for row in connection.execute(of_file)}
    connection.execute(delete(archive_gone).where(archive_gone.c.file == each.no))
    if gone:
        connection.execute(
            insert(archive_gone), [{"file": each.no, "no": no} for no in sorted(gone)]
        )
    connection.execute(delete(archive_holds).where(archive_holds.c.file == each.no))
    with volume.writing() as there:
        places = select(_FACT.c.no, *(_FACT.c[name] for name in _PLACE))
        rows_there = there.execute(places.where(_FACT.c.no <= each.moved)).all()
    held = Counter(tuple(place) for no, *place in rows_there if no not in gone)
    rows = [
        {"file": each.no, **dict(zip(_PLACE, place, strict=True)), "facts": facts}
        for place, facts in held.items()
    ]
    if rows:
        connection.execute(insert(archive_holds), rows)
