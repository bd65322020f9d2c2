"""Moving sealed facts into an archive: copied, read back, and only then taken out of the store.

The store alone says where a fact is. Whatever dies on the way, each is in one place: rows of an
archive count only up to what one transaction of the store both recorded and took out of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from time import sleep
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError

from counter_app.storage.archive_plan import Leaving
from counter_app.storage.archive_tables import (
    OPENS,
    archive_file,
    archive_gone,
    archive_holds,
    archive_month,
    archived,
    live,
)
from counter_app.storage.archive_volume import Volume, check, mark_in
from counter_app.storage.attached import MOST, Beside, seen
from counter_app.storage.engine import outage_of, reading, transaction
from counter_app.usecases.archive_errors import ArchiveNotWhole, ArchiveUnavailable, NoMoreArchives
from domain.moment import Moment

CHUNK: Final = 500
"""Facts that leave the store in one transaction: how long a saving clerk may have to wait."""

REST_S: Final = 0.1
"""Between two of these: who waits to save looks again at the store that often."""

_YEAR: Final = len("2026")
_MOVED: Final = ("pos", "id", "branch", "envelope", "salt", "body")
"""What must not have changed since it was copied."""

GoOn = Callable[[int], bool]
"""Hears how many facts of the plan went through a further step; says whether to go on."""


@dataclass(slots=True)
class Moved:
    """What came of it. `stopped`: the rest stays where it is, for another time."""

    facts: int = 0
    dossiers: int = 0
    sessions: int = 0
    bytes: int = 0
    files: set[str] = field(default_factory=set)
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Whole subjects of one month, and where their rows stand in the file."""

    month: str
    leaving: Sequence[Leaving]
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiving:
    """Moves what a plan names. Every fact goes through three steps: copied, read back, moved."""

    engine: Engine
    beside: Beside
    now: Callable[[], Moment]
    rest: Callable[[float], object] = sleep  # seconds

    def __call__(self, leaving: Iterable[Leaving], go_on: GoOn = lambda _: True) -> Moved:
        """What went. Raises ArchiveNotWhole, ArchiveUnavailable, NoMoreArchives,
        StorageUnavailable, OSError.
        """
        moved = Moved()
        for year, some in groupby(leaving, key=lambda each: each.month[:_YEAR]):
            try:
                self._year(year, list(some), moved, go_on)
            except DatabaseError as error:
                raise outage_of(error) from error
            if moved.stopped:
                break
        return moved

    def _year(self, year: str, leaving: list[Leaving], moved: Moved, go_on: GoOn) -> None:
        no, name, start = self._volume(year)
        path = self.beside.path(name)
        chunks = self._copied(path, start, leaving, go_on)
        copied = chunks[-1].last if chunks else start
        wrong = check(path, self.beside.key, start, copied, go_on)
        if wrong:
            raise ArchiveNotWhole(path.name)
        whole = sum(len(chunk.leaving) for chunk in chunks) == len(leaving)
        moved.stopped = wrong is None or not whole
        for chunk in chunks:
            if moved.stopped or not go_on(chunk.last - chunk.first + 1):
                moved.stopped = True
                return
            self._take_out(no, path.name, chunk)
            self.rest(REST_S)
            moved.files.add(path.name)
            _count(moved, chunk)

    def _volume(self, year: str) -> tuple[int, str, int]:
        """Number, name and last counted place of the file that takes this year's facts."""
        self.beside.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with reading(self.engine) as connection:
            known = connection.execute(select(archive_file).order_by(archive_file.c.no)).all()
        usable = [row for row in known if not row.absent]
        of_year = [row for row in usable if row.name.partition("-")[0] == year]
        if of_year or len(known) >= MOST:
            if not usable:
                raise NoMoreArchives(len(known))
            row = (of_year or usable)[-1]
            self._forget_left_over(row.name, row.moved)
            return row.no, row.name, row.moved
        return self._registered(self._new_name(year, {row.name for row in known}))

    def _new_name(self, year: str, known: set[str]) -> str:
        """A name that no file of others has: one without rows was left by a start like this."""
        for name in _names(year):
            path = self.beside.path(name)
            if name in known:
                continue
            if not path.exists():
                return name
            if mark_in(path, self.beside.key) is not None:
                volume = Volume(path, self.beside.key)
                empty = not volume.holds_any()
                volume.close()
                if empty:
                    return name
        raise AssertionError("names have no end")

    def _registered(self, name: str) -> tuple[int, str, int]:
        volume = Volume(self.beside.path(name), self.beside.key)
        mark = volume.mark()
        volume.close()
        row = {"name": name, "mark": mark, "moved": 0, "absent": OPENS, "verified": 0}
        with transaction(self.engine) as connection:
            connection.execute(insert(archive_file), row)
            no = connection.execute(
                select(archive_file.c.no).where(archive_file.c.name == name)
            ).scalar_one()
            connection.commit()
        return no, name, 0

    def _forget_left_over(self, name: str, moved: int) -> None:
        volume = Volume(self.beside.path(name), self.beside.key)
        volume.forget_after(moved)
        volume.close()

    def _copied(self, path: Any, start: int, leaving: list[Leaving], go_on: GoOn) -> list[_Chunk]:
        """The chunks that were copied; all of them unless somebody stopped it."""
        volume = Volume(path, self.beside.key)
        chunks: list[_Chunk] = []
        try:
            for some in _chunks(leaving):
                rows = self._rows(some, start)
                volume.add(rows)
                chunks.append(_Chunk(some[0].month, some, start + 1, start + len(rows)))
                start += len(rows)
                if not go_on(len(rows)):
                    break
        finally:
            volume.close()
        return chunks

    def _rows(self, leaving: Sequence[Leaving], start: int) -> list[dict[str, Any]]:
        wanted = [pos for each in leaving for pos in each.rows]
        with reading(self.engine) as connection:
            told = connection.execute(select(live).where(live.c.pos.in_(wanted))).mappings().all()
        by_pos = {row["pos"]: row for row in told}
        there = [by_pos[pos] for pos in wanted if pos in by_pos]
        return [{**row, "no": start + n} for n, row in enumerate(there, 1)]

    def _take_out(self, no: int, file: str, chunk: _Chunk) -> None:
        """One transaction of the store: what counts there now is here no more."""
        there = archived(no)
        within = there.c.no.between(chunk.first, chunk.last)
        with transaction(self.engine) as connection:
            if no not in seen(connection):
                raise ArchiveUnavailable(file)
            _pass_over_changed(connection, no, within)
            gone = select(archive_gone.c.no).where(archive_gone.c.file == no)
            going = select(there.c.pos).where(within, there.c.no.not_in(gone))
            connection.execute(delete(live).where(live.c.pos.in_(going)))
            _hold(connection, no, and_(within, there.c.no.not_in(gone)))
            _note_month(connection, no, chunk, self.now())
            connection.execute(
                update(archive_file)
                .where(archive_file.c.no == no)
                .values(moved=chunk.last, verified=self.now())
            )
            connection.commit()


