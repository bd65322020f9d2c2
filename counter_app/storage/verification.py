"""Re-hashing what is stored: heads say what was written, this says that it is still there.

Three depths: a count of rows at every start, one branch after another while nobody works, and
everything at once by `counterctl verify`. Each branch remembers when it was last looked at. What
is damaged becomes a hole, named and healed by the next exchange from the other side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage import tables as t
from counter_app.storage.archive_tables import archive_holds, live
from counter_app.storage.attached import seen
from counter_app.storage.engine import reading, transaction
from counter_app.storage.replica import chains
from domain.identifiers import Scope
from domain.moment import Moment
from sync.protocol.chains import Branch, Hole
from sync.protocol.verifying import Checked

PAGE: Final = 1_000
"""Rows between two looks at whether to stop: some ten milliseconds."""


@dataclass(slots=True, kw_only=True)
class Findings:
    """What a verification saw; `problems` are sentences, empty when all is whole."""

    facts: int = 0
    chains: int = 0
    files: int = 0
    holes: int = 0
    problems: list[str] = field(default_factory=list)


def verify(
    engine: Engine,
    file: Callable[[bytes], bytes],
    now: Moment,
    progress: Callable[[int, int], bool] | None = None,
) -> Findings:
    """Re-hash every fact, link and file of the store.

    `progress` hears how many facts of how many were looked at, and says whether to go on.
    """
    found = Findings()
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(t.fact)).scalar() or 0
        blobs: Sequence[Any] = connection.execute(select(t.blob.c.sha256)).all()
    seen = 0
    for scope, branch in branches(engine):
        checked = check(engine, scope, branch, lambda: True)
        if checked is None:
            continue
        note(engine, scope, branch, checked, now)
        seen += checked.facts + len(checked.damaged)
        found.chains += 1
        found.facts += checked.facts
        found.holes += len(checked.holes)
        found.problems += [hole_words(scope, hole) for hole in checked.holes]
        if progress is not None and not progress(found.facts, total):
            return found
    if seen < total:
        found.problems.append(f"{total - seen} việc không thuộc chuỗi nào")
    for (sha256,) in blobs:
        _file(sha256, file, found)
    return found


def branches(engine: Engine) -> Sequence[tuple[Scope, Branch]]:
    """Every branch of the store, the one that was not looked at for longest first."""
    looked = t.verified
    rows = (
        select(t.head.c.scope, t.head.c.device, t.head.c.epoch, t.head.c.branch)
        .outerjoin(
            looked,
            (looked.c.scope == t.head.c.scope)
            & (looked.c.device == t.head.c.device)
            & (looked.c.epoch == t.head.c.epoch)
            & (looked.c.branch == t.head.c.branch),
        )
        .where(t.head.c.seq > 0)
        .order_by(func.coalesce(looked.c.at, 0), t.head.c.scope, t.head.c.device)
    )
    with reading(engine) as connection:
        told = connection.execute(rows).all()
        found = {
            (scope, branch.device, branch.epoch, branch.no): branch
            for scope in {Scope(row.scope) for row in told}
            for branch in chains(connection, scope).branches()
        }
    return [
        (Scope(row.scope), found[Scope(row.scope), row.device, row.epoch, row.branch])
        for row in told
    ]


def check(
    engine: Engine, scope: Scope, branch: Branch, go_on: Callable[[], bool]
) -> Checked | None:
    """Re-hash one branch as it stood, page by page, each in a short snapshot; None when stopped."""
    with reading(engine) as connection:
        looked = chains(connection, scope).looker(branch)
    for first, last in pages(branch):
        if not go_on():
            return None
        with reading(engine) as connection:
            looked.take(chains(connection, scope).rows_down(branch, first, last))
    return looked.end()


def pages(branch: Branch) -> Iterator[tuple[int, int]]:
    """The branch's own places from its tip downwards."""
    last = branch.seq
    while last >= branch.since:
        first = max(branch.since, last - PAGE + 1)
        yield first, last
        last = first - 1


