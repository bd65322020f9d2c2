"""Re-hashing what is stored: heads say what was written, this says that it is still there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading, transaction
from counter_app.storage.replica import chains
from domain.identifiers import Scope
from sync.protocol.chains import Branch, Hole
from sync.protocol.verifying import Checked


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
    progress: Callable[[int, int], None] | None = None,
) -> Findings:
    """Re-hash every fact, link and file of the store. What is damaged becomes a hole, which the
    next exchange heals from the centre."""
    found = Findings()
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(t.fact)).scalar() or 0
        scopes = [Scope(row[0]) for row in connection.execute(select(t.head.c.scope).distinct())]
        blobs: Sequence[Any] = connection.execute(select(t.blob.c.sha256)).all()
    for scope in scopes:
        for branch, checked in check_scope(engine, scope):
            found.chains += 1
            found.facts += checked.facts
            found.holes += len(checked.holes)
            found.problems += [hole_words(scope, hole) for hole in checked.holes]
            if progress is not None:
                progress(found.facts, total)
            if checked.damaged or checked.holes:
                note(engine, scope, branch, checked)
    if found.facts < total - _aside(engine, total):
        found.problems.append(f"{total - found.facts} việc không thuộc chuỗi nào")
    for (sha256,) in blobs:
        _file(sha256, file, found)
    return found


def check_scope(engine: Engine, scope: Scope) -> Sequence[tuple[Branch, Checked]]:
    """Every branch of a scope, re-hashed in one snapshot."""
    with reading(engine) as connection:
        store = chains(connection, scope)
        return [(branch, store.check(branch)) for branch in store.branches() if branch.seq]


def note_damage(engine: Engine, scope: Scope, branch: Branch) -> None:
    """A row of this branch did not hash when it was asked for: see what is missing."""
    with reading(engine) as connection:
        checked = chains(connection, scope).check(branch)
    note(engine, scope, branch, checked)


def note(engine: Engine, scope: Scope, branch: Branch, checked: Checked) -> None:
    """Remember what is missing. The chain may have grown since; only its end did."""
    with transaction(engine) as connection:
        store = chains(connection, scope)
        now = {each.no: each for each in store.of(branch.device, branch.epoch)}
        if branch.no in now:
            store.note(now[branch.no], checked)
            connection.commit()


def hole_words(scope: str, hole: Hole) -> str:
    """A hole as an IT officer reads it."""
    which = f"việc {hole.first}" if hole.size == 1 else f"việc {hole.first} đến {hole.last}"
    return f"chuỗi {scope} {hole.device.hex()[:8]} đợt {hole.epoch}: thiếu hoặc hỏng {which}"


def _aside(engine: Engine, total: int) -> int:
    """Facts that went aside during this verification."""
    with reading(engine) as connection:
        now = connection.execute(select(func.count()).select_from(t.fact)).scalar() or 0
    return max(total - now, 0)


def open_holes(connection: Connection, scope: Scope) -> Sequence[Hole]:
    """What is known to be missing now."""
    return chains(connection, scope).holes()


def _file(sha256: bytes, file: Callable[[bytes], bytes], found: Findings) -> None:
    found.files += 1
    try:
        file(sha256)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file is a finding
        found.problems.append(f"tệp {sha256.hex()[:8]}: {type(error).__name__}")
