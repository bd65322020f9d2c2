"""Archives that the store knows: what is in them, and keeping store and files in step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, Select, func, select, update
from sqlalchemy.exc import DatabaseError

from counter_app.storage.archive_tables import (
    AWAY,
    archive_file,
    archive_month,
    archived,
    counts,
    in_file,
)
from counter_app.storage.archive_volume import Volume, check
from counter_app.storage.attached import Beside, seen
from counter_app.storage.engine import outage_of, reading, transaction
from counter_app.storage.tables import erasure
from counter_app.usecases.archive_lines import MonthLine
from domain.identifiers import SubjectId
from domain.moment import Moment

_FACT: Final = in_file()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """One file, as the store knows it."""

    no: int
    name: str
    moved: int
    absent: bool
    verified: Moment
    bytes: int  # on the disk; 0 where it is not there


def files(engine: Engine, beside: Beside) -> Sequence[ArchiveFile]:
    """Every archive, the oldest first."""
    with reading(engine) as connection:
        rows = connection.execute(select(archive_file).order_by(archive_file.c.no)).all()
    return [
        ArchiveFile(
            no=row.no,
            name=row.name,
            moved=row.moved,
            absent=bool(row.absent),
            verified=Moment(row.verified),
            bytes=path.stat().st_size if (path := beside.path(row.name)).is_file() else 0,
        )
        for row in rows
    ]


def months(engine: Engine) -> Sequence[MonthLine]:
    """What is archived, by month and file."""
    table = archive_month.c
    named = ("facts", "dossiers", "sessions", "bytes", "scans", "scan_bytes")
    told = (
        select(
            table.month,
            archive_file.c.name,
            *(func.sum(table[name]).label(name) for name in named),
            func.max(table.at).label("at"),
        )
        .join(archive_file, archive_file.c.no == table.file)
        .group_by(table.month, archive_file.c.name)
        .order_by(table.month, archive_file.c.name)
    )
    with reading(engine) as connection:
        rows = connection.execute(told).mappings().all()
    return [
        MonthLine(
            month=row["month"],
            file=row["name"],
            at=Moment(row["at"]),
            **{name: row[name] for name in named},
        )
        for row in rows
    ]


class Place(NamedTuple):
    """Where an archived subject is read."""

    month: str  # "2026-05"
    file: str
    at: Moment  # when it went there


def place_of(connection: Connection, subject: SubjectId) -> Place | None:
    """Under which month a subject was archived last; None where all of it lies in the store."""
    for no in reversed(seen(connection)):
        there = archived(no)
        last = select(func.max(there.c.no)).where(there.c.subject == subject, counts(no))
        place = connection.execute(last).scalar()
        if place is not None:
            month = archive_month.c
            named = (
                select(month.month, archive_file.c.name, month.at)
                .join(archive_file, archive_file.c.no == month.file)
                .where(month.file == no, month.last >= place)
                .order_by(month.last)
            )
            row = connection.execute(named.limit(1)).one()
            return Place(row.month, row.name, Moment(row.at))
    return None


def erase_in_archives(engine: Engine, beside: Beside) -> int:
    """Destroy in the files what was ordered to be destroyed: it came back without its contents.

    How many rows. Costs a look for each fact that was ever erased. Raises StorageUnavailable.
    """
    erased = 0
    ordered = select(erasure.c.fact)
    with reading(engine) as connection:
        wanted = {no: _with_contents(connection, no, ordered) for no in seen(connection)}
        names = {row.no: row.name for row in connection.execute(select(archive_file))}
    for no, places in wanted.items():
        if not places:
            continue
        volume = Volume(beside.path(names[no]), beside.key)
        try:
            with volume.writing() as writing:
                gone = update(_FACT).where(_FACT.c.no.in_(places)).values(salt=b"", body=b"")
                erased += writing.execute(gone).rowcount
        except DatabaseError as error:
            raise outage_of(error) from error
        finally:
            volume.close()
    return erased


def _with_contents(connection: Connection, no: int, ordered: Select[bytes]) -> Sequence[int]:
    there = archived(no).c
    found = select(there.no).where(there.id.in_(ordered), there.body != b"")
    return [row[0] for row in connection.execute(found)]


def verify_files(
    engine: Engine, beside: Beside, now: Moment, go_on: Callable[[int], bool] = lambda _: True
) -> Sequence[str]:
    """Read every archive through and note the date; the names of those that cannot be read.

    A row that does not hash any more is found, and named, as any other of its chain.
    """
    failing = []
    for each in files(engine, beside):
        if each.absent:
            failing.append(each.name)
            continue
        try:
            if check(beside.path(each.name), beside.key, 0, each.moved, go_on) is None:
                break
            changed: dict[str, int] = {"verified": now}
        except DatabaseError:
            failing.append(each.name)
            changed = {"absent": AWAY}
        with transaction(engine) as connection:
            here = update(archive_file).where(archive_file.c.no == each.no)
            connection.execute(here.values(**changed))
            connection.commit()
    return failing