def note(engine: Engine, scope: Scope, branch: Branch, checked: Checked, now: Moment) -> None:
    """Remember what is missing, and that it was looked at. Only the chain's end grew since."""
    key = {"scope": scope, "device": branch.device, "epoch": branch.epoch, "branch": branch.no}
    with transaction(engine) as connection:
        store = chains(connection, scope)
        now_held = {each.no: each for each in store.of(branch.device, branch.epoch)}
        if branch.no not in now_held:
            return
        if checked.damaged or checked.holes or store.holes():
            store.note(now_held[branch.no], checked)
        put = upsert(t.verified).values(**key, seq=branch.seq, at=now)
        connection.execute(
            put.on_conflict_do_update(index_elements=list(key), set_={"seq": branch.seq, "at": now})
        )
        connection.commit()


def note_damage(engine: Engine, scope: Scope, branch: Branch, now: Moment) -> None:
    """A row of this branch did not hash when it was asked for: see what is missing."""
    checked = check(engine, scope, branch, lambda: True)
    if checked is not None:
        note(engine, scope, branch, checked, now)


def count_check(engine: Engine, now: Moment) -> int:
    """Rows against heads, at every start; branches that differ are hashed. How many differed.

    Of archives only what the store knows of them is counted: their rows are not read.
    """
    with reading(engine) as connection:
        rows = _counted(connection)
        lost = {
            scope: chains(connection, Scope(scope)).holes() for scope in {key[0] for key in rows}
        }
    differing = 0
    for scope, branch in branches(engine):
        here = rows.get((scope, branch.device, branch.epoch, branch.no), 0)
        place = (branch.device, branch.epoch, branch.no)
        missing = sum(
            hole.size
            for hole in lost.get(scope, ())
            if (hole.device, hole.epoch, hole.branch) == place
        )
        if here + missing != branch.seq - branch.since + 1:
            differing += 1
            note_damage(engine, scope, branch, now)
    return differing


def _counted(connection: Connection) -> Counter[tuple[Any, ...]]:
    """Facts by scope, device, epoch and branch."""
    key = (live.c.scope, live.c.device, live.c.epoch, live.c.branch)
    rows = {
        tuple(row[:4]): row[4]
        for row in connection.execute(select(*key, func.count()).group_by(*key))
    }
    held = archive_holds.c
    found = Counter(rows)
    for row in connection.execute(select(archive_holds).where(held.file.in_(seen(connection)))):
        found[row.scope, row.device, row.epoch, row.branch] += row.facts
    return found


@dataclass(frozen=True, slots=True)
class LastLook:
    """Since when everything stored has been hashed anew, and what is missing."""

    since: Moment | None  # None: some branch was never looked at
    missing: int  # facts that wait to be given back


def last_look(engine: Engine) -> LastLook:
    """What a certificate and the status line say of the store's own health."""
    key = (t.head.c.scope, t.head.c.device, t.head.c.epoch, t.head.c.branch)
    with reading(engine) as connection:
        held = {tuple(row) for row in connection.execute(select(*key).where(t.head.c.seq > 0))}
        looked = {
            (row.scope, row.device, row.epoch, row.branch): row.at
            for row in connection.execute(select(t.verified))
        }
        gone = connection.execute(select(func.sum(t.hole.c.last - t.hole.c.first + 1))).scalar()
    dates = [looked.get(each) for each in held]
    oldest = min((at for at in dates if at is not None), default=None)
    return LastLook(None if None in dates or oldest is None else Moment(oldest), gone or 0)


def open_holes(connection: Connection, scope: Scope) -> Sequence[Hole]:
    """What is known to be missing now."""
    return chains(connection, scope).holes()


def hole_words(scope: str, hole: Hole) -> str:
    """A hole as an IT officer reads it."""
    which = f"việc {hole.first}" if hole.size == 1 else f"việc {hole.first} đến {hole.last}"
    return f"chuỗi {scope} {hole.device.hex()[:8]} đợt {hole.epoch}: thiếu hoặc hỏng {which}"


def _file(sha256: bytes, file: Callable[[bytes], bytes], found: Findings) -> None:
    found.files += 1
    try:
        file(sha256)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file is a finding
        found.problems.append(f"tệp {sha256.hex()[:8]}: {type(error).__name__}")