def _names(year: str) -> Iterator[str]:
    yield year
    number = 2
    while True:
        yield f"{year}-{number}"
        number += 1


def _chunks(leaving: Sequence[Leaving]) -> Iterator[list[Leaving]]:
    """Whole subjects of one month, until there are enough."""
    for _, of_month in groupby(leaving, key=lambda each: each.month):
        some: list[Leaving] = []
        for each in of_month:
            some.append(each)
            if sum(len(one.rows) for one in some) >= CHUNK:
                yield some
                some = []
        if some:
            yield some


def _pass_over_changed(connection: Connection, no: int, within: Any) -> None:
    """Rows that changed since they were copied stay in the store; their copies never count."""
    there = archived(no)
    same = and_(*(live.c[name] == there.c[name] for name in _MOVED))
    newest = select(func.max(live.c.pos)).scalar_subquery()
    kept = select(live.c.pos).where(same, live.c.pos < newest).exists()
    changed = select(there.c.no).where(within, ~kept)
    rows = [{"file": no, "no": row[0]} for row in connection.execute(changed)]
    if rows:
        connection.execute(insert(archive_gone), rows)


def _hold(connection: Connection, no: int, which: Any) -> None:
    c = archived(no).c
    key = (c.scope, c.device, c.epoch, c.branch)
    counted = select(*key, func.count().label("facts")).where(which).group_by(*key)
    for row in connection.execute(counted).mappings().all():
        put = upsert(archive_holds).values(file=no, **row)
        more = {"facts": archive_holds.c.facts + put.excluded.facts}
        names = ["file", "scope", "device", "epoch", "branch"]
        connection.execute(put.on_conflict_do_update(index_elements=names, set_=more))


def _note_month(connection: Connection, no: int, chunk: _Chunk, now: Moment) -> None:
    """A chunk goes on where the last one of the same run and month ended, or begins another."""
    table = archive_month
    whole = {
        "last": chunk.last,
        "facts": chunk.last - chunk.first + 1,
        "dossiers": sum(each.is_dossier for each in chunk.leaving),
        "sessions": sum(not each.is_dossier for each in chunk.leaving),
        "bytes": sum(each.bytes for each in chunk.leaving),
    }
    sums = {name: table.c[name] + value for name, value in whole.items() if name != "last"}
    goes_on = update(table).where(
        table.c.file == no,
        table.c.month == chunk.month,
        table.c.last == chunk.first - 1,
        table.c.scans_done == 0,
    )
    if connection.execute(goes_on.values(last=chunk.last, at=now, **sums)).rowcount == 0:
        row = {"file": no, "month": chunk.month, "first": chunk.first, "at": now}
        none = {"scans": 0, "scan_bytes": 0, "scans_done": 0}
        connection.execute(insert(table), {**row, **whole, **none})


def _count(moved: Moved, chunk: _Chunk) -> None:
    moved.facts += chunk.last - chunk.first + 1
    moved.dossiers += sum(each.is_dossier for each in chunk.leaving)
    moved.sessions += sum(not each.is_dossier for each in chunk.leaving)
    moved.bytes += sum(each.bytes for each in chunk.leaving)
